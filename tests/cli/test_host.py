"""`--host NAME`: two packaged servers on two machines are switched one after the other, in place, with one spec."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from support.command_line import SERVER_XML, Shell

SPEC = """\
hactl: 1
name: shop
server: tomcat@7
ha: false
clusters:
  a:
    instances:
      a-1: {{host: 10.0.0.11, base: {0}/one}}
      a-2: {{host: 10.0.0.12, base: {0}/two, ports: {{http: 8081}}}}
balancer: 10.0.0.5:80
"""
ONE, TWO = ("--host", "10.0.0.11"), ("--host", "10.0.0.12")


@pytest.fixture
def pair(hactl: Shell) -> tuple[Path, Path]:
    """Two Tomcats, as if each were on a machine of its own; return their server.xml."""
    hactl.write("shop.hactl.yaml", SPEC.format(hactl.folder))
    files = hactl.write("one/conf/server.xml", SERVER_XML), hactl.write("two/conf/server.xml", SERVER_XML)
    for name in ("one", "two"):
        hactl.write(f"{name}/webapps/shop/index.html", "x")
    return files


def state(hactl: Shell, *host: str) -> str:
    """Return the cluster's state as `status` says it on that machine."""
    done = hactl("status", *host, "--format", "json")
    assert done.code == 0, done.err
    found = done.result
    return str(found["clusters"][0]["on_disk"])


def test_the_first_machine_is_switched_and_the_second_goes_on_with_the_same_spec(
    hactl: Shell, pair: tuple[Path, Path]
) -> None:
    spec = hactl.folder / "shop.hactl.yaml"
    before = spec.read_bytes()
    assert state(hactl, *ONE) == "off"
    done = hactl("enable-ha", *ONE, "--yes")
    assert done.code == 0, done.err
    assert "host 10.0.0.12 (a-2) is skipped" in done.err
    assert "hactl:begin" in pair[0].read_text() and pair[1].read_text() == SERVER_XML
    assert spec.read_text().startswith("# hactl: HA of a: on at 10.0.0.11; still off at 10.0.0.12\n")
    assert state(hactl, *ONE) == state(hactl, *TWO) == "mixed"
    assert hactl("diff", *ONE, "--exit-code").code == 0, "this machine is done"
    done = hactl("apply", *TWO, "--yes")
    assert done.code == 0, done.err
    assert "hactl:begin" in pair[1].read_text()
    assert state(hactl, *ONE) == state(hactl, *TWO) == "on"
    assert "# hactl" not in spec.read_text()
    for host in (TWO, ONE):
        assert hactl("disable-ha", *host, "--yes").code == 0
    assert [file.read_text() for file in pair] == [SERVER_XML] * 2
    assert spec.read_bytes() == before


def test_the_second_machine_needs_nothing_of_the_first_but_the_spec(hactl: Shell, pair: tuple[Path, Path]) -> None:
    assert hactl("enable-ha", *ONE, "--yes").code == 0
    shutil.rmtree(hactl.folder / "shop")
    assert state(hactl, *TWO) == "mixed"
    assert hactl("enable-ha", *TWO, "--yes").code == 0
    assert state(hactl, *TWO) == "on"


def test_what_the_manifest_knows_of_another_machine_is_kept_unread(hactl: Shell, pair: tuple[Path, Path]) -> None:
    assert hactl("enable-ha", *ONE, "--yes").code == 0
    pair[0].write_text("not a server.xml, and on another machine")
    assert hactl("apply", *TWO, "--yes").code == 0
    known = json.loads((hactl.folder / "shop/.hactl/manifest.json").read_text())
    assert {one["host"] for one in known["files"]} >= {"10.0.0.11", "10.0.0.12"}


def test_switching_back_before_the_second_was_switched_leaves_no_trace(hactl: Shell, pair: tuple[Path, Path]) -> None:
    before = (hactl.folder / "shop.hactl.yaml").read_text()
    assert hactl("enable-ha", *ONE, "--yes").code == 0
    assert hactl("disable-ha", *ONE, "--yes").code == 0
    assert (hactl.folder / "shop.hactl.yaml").read_text() == before
    assert state(hactl, *TWO) == "off"


def test_the_plan_says_in_json_who_is_left_out(hactl: Shell, pair: tuple[Path, Path]) -> None:
    plan = hactl("diff", *ONE, "--format", "json").result
    assert [note["id"] for note in plan["notes"]] == ["host-left-out"]
    assert {change["host"] for change in plan["changes"]} <= {"", "10.0.0.11", "10.0.0.5"}


def test_a_mistyped_host_is_told_with_the_nearest(hactl: Shell, pair: tuple[Path, Path]) -> None:
    done = hactl("diff", "--host", "10.0.0.1l")
    assert done.code == 64
    assert "did you mean `10.0.0.1" in done.err


def test_without_a_host_the_way_out_is_named(hactl: Shell, pair: tuple[Path, Path]) -> None:
    done = hactl("diff")
    assert done.code == 3
    assert "--host 10.0.0.11" in done.err and "--host 10.0.0.12" in done.err


def test_of_instances_on_other_machines_alone_nothing_is_claimed(hactl: Shell, pair: tuple[Path, Path]) -> None:
    spec = hactl.folder / "shop.hactl.yaml"
    spec.write_text(spec.read_text().replace("10.0.0.5:80", f"{{host: 10.0.0.5, base: {hactl.folder}/nginx}}"))
    done = hactl("enable-ha", "--host", "10.0.0.5", "--yes")
    assert done.code == 0, done.err
    assert "HA on, its files are on other machines" in done.out and "sessions are copied" not in done.out
    assert state(hactl, "--host", "10.0.0.5") == "elsewhere"
    assert hactl("apply", *ONE, "--yes").code == 0
    assert state(hactl, "--host", "10.0.0.5") == "mixed"
    assert hactl("apply", *TWO, "--yes").code == 0
    assert all("hactl:begin" in file.read_text() for file in pair)


def test_one_machine_done_is_shown_as_mixed_at_once(hactl: Shell, pair: tuple[Path, Path]) -> None:
    assert "HA mixed" in hactl("enable-ha", *ONE, "--yes").out

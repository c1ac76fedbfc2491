"""What a new user gets wrong: a clear message with its place and hint, the documented code, nothing written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.command_line import OLD, SHOP, Shell

BAD = {
    "an unknown key": (SHOP.replace("server:", "servr:"), "3:1", "did you mean `server`"),
    "a float version": (SHOP.replace("tomcat@7.0.109", "7.0"), "3:9", "tomcat@7"),
    "an unknown server": (SHOP.replace("tomcat@7.0.109", "tomat@7"), "3:9", "did you mean `tomcat@7`"),
    "an unknown line": (SHOP.replace("tomcat@7.0.109", "tomcat@5"), "3:9", "7"),
    "two instances on one port": (SHOP.replace("10.0.0.12]", "10.0.0.11]"), "5:18", "8080"),
    "a cluster of one": (SHOP.replace(", 10.0.0.12]", "]"), "5:3", "ha: false"),
    "a name outside the pattern": (SHOP.replace("name: shop", "name: Shop"), "2:7", "`shop`"),
    "a name with a quote": (SHOP.replace("name: shop", "name: 'sh\"op'"), "2:7", "a-z"),
    "a name with a dollar": (SHOP.replace("name: shop", "name: sh$op"), "2:7", "a-z"),
    "a duplicate key": (SHOP + "name: again\n", "8:1", "line 2"),
    "an explicit tag": (SHOP.replace("shop", "!!str shop"), "2:7", "tag"),
    "a YAML header": ("%YAML 1.1\n---\n" + SHOP, "1:1", "directive"),
    "an empty file": ("", "1:1", "empty"),
    "a NUL": (SHOP.replace("shop", "sh\0op"), "2:9", "NUL"),
    "nesting without end": ("a: " + "[" * 5000, "1:", "deep"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("command", ["create", "validate", "diff"])
def test_bad_input_is_named_with_its_place(hactl: Shell, what: str, command: str) -> None:
    text, place, word = BAD[what]
    hactl.write("shop.hactl.yaml", text)
    result = hactl(command, "shop.hactl.yaml")
    said = result.out + result.err
    assert result.code == 3
    assert f"shop.hactl.yaml:{place}" in said and word in said and "hint:" in said
    assert [p.name for p in hactl.folder.iterdir()] == ["shop.hactl.yaml"]


def test_bytes_that_are_not_utf_8_are_named(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP.replace("a pair", "Müller").encode("latin-1"))
    result = hactl("create")
    assert result.code == 3 and "shop.hactl.yaml:5:" in result.err and "UTF-8" in result.err


def test_a_missing_spec_is_a_usage_error(hactl: Shell) -> None:
    assert hactl("create", "nope.hactl.yaml").code == 64
    assert hactl("create").code == 64
    assert hactl("show", "-C", "nowhere").code == 64


@pytest.mark.parametrize("words", [("creat",), ("create", "--chekc"), ("diff", "--format", "yml"), (), ("lab",)])
def test_a_typo_is_a_usage_error_with_a_way_on(hactl: Shell, words: tuple[str, ...]) -> None:
    result = hactl(*words)
    assert result.code == 64 and result.err


def test_a_missing_application_is_named_with_its_place(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP + "apps: {shop: {war: shop.war, clusters: [a, b]}}\n")
    result = hactl("create")
    assert result.code == 3 and "shop.hactl.yaml:8:" in result.err and "shop.war" in result.err


def test_a_file_where_a_folder_should_be_stops_before_the_first_write(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    hactl.write("shop/10.0.0.12", "in the way")
    result = hactl("create")
    assert result.code != 0 and "10.0.0.12" in result.err
    assert not list((hactl.folder / "shop").glob("10.0.0.11/**/server.xml"))


def test_a_reader_that_goes_away_ends_it_quietly(hactl: Shell, tmp_path: Path) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    with subprocess.Popen(
        [sys.executable, "-m", "hactl", "diff"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        child.stdout.read(1)
        child.stdout.close()
        said = child.stderr.read()
        assert child.wait(30) in (0, 141)
    assert said == b""


def test_init_writes_a_commented_spec_that_is_sound(hactl: Shell) -> None:
    made = hactl("init", "till", "--cluster", "a=10.0.0.1,10.0.0.2", "--balancer", "10.0.0.9:80", "--no-ha")
    assert made.code == 0
    text = (hactl.folder / "till.hactl.yaml").read_text()
    assert text.startswith("#") and "ha: false" in text and "a: [10.0.0.1, 10.0.0.2]" in text
    assert hactl("validate").code == 0
    assert hactl("create").code == 0
    assert hactl("enable-ha", "--yes").code == 0
    assert hactl("init", "till").code == 1
    assert (hactl.folder / "till.hactl.yaml").read_text() != text  # enable-ha changed it; init did not


def test_init_writes_nothing_from_wrong_flags(hactl: Shell) -> None:
    assert hactl("init", "till", "--server", "tomcta@7").code == 3
    assert hactl("init", "till", "--cluster", "a").code == 64
    assert hactl("init", "Till").code == 3
    assert not list(hactl.folder.iterdir())


def test_validate_guards_many_specs_at_once(hactl: Shell) -> None:
    hactl.write("one/a.hactl.yaml", SHOP)
    hactl.write("two/b.hactl.yaml", SHOP.replace("name: shop", "name: shop"))
    result = hactl("validate")
    assert result.code == 3 and "used by" in result.out
    assert "::error file=" in hactl("validate", "--format", "github").out
    assert hactl("validate", "one").code == 0


def test_a_jetty_of_another_line_is_refused_with_its_place(hactl: Shell) -> None:
    for host, base in (("10.0.0.11", "one"), ("10.0.0.12", "two")):
        text = '<?xml version="1.0"?>\n<Configure id="Server" class="org.eclipse.jetty.server.Server"/>\n'
        hactl.write(f"root/{host}/srv/{base}/etc/jetty.xml", text)
    hactl.write("old.hactl.yaml", OLD.replace("tomcat@7", "jetty@6"))
    refused = hactl("create", "--root", "root", "--yes")
    assert refused.code == 4 and "no Jetty 6" in refused.err and "jetty.xml:2:1" in refused.err


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_to_check_nothing_at_all_is_no_success(hactl: Shell, form: str) -> None:
    hactl.write("specs/shop.yaml", SHOP)  # a name that hactl does not look for
    (hactl.folder / "empty").mkdir()
    for words in (("validate",), ("validate", "specs"), ("validate", "-C", "empty")):
        said = hactl(*words, "--format", form)
        assert said.code == 64 and (said.document["error"]["id"] == "usage" if form == "json" else not said.out), words
        assert f"no spec below {hactl.folder}" in said.err and "--allow-none" in said.err
        assert hactl(*words, "--format", form, "--allow-none").code == 0


def test_each_folder_that_is_named_has_to_hold_a_spec(hactl: Shell) -> None:
    hactl.write("one/shop.hactl.yaml", SHOP)
    (hactl.folder / "two").mkdir()
    said = hactl("validate", "one", "two")
    assert said.code == 64 and f"no spec below {hactl.folder / 'two'}\n" in said.err
    assert hactl("validate", "one", "two", "--allow-none").code == 0
    assert hactl("validate", "one").code == 0


@pytest.mark.parametrize("command", [("create", "--yes"), ("diff",), ("status",)])
def test_a_link_in_place_of_hactls_own_folder_is_named_and_nothing_is_written(
    hactl: Shell, command: tuple[str, ...]
) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    for name in ("elsewhere", "shop"):
        (hactl.folder / name).mkdir()
    (hactl.folder / "shop/.hactl").symlink_to("../elsewhere")
    result = hactl(*command)
    assert result.code == 4 and "shop/.hactl is a link" in result.err and "hint:" in result.err
    assert not list((hactl.folder / "elsewhere").iterdir())

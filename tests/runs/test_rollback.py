"""Going back: every byte of the spec and of every file is what it was after an earlier run, or nothing changes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from support.command_line import OLD, SHOP, Shell


def contents(shell: Shell) -> dict[str, bytes]:
    return {name: data for name, (data, _) in shell.files().items() if "/runs/" not in name}


def war(shell: Shell, web_xml: bytes) -> None:
    with zipfile.ZipFile(shell.folder / "one.war", "w") as archive:
        archive.writestr(zipfile.ZipInfo("WEB-INF/web.xml"), web_xml)


def runs(shell: Shell) -> list[str]:
    return sorted((p.name for p in (shell.folder / "shop/.hactl/runs").iterdir()), key=lambda n: int(n.split("-")[1]))


def test_a_rollback_gives_every_byte_back_and_can_be_rolled_back_itself(shop: Shell) -> None:
    first = contents(shop)
    shop("disable-ha", "--yes")
    shop.write("shop.hactl.yaml", (shop.folder / "shop.hactl.yaml").read_text().replace("10.0.0.12]", "10.0.0.13]"))
    assert shop("apply", "--yes").code == 0
    third = contents(shop)
    back = shop("rollback", runs(shop)[0], "--yes")
    assert back.code == 0 and "reload balancer" in back.out
    assert contents(shop) == first
    assert shop("rollback", "--yes").code == 0
    assert contents(shop) == third


def test_without_a_name_it_is_the_last_but_one(shop: Shell) -> None:
    before = contents(shop)
    shop("disable-ha", "a", "--yes")
    shown = shop("rollback", "--dry-run")
    assert shown.code == 0 and "+  <Engine" not in shown.out and "shop.hactl.yaml" in shown.out
    assert contents(shop) != before
    assert shop("rollback", "--yes").code == 0
    assert contents(shop) == before


def test_files_that_a_person_made_go_back_too(old: Shell) -> None:
    root = ("--root", "root")
    old("create", *root, "--yes")
    on = contents(old)
    old("disable-ha", *root, "--yes")
    assert old("rollback", *root, "--yes").code == 0
    assert contents(old) == on
    assert OLD in on["old.hactl.yaml"].decode()


def test_what_somebody_edited_since_is_named_and_nothing_changes(shop: Shell) -> None:
    shop("disable-ha", "--yes")
    file = "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf"
    shop.write(file, (shop.folder / file).read_bytes() + b"# mine\n")
    before = contents(shop)
    refused = shop("rollback", "--yes")
    assert refused.code == 4 and "hactl-shop.conf" in refused.err and "file-edited-since" in refused.err
    assert contents(shop) == before


def test_an_edit_of_the_spec_that_was_never_applied_is_not_lost(shop: Shell) -> None:
    shop("disable-ha", "--yes")
    shop.write("shop.hactl.yaml", SHOP + "x-note: mine\n")
    refused = shop("rollback", "--yes")
    assert refused.code == 4 and "spec-edited-since" in refused.err
    assert "x-note" in (shop.folder / "shop.hactl.yaml").read_text()


def test_where_apply_has_nothing_to_do_the_hint_still_leads_back(shop: Shell) -> None:
    shop("disable-ha", "--yes")
    spec = shop.folder / "shop.hactl.yaml"
    spec.write_text(spec.read_text() + "# a note\n")
    assert "nothing to do" in shop("apply", "--yes").err
    refused = shop("rollback", "--yes")
    kept = refused.err.partition("keep a copy of it and put ")[2].partition(" in its place")[0]
    spec.write_bytes(Path(kept).read_bytes())
    assert shop("rollback", "--yes").code == 0
    assert spec.read_text() == SHOP


def test_a_file_that_somebody_deleted_since_is_not_made_again(shop: Shell) -> None:
    shop("disable-ha", "a", "--yes")
    file = shop.folder / "shop/10.0.0.21/b-1/conf/logging.properties"
    file.unlink()
    refused = shop("rollback", "--yes")
    assert refused.code == 4 and "logging.properties: error: this file was deleted since" in refused.err
    assert not file.exists()
    assert shop("apply", "--yes").code == 0
    assert shop("rollback", runs(shop)[0], "--yes").code == 0


def test_a_rollback_brings_no_other_archive_of_an_application(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP + "apps:\n  one: {war: one.war, path: /}\n")
    war(hactl, b"<web-app><distributable/></web-app>")
    assert hactl("create").code == 0
    hactl("disable-ha", "--yes")
    war(hactl, b"<web-app><distributable/><!-- newer --></web-app>")
    before = hactl.files()
    refused = hactl("rollback", "--yes")
    assert refused.code == 4 and ".war: error: this file cannot be restored" in refused.err
    assert hactl.files() == before
    war(hactl, b"<web-app><distributable/></web-app>")
    assert hactl("rollback", "--yes").code == 0


def test_for_programs_a_rollback_is_the_same_events_as_every_run(shop: Shell) -> None:
    shop("disable-ha", "--yes")
    back = shop("rollback", "--yes", "--format", "json", "--events", "-")
    assert back.result["outcome"] == "done"
    events = [json.loads(line) for line in back.err.splitlines()]
    assert {event["schema"] for event in events} == {"hactl/events/1"}
    assert {"check", "switch/a/a-1", "switch/balancer"} <= {event["task"] for event in events}
    assert events[-1]["task"] == "apply" and events[-1]["outcome"] == "done"


def test_a_rollback_stands_in_the_history(shop: Shell) -> None:
    shop("disable-ha", "--yes")
    shop("rollback", "--yes")
    assert len(shop("history").out.splitlines()) == 3
    assert "put in place" in shop("history", runs(shop)[-1]).out


def test_what_a_persons_file_holds_is_shown_by_no_rollback_and_kept_nowhere(old: Shell) -> None:
    root = ("--root", "root")
    old("create", *root, "--yes")
    old("disable-ha", *root, "--yes")
    for words in (("--dry-run",), ("--dry-run", "--format", "json"), ("--yes",)):
        shown = old("rollback", *root, *words)
        assert shown.code == 0 and "c4nary" not in shown.out + shown.err
    assert not [name for name, (data, _) in old.files().items() if ".hactl" in name and b"c4nary" in data]


def test_what_there_is_no_way_back_to_is_said(shop: Shell) -> None:
    assert "no earlier run" in shop("rollback", "--yes").err
    shop("disable-ha", "--yes")
    unknown = shop("rollback", "20200101-1", "--yes")
    assert unknown.code == 64 and "no run `20200101-1`" in unknown.err


def test_only_so_many_runs_are_kept(shop: Shell) -> None:
    for word in ("disable-ha", "enable-ha", "disable-ha", "enable-ha"):
        assert shop(word, "--yes", "--keep", "3").code == 0
    assert [name.split("-")[1] for name in runs(shop)] == ["3", "4", "5"]


def test_what_is_kept_of_the_spec_is_for_its_owner_alone(shop: Shell) -> None:
    kept = list((shop.folder / "shop/.hactl/runs").glob("*/spec.yaml"))
    assert [path.read_text() for path in kept] == [SHOP]
    assert kept[0].stat().st_mode & 0o777 == 0o600

from __future__ import annotations

import re
from pathlib import PurePosixPath

from hactl.plan import Change, Plan, Restart
from hactl.problems import Problem, Severity
from hactl.targets import Blob, Effect, Kind, Location
from hactl.views import plan as view
from hactl.views.look import Look

STOCK = b'<Server>\n  <Resource password="CANARY"/>\n  <Engine name="Catalina">\n  </Engine>\n</Server>\n'
WITH_ROUTE = STOCK.replace(b'name="Catalina"', b'name="Catalina" jvmRoute="a-1"')


def change(host: str, path: str, before: bytes | None, after: bytes | None, **more: object) -> Change:
    facts = {"kind": Kind.EDIT, "owner": "a/a-1", "takes_effect": Effect.RESTART, **more}
    sides = {"before": None if before is None else Blob.of(before), "after": None if after is None else Blob.of(after)}
    return Change(location=Location(host, PurePosixPath(path)), **sides, **facts)  # type: ignore[arg-type]


UPDATE = change("app1", "a-1/conf/server.xml", STOCK, WITH_ROUTE)
CREATE = change("edge", "nginx/shop.conf", None, b"upstream a {}", takes_effect=Effect.RELOAD, mode=0o640)
MANIFEST = change("", ".hactl/manifest.json", None, b"{}\n", takes_effect=Effect.AT_ONCE)
RESTART = Restart(owner="a/a-1", wave=1, action="restart", cost="its sessions move to a-2")
PLAN = Plan(changes=(UPDATE, CREATE, MANIFEST), restarts=(RESTART,))


def test_a_plan_reads_as_a_unified_diff_with_a_summary_and_the_restarts() -> None:
    assert view.text(PLAN) == (
        "update app1/a-1/conf/server.xml (after a restart)\n"
        "--- app1/a-1/conf/server.xml\n"
        "+++ app1/a-1/conf/server.xml\n"
        "@@ -1,5 +1,5 @@\n"
        " <Server>\n"
        '   <Resource password="***"/>\n'
        '-  <Engine name="Catalina">\n'
        '+  <Engine name="Catalina" jvmRoute="a-1">\n'
        "   </Engine>\n"
        " </Server>\n"
        "create edge/nginx/shop.conf, mode 0640 (after a reload)\n"
        "--- /dev/null\n"
        "+++ edge/nginx/shop.conf\n"
        "@@ -0,0 +1 @@\n"
        "+upstream a {}\n"
        "\\ No newline at end of file\n"
        "\n"
        "2 files change on 2 hosts: 1 created, 1 updated\n"
        "to do, in this order:\n"
        "  1. restart a/a-1 (its sessions move to a-2)\n"
    )


def test_how_many_lines_of_each_file_change_can_be_had_instead() -> None:
    shown = view.text(PLAN, stat=True)
    assert shown.splitlines()[:2] == [
        "update app1/a-1/conf/server.xml  +1 -1 (after a restart)",
        "create edge/nginx/shop.conf      +1, mode 0640 (after a reload)",
    ]
    assert shown.endswith("  1. restart a/a-1 (its sessions move to a-2)\n")


def test_colour_changes_nothing_but_colour() -> None:
    painted = view.text(PLAN, look=Look(colour=True))
    assert '\x1b[32m+  <Engine name="Catalina" jvmRoute="a-1">\x1b[0m\n' in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == view.text(PLAN)


def test_a_plan_without_changes_says_so() -> None:
    kept = tuple(Location("app1", PurePosixPath(name)) for name in "ab")
    assert view.text(Plan(kept=kept)) == "nothing to do: 2 files are as the spec says\n"


def test_what_is_in_the_way_is_named_and_the_plan_called_not_applicable() -> None:
    edited = Problem(id="edit-inside-block", message="app1/x was edited", hint="put it in the spec")
    note = Problem(id="note", message="nothing runs", severity=Severity.NOTE)
    assert view.text(Plan(blocked=(edited,), notes=(note,))) == (
        "note: nothing runs [note]\n"
        "error: app1/x was edited [edit-inside-block]\n"
        "  hint: put it in the spec\n"
        "this plan cannot be applied: 1 error\n"
    )


def test_instances_that_change_alike_share_one_diff() -> None:
    both = (change("app1", "a-1/x.conf", b"1\n", b"2\n"), change("app2", "a-2/x.conf", b"1\n", b"2\n"))
    shown = view.text(Plan(changes=both))
    assert shown.startswith("update app1/a-1/x.conf (after a restart)\nupdate app2/a-2/x.conf (after a restart)\n---")
    assert shown.count("@@ -1 +1 @@") == 1


def test_binary_files_folders_and_modes_take_one_line() -> None:
    jar = change("app1", "a.war", None, b"PK\0\0")
    folder = change("app1", "logs", None, b"", directory=True)
    shown = view.text(Plan(changes=(jar, folder))).splitlines()
    assert shown[1].startswith("  contents not shown: absent → 4 B, sha256 ")
    assert shown[2] == "create app1/logs/ (after a restart)"
    assert shown[-1] == "1 file changes on 1 host: 1 created; 1 folder changes on 1 host: 1 created"


def test_a_change_of_the_encoding_alone_is_said() -> None:
    assert "only the encoding changes" in view.text(Plan(changes=(change("h", "f", b"a\n", b"\xef\xbb\xbfa\n"),)))


def test_waves_are_in_order_and_long_ones_are_counted() -> None:
    many = tuple(Restart(owner=f"c/c-{n}", wave=2, action="start", cost="") for n in range(14))
    lines = view.text(Plan(restarts=(*many, RESTART))).splitlines()
    assert lines[-2] == "  1. restart a/a-1 (its sessions move to a-2)"
    assert lines[-1].startswith("  2. start c/c-0, c/c-1, ")
    assert lines[-1].endswith(", c/c-11 … and 2 more")


def test_json_holds_hashes_and_masked_lines_and_no_contents() -> None:
    data = view.as_data(PLAN)
    update = data["changes"][0]
    assert data["applicable"] is True
    assert (update["host"], update["path"], update["action"]) == ("app1", "a-1/conf/server.xml", "update")
    assert update["before"] == {"sha256": Blob.of(STOCK).sha256, "size": len(STOCK)}
    assert update["diff"][2] == '   <Resource password="***"/>'
    assert data["restarts"] == [
        {
            "owner": "a/a-1",
            "wave": 1,
            "action": "restart",
            "cost": "its sessions move to a-2",
            "keeps": False,
            "how": "",
        },
    ]


def test_own_records_are_named_in_json_without_their_lines_and_not_shown_to_a_person() -> None:
    record = view.as_data(PLAN)["changes"][2]
    assert (record["path"], record["diff"]) == (".hactl/manifest.json", [])
    assert "manifest" not in view.text(PLAN)
    assert view.summary(Plan(changes=(MANIFEST,))) == "only hactl's own records change"


def test_secrets_and_orders_to_the_terminal_are_never_shown() -> None:
    hostile = change("app1", "conf\x1b[2J", STOCK, WITH_ROUTE + b"\x1b]0;x\x07 db.password=CANARY\n")
    plan = Plan(changes=(UPDATE, hostile))
    for look in (Look(), Look(colour=True), Look(unicode=False, width=20)):
        assert "CANARY" not in view.text(plan, look=look)
    assert "CANARY" not in str(view.as_data(plan))
    assert "\x1b" not in view.text(plan)

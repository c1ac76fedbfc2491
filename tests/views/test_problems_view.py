from __future__ import annotations

from hactl.problems import Place, Problem, Severity
from hactl.views import problems as view
from hactl.views.look import Look

UNKNOWN = Problem(
    id="spec-unknown-key",
    message="unknown key `portz`",
    hint="did you mean `ports`?",
    at=("defaults", "portz"),
    place=Place("shop.hactl.yaml", 12, 3),
)
EARLIER = Problem(id="spec-type", message="a port is a number", place=Place("shop.hactl.yaml", 4, 7))
NOWHERE = Problem(id="host-elsewhere", message="not here", severity=Severity.WARNING)


def test_each_problem_is_a_line_that_editors_can_jump_to_and_a_hint() -> None:
    assert view.text([NOWHERE, UNKNOWN, EARLIER]) == (
        "shop.hactl.yaml:4:7: error: a port is a number [spec-type]\n"
        "shop.hactl.yaml:12:3: error: unknown key `portz` [spec-unknown-key]\n"
        "  hint: did you mean `ports`?\n"
        "warning: not here [host-elsewhere]\n"
    )


def test_a_hint_of_several_lines_keeps_them() -> None:
    shown = view.text([Problem(id="x", message="m", hint="either\nor")])
    assert shown == "error: m [x]\n  hint: either\n        or\n"


def test_colour_changes_nothing_but_colour() -> None:
    import re

    painted = view.text([UNKNOWN, NOWHERE], look=Look(colour=True))
    assert "\x1b[1;31merror:\x1b[0m" in painted
    assert re.sub(r"\x1b\[[\d;]*m", "", painted) == view.text([UNKNOWN, NOWHERE])


def test_the_summary_counts() -> None:
    assert view.summary([UNKNOWN, EARLIER, NOWHERE], checked=3) == "2 errors and 1 warning in 3 specs"
    assert view.summary([], checked=1) == "no problems in 1 spec"


def test_json_holds_every_part() -> None:
    assert view.counted([NOWHERE, UNKNOWN], checked=2) == {"specs": 2, "errors": 1, "warnings": 1, "notes": 0}
    assert view.as_data(UNKNOWN) == {
        "id": "spec-unknown-key",
        "severity": "error",
        "message": "unknown key `portz`",
        "hint": "did you mean `ports`?",
        "file": "shop.hactl.yaml",
        "line": 12,
        "column": 3,
        "at": ["defaults", "portz"],
    }
    assert view.as_data(NOWHERE)["file"] is None


def test_secrets_and_control_characters_in_a_message_are_not_shown() -> None:
    leaky = [Problem(id="x", message='found password="CANARY"\x1b[2J', hint="use token=CANARY")]
    for shown in (view.text(leaky), str(list(map(view.as_data, leaky)))):
        assert "CANARY" not in shown
    assert "\x1b" not in view.text(leaky)

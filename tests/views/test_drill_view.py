from __future__ import annotations

from dataclasses import replace

from hactl.reports.drill import DrillReport, DrillStep, Fate, Row
from hactl.views import drill as view
from hactl.views.look import Look


def row(user: str, source: str, to: str, longest_s: float = 0.11) -> Row:
    return Row(
        user=user,
        app="/",
        fate=Fate.KEPT,
        source=source,
        to=to,
        bound=source == "a-1",
        busy=True,
        requests=9,
        failed=0,
        delayed=0,
        longest_s=longest_s,
    )


STAYED = row("user-1", "a-2", "a-2")
MOVED = row("user-2", "a-1", "a-2", longest_s=1.5)
LOST = replace(row("user-13", "a-1", ""), fate=Fate.LOST, missing=tuple("abcdefg"), differing=("counter",))
GOOD = DrillReport(
    steps=(
        DrillStep(name="kill", title="kill -9 a-1", rows=(STAYED, MOVED), notes=("a-1 was idle",)),
        DrillStep(name="kill-cluster", title="kill -9 cluster b", skipped="there is only one cluster"),
    )
)
BAD = DrillReport(
    steps=(DrillStep(name="kill", title="kill -9 a-1", reasons=("1 session lost",), rows=(STAYED, MOVED, LOST)),)
)


def test_a_drill_begins_with_the_sessions_that_were_kept() -> None:
    assert view.text(GOOD) == (
        "✓ 2 of 2 sessions kept\n"
        "  ✓ kill -9 a-1: 2 of 2 kept, longest wait 1.50 s\n"
        "      note: a-1 was idle\n"
        "  - kill -9 cluster b: skipped, there is only one cluster\n"
    )


def test_a_failed_drill_says_why_and_lists_sessions_when_asked() -> None:
    assert view.text(BAD, sessions=True) == (
        "✗ 2 of 3 sessions kept\n"
        "  ✗ kill -9 a-1: 2 of 3 kept, 1 lost, longest wait 1.50 s\n"
        "why: kill -9 a-1: 1 session lost\n"
        "\n"
        "kill -9 a-1\n"
        "  user-13  a-1 → nowhere  lost  0.11 s  missing a b c d e and 2 more, differing counter\n"
        "  user-2   a-1 → a-2      kept  1.50 s\n"
    )


def test_a_drill_of_several_applications_says_of_how_many_users() -> None:
    rows = tuple(replace(each, app=app) for each in (STAYED, MOVED) for app in ("/shop", "/bank"))
    shown = view.text(DrillReport(steps=(DrillStep(name="kill", title="kill -9 a-1", rows=rows),)))
    assert shown.startswith("✓ 4 of 4 sessions kept (2 users in 2 applications)\n")


def test_ascii_terminals_get_ascii() -> None:
    assert view.text(BAD, sessions=True, look=Look(unicode=False)).isascii()

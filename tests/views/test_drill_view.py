from __future__ import annotations

import json
from dataclasses import dataclass

from hactl.views import drill as view
from hactl.views.look import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    user: str
    source: str
    to: str
    fate: str = "kept"
    longest_s: float = 0.11
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    title: str
    summary: str = ""
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    steps: tuple[Step, ...]
    kept: tuple[int, int]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(f"{step.title}: {reason}" for step in self.steps for reason in step.reasons)

    @property
    def ok(self) -> bool:
        return not self.reasons

    def as_json(self) -> dict[str, object]:
        return {"ok": self.ok, "kept": list(self.kept)}


STAYED = Row(user="user-1", source="a-2", to="a-2")
MOVED = Row(user="user-2", source="a-1", to="a-2", longest_s=1.5)
LOST = Row(user="user-13", source="a-1", to="", fate="lost", missing=tuple("abcdefg"), differing=("counter",))
GOOD = Report(
    steps=(
        Step(title="kill -9 a-1", summary="2 of 2 kept", rows=(STAYED, MOVED), notes=("a-1 was idle",)),
        Step(title="kill -9 cluster b", skipped="there is only one cluster"),
    ),
    kept=(2, 2),
)
BAD = Report(steps=(Step(title="kill -9 a-1", reasons=("1 session lost",), rows=(STAYED, MOVED, LOST)),), kept=(2, 3))


def test_a_drill_begins_with_the_sessions_that_were_kept() -> None:
    assert view.text(GOOD) == (
        "✓ 2 of 2 sessions kept\n"
        "  ✓ kill -9 a-1: 2 of 2 kept\n"
        "      note: a-1 was idle\n"
        "  - kill -9 cluster b: skipped, there is only one cluster\n"
    )


def test_a_failed_drill_says_why_and_lists_sessions_when_asked() -> None:
    assert view.text(BAD, sessions=True) == (
        "✗ 2 of 3 sessions kept\n"
        "  ✗ kill -9 a-1\n"
        "why: kill -9 a-1: 1 session lost\n"
        "\n"
        "kill -9 a-1\n"
        "  user-13  a-1 → nowhere  lost  0.11 s  missing a b c d e and 2 more, differing counter\n"
        "  user-2   a-1 → a-2      kept  1.50 s\n"
    )


def test_ascii_terminals_get_ascii() -> None:
    assert view.text(BAD, sessions=True, look=Look(unicode=False)).isascii()


def test_json_is_what_the_report_says_of_itself() -> None:
    assert json.loads(view.as_json(GOOD)) == {"schema": "hactl/drill/1", "ok": True, "kept": [2, 2]}

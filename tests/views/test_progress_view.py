from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from hactl.events import Event, Finished, Outcome, Progress, Started
from hactl.views.look import Look
from hactl.views.progress import JsonLines, LiveTree, PlainLines, receiver, together

EVENTS: list[Event] = [
    Started("apply", "", "apply to shop"),
    Started("stage", "apply", "stage 2 files"),
    Progress("stage", 1, 2),
    Finished("stage", Outcome.DONE),
    Finished("apply", Outcome.DONE, "2 files changed"),
]


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _able_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_INTERACTIVE", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def ticking(step: float = 1.0) -> Callable[[], float]:
    """Return a clock that goes on by `step` seconds each time it is read."""
    now = 1_795_668_476.0 - step

    def clock() -> float:
        nonlocal now
        now += step
        return now

    return clock


def test_plain_lines_say_what_ended() -> None:
    out = io.StringIO()
    with PlainLines(out, clock=ticking()) as emit:
        for event in EVENTS:
            emit(event)
    assert out.getvalue() == "✓ stage 2 files (2.0 s)\n✓ apply to shop: 2 files changed (4.0 s)\n"


def test_plain_lines_name_a_task_that_takes_long_once() -> None:
    out = io.StringIO()
    lines = PlainLines(out, clock=ticking(3.0), look=Look(unicode=False))
    for event in EVENTS[:2]:
        lines(event)
    lines.tick()
    lines.tick()
    assert out.getvalue() == "... stage 2 files\n"


def test_plain_lines_name_what_was_interrupted() -> None:
    out = io.StringIO()
    try:
        with PlainLines(out, clock=ticking()) as emit:
            emit(EVENTS[0])
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    assert out.getvalue() == "✗ apply to shop: interrupted (1.0 s)\n"


def test_json_lines_are_one_object_for_each_event() -> None:
    out = io.StringIO()
    with JsonLines(out, clock=ticking()) as emit:
        for event in EVENTS:
            emit(event)
    first, *_, last = map(json.loads, out.getvalue().splitlines())
    assert first == {
        "schema": "hactl/events/1",
        "at": "2026-11-26T04:47:56.000Z",
        "event": "started",
        "task": "apply",
        "parent": "",
        "title": "apply to shop",
    }
    assert (last["event"], last["outcome"], last["detail"]) == ("finished", "done", "2 files changed")


def test_the_live_tree_stands_on_the_screen_when_all_is_done() -> None:
    out = Terminal()
    with LiveTree(out, clock=ticking(), look=Look(colour=False)) as emit:
        for event in EVENTS:
            emit(event)
    final = out.getvalue().replace("\x1b", "")
    assert "✓ apply to shop: 2 files changed" in final
    assert "└── ✓ stage 2 files" in final
    assert final.rindex("✓ apply") > final.find("[?25l")  # the last drawing comes after the cursor was hidden
    assert "\x1b[?25h" in out.getvalue()  # and the cursor is back


def test_a_failure_inside_leaves_the_live_tree_with_what_was_not_done() -> None:
    out = Terminal()
    try:
        with LiveTree(out, clock=ticking(), look=Look()) as emit:
            emit(EVENTS[0])
            raise RuntimeError
    except RuntimeError:
        pass
    assert "✗ apply to shop: not done" in out.getvalue()


def test_no_spinner_off_a_terminal() -> None:
    assert isinstance(receiver(io.StringIO(), environ={}), PlainLines)
    assert isinstance(receiver(Terminal(), environ={"TERM": "dumb"}), PlainLines)
    assert isinstance(receiver(Terminal(), environ={"TERM": "xterm"}), LiveTree)


def test_several_receivers_hear_the_same() -> None:
    one: list[Event] = []
    other: list[Event] = []
    emit = together(one.append, other.append)
    for event in EVENTS:
        emit(event)
    assert one == other == EVENTS


def test_no_receiver_shows_a_secret() -> None:
    for make in (PlainLines, JsonLines, LiveTree):
        out = Terminal()
        with make(out) as emit:
            emit(Started("t", "", "start with -Ddb.password=CANARY"))
            emit(Finished("t", Outcome.FAILED, "token=CANARY was refused"))
        assert "CANARY" not in out.getvalue()
        assert "***" in out.getvalue()

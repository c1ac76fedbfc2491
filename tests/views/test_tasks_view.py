from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hactl.events import Event, Finished, Outcome, Progress, Started
from hactl.views.look import Look
from hactl.views.tasks import TaskTree, drawn, replayed

RUN: list[tuple[float, Event]] = [
    (0.0, Started("apply", "", "apply to shop")),
    (0.0, Started("stage", "apply", "stage files")),
    (0.2, Started("a", "stage", "a-1")),
    (0.2, Started("b", "stage", "a-2")),
    (0.3, Finished("a", Outcome.DONE, "2 files")),
    (0.3, Finished("b", Outcome.UNCHANGED)),
    (1.0, Finished("stage", Outcome.DONE)),
    (1.0, Started("switch", "apply", "switch")),
    (1.5, Progress("switch", 3, 12)),
]


def tree_of(events: list[tuple[float, Event]]) -> TaskTree:
    tree = TaskTree()
    for stamp, event in events:
        tree.take(stamp, event)
    return tree


def test_running_tasks_show_how_far_they_are() -> None:
    assert drawn(tree_of(RUN), 2.0) == [
        "⠦ apply to shop (2.0 s)",
        "├── ✓ stage files (1.0 s)",
        "│   ├── ✓ a-1: 2 files",
        "│   └── ✓ a-2: unchanged",
        "└── ⠦ switch ━━━━━─────────────── 3/12 (1.0 s)",
    ]


def test_a_replay_shows_what_the_live_tree_left() -> None:
    ended = [*RUN, (2.0, Finished("switch", Outcome.FAILED, "disk full"))]
    assert replayed(ended, look=Look(unicode=False)) == [
        "x apply to shop: interrupted (2.0 s)",
        "|-- + stage files (1.0 s)",
        "|   |-- + a-1: 2 files",
        "|   `-- + a-2: unchanged",
        "`-- x switch: disk full (1.0 s)",
    ]
    assert replayed([]) == []


def test_on_a_low_terminal_what_ended_well_is_folded_first() -> None:
    events: list[tuple[float, Event]] = [(0.0, Started("top", "", "top"))]
    for n in range(20):
        events += [(0.0, Started(f"{n}", "top", f"file {n}")), (0.0, Started(f"{n}.1", f"{n}", "part"))]
        events += [(0.0, Finished(f"{n}.1", Outcome.DONE)), (0.0, Finished(f"{n}", Outcome.DONE))]
    events += [(0.0, Started("slow", "top", "slow"))]
    lines = drawn(tree_of(events), 0.0, limit=5)
    assert lines == ["⠋ top", "├── ✓ 20 done", "└── ⠋ slow"]
    assert len(drawn(tree_of(events), 0.0, limit=30)) == 22
    assert len(drawn(tree_of(events), 0.0)) == 42


def test_more_running_tasks_than_lines_are_counted() -> None:
    events: list[tuple[float, Event]] = [(0.0, Started(f"{n}", "", f"task {n}")) for n in range(9)]
    assert drawn(tree_of(events), 0.0, limit=4)[-1] == "… 6 more"


EVENT = st.one_of(
    st.builds(Started, st.sampled_from("abc"), st.sampled_from(["", "a", "b", "x"]), st.just("title")),
    st.builds(Progress, st.sampled_from("abcx"), st.integers(-1, 20), st.integers(-1, 10)),
    st.builds(Finished, st.sampled_from("abcx"), st.sampled_from(list(Outcome)), st.just("")),
)


@given(events=st.lists(st.tuples(st.floats(0, 1e6), EVENT), max_size=30), limit=st.integers(0, 12))
def test_any_order_of_events_can_be_shown(events: list[tuple[float, Event]], limit: int) -> None:
    tree = tree_of(events)
    tree.close(1e6)
    lines = drawn(tree, 1e6, limit=limit)
    assert bool(lines) == bool(events)
    assert not limit or len(lines) <= limit

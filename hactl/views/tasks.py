"""The tasks of a run as a tree of lines: the live tree and a replay from history are drawn here, the same way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from hactl.events import Event, Finished, Outcome, Progress, Started
from hactl.views.look import PLAIN, Look, duration, safe

_SPINNER = ("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\")
_TURNS = 8  # spinner steps in a second
_BAR = 20  # columns of a progress bar
_WELL = (Outcome.DONE, Outcome.UNCHANGED, Outcome.SKIPPED)
_MARKS = {
    Outcome.DONE: ("✓", "green"),
    Outcome.UNCHANGED: ("✓", "dim"),
    Outcome.SKIPPED: ("-", "dim"),
    Outcome.FAILED: ("✗", "red"),
}


INTERRUPTED, NOT_DONE = "interrupted", "not done"


@dataclass(slots=True, kw_only=True, eq=False)
class Task:
    """One task as far as the events told. Times are seconds of the receiver's clock."""

    title: str
    started: float
    done: int = 0
    total: int = 0
    ended: float | None = None
    outcome: Outcome | None = None  # None with `ended`: it did not end by itself, `left` says why
    left: str = INTERRUPTED
    detail: str = ""
    below: list[Task] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Tell whether it and all below it ended well."""
        return self.outcome in _WELL and all(task.well for task in self.below)


class TaskTree:
    """Takes events in any order: what an unknown parent or an unknown task sends is shown at the top."""

    def __init__(self) -> None:
        self.tops: list[Task] = []
        self.tasks: dict[str, Task] = {}

    def take(self, stamp: float, event: Event) -> Task:
        """Take one event and return the task it is about."""
        match event:
            case Started():
                return self._start(stamp, event.task, event.parent, event.title)
            case Progress():
                task = self._known(stamp, event.task)
                task.done, task.total = event.done, event.total
            case Finished():
                task = self._known(stamp, event.task)
                task.ended, task.outcome, task.detail = stamp, event.outcome, safe(event.detail)
        return task

    def _known(self, stamp: float, name: str) -> Task:
        return self.tasks.get(name) or self._start(stamp, name, "", name)

    def _start(self, stamp: float, name: str, parent: str, title: str) -> Task:
        task = Task(title=safe(title), started=stamp)
        siblings = self.tasks[parent].below if parent in self.tasks and parent != name else self.tops
        siblings.append(task)
        self.tasks[name] = task
        return task

    def close(self, stamp: float, why: str = INTERRUPTED) -> list[Task]:
        """End what has not ended, as interrupted or not done, and return it."""
        left = [task for task in self.tasks.values() if task.ended is None]
        for task in left:
            task.ended, task.left = stamp, why
        return left


def replayed(events: Iterable[tuple[float, Event]], *, look: Look = PLAIN) -> list[str]:
    """Return the lines in which a recorded run ended, as the live tree left them on the screen."""
    tree, stamp = TaskTree(), 0.0
    for stamp, event in events:
        tree.take(stamp, event)
    tree.close(stamp)
    return drawn(tree, stamp, look=look)


def drawn(tree: TaskTree, now: float, *, look: Look = PLAIN, limit: int = 0) -> list[str]:
    """Return the tree as lines, at most `limit` (0: all): what ended well is folded first, the rest is cut."""
    for folding in range(3):
        lines = list(_lines(tree.tops, ("", ""), _Drawing(now, look, folding)))
        if not limit or len(lines) <= limit:
            return lines
    return [*lines[: limit - 1], look.sign(f"… {len(lines) - limit + 1} more")]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """`folding` 1: nothing below a task that ended well; 2: also such sisters in one line."""

    now: float
    look: Look
    folding: int


def _lines(tasks: Sequence[Task], indents: tuple[str, str], how: _Drawing) -> Iterator[str]:
    """Yield the lines of these tasks; `indents`: before a task's own line at the top level, and below it."""
    well = sum(task.well for task in tasks) if how.folding > 1 else 0
    shown = [task for task in tasks if well < 2 or not task.well]
    top = indents == ("", "")
    if well > 1:
        mark = how.look.paint(how.look.sign("✓"), "green")
        yield f"{indents[1]}{'' if top else how.look.sign('├── ' if shown else '└── ')}{mark} {well} done"
    for task in shown:
        last = task is shown[-1]
        branch = "" if top else how.look.sign("└── " if last else "├── ")
        below = "" if top else how.look.sign("    " if last else "│   ")
        yield f"{indents[1]}{branch}{line(task, how.now, look=how.look)}"
        if not (how.folding and task.well):
            yield from _lines(task.below, (" ", indents[1] + below), how)


def line(task: Task, now: float, *, look: Look = PLAIN) -> str:
    """Return one task as one line: mark, title, progress, detail, time."""
    parts = [_mark(task, now, look), task.title]
    if task.ended is None and (task.total or task.done):
        parts.append(_bar(task, look))
    if detail := _detail(task):
        parts[-1] += ":"
        parts.append(detail)
    passed = (now if task.ended is None else task.ended) - task.started
    if passed >= 0.1:
        parts.append(look.paint(f"({duration(passed)})", "dim"))
    return " ".join(parts)


def _detail(task: Task) -> str:
    if task.ended is not None and task.outcome is None:
        return task.left
    silent = task.outcome in (None, Outcome.DONE)
    return task.detail or ("" if silent else str(task.outcome))


def _mark(task: Task, now: float, look: Look) -> str:
    if task.outcome is not None:
        sign, colour = _MARKS[task.outcome]
        return look.paint(look.sign(sign), colour)
    if task.ended is not None:
        return look.paint(look.sign("✗"), "yellow")
    frames = _SPINNER[0] if look.unicode else _SPINNER[1]
    return look.paint(frames[int(now * _TURNS) % len(frames)], "cyan")


def _bar(task: Task, look: Look) -> str:
    if not task.total:
        return str(task.done)
    filled = max(0, min(_BAR, _BAR * task.done // task.total))
    bar = look.paint(look.sign("━" * filled), "cyan") + look.paint(look.sign("─" * (_BAR - filled)), "dim")
    return f"{bar} {task.done}/{task.total}"

"""The one event stream of the task manager.

apply, lab and drill call `emit(event)`; the live tree, plain lines, JSON lines and
the record of a run receive the same events. Events hold no clock: the receiver stamps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class Outcome(StrEnum):
    """How a task ended."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Started:
    """A task began. `task` is unique in its run; `parent` is the task it belongs to, "" at the top."""

    task: str
    parent: str
    title: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` units are done; what a unit is, the title says. `total` 0: not known."""

    task: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A task ended; `detail` is one line for a person."""

    task: str
    outcome: Outcome
    detail: str = ""


Event = Started | Progress | Finished
Emit = Callable[[Event], None]


def why(failure: BaseException) -> str:
    """Return what is said of a task that this ended."""
    return "interrupted" if isinstance(failure, KeyboardInterrupt) else str(failure) or type(failure).__name__


def silent(_event: Event) -> None:
    """Receive events and show nothing."""


def below(parent: str, emit: Emit) -> Emit:
    """Return a receiver that hangs a whole stream under one task: names get a prefix, tops get a parent."""

    def told(event: Event) -> None:
        task = f"{parent}/{event.task}"
        if isinstance(event, Started):
            emit(Started(task, f"{parent}/{event.parent}" if event.parent else parent, event.title))
        else:
            emit(replace(event, task=task))

    return told

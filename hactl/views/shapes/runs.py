"""What is told of runs, and while one goes on."""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypedDict

from hactl.events import Outcome
from hactl.plan.types import Action
from hactl.runs.records import DONE, INTERRUPTED, NOT_ROLLED_BACK, ROLLED_BACK, RUNNING, UNCHANGED

Moment = Annotated[str, "In UTC, as 2026-11-26T04:47:56.000Z."]
_OUTCOMES = (RUNNING, DONE, UNCHANGED, ROLLED_BACK, NOT_ROLLED_BACK, INTERRUPTED)


class EventData(TypedDict):
    """A moment of a run: a task began, went on or ended. Its members hang on `event`."""

    at: Moment
    event: Literal["started", "progress", "finished"]
    task: Annotated[str, "Unique in its run."]
    parent: NotRequired[Annotated[str, "started: the task it belongs to; empty at the top."]]
    title: NotRequired[Annotated[str, "started: one line for people."]]
    done: NotRequired[Annotated[int, "progress: so many of `total`."]]
    total: NotRequired[Annotated[int, "progress: 0: not known."]]
    outcome: NotRequired[Annotated[Outcome, "finished."]]
    detail: NotRequired[Annotated[str, "finished: one line for people."]]


class RunChange(TypedDict):
    """A file that a run changed."""

    location: str
    action: Action


class RunData(TypedDict):
    """A run that is kept."""

    id: str
    command: str
    started: Moment
    ended: Annotated[Moment | None, "null: it still runs, or was killed."]
    seconds: float | None
    outcome: Annotated[str, f"One of {', '.join(_OUTCOMES)}."]
    changes: list[RunChange]
    events: NotRequired[Annotated[list[EventData], "Only of the one run that was asked for."]]


class HistoryData(TypedDict):
    """The runs that are kept, oldest first; or the one that was asked for."""

    runs: list[RunData]

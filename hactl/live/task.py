"""A task of the event stream as a context: begun, progress, ended, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from hactl.events import Emit, Finished, Outcome, Progress, Started, why


class TaskHandle:
    """A task that is shown; `end` sets what its last event says."""

    def __init__(self, emit: Emit, name: str) -> None:
        self._emit, self._name = emit, name
        self.outcome, self.detail = Outcome.DONE, ""
        self._phases = 0

    def progress(self, done: int, total: int) -> None:
        """Say how far it is."""
        self._emit(Progress(self._name, done, total))

    def phase(self, title: str) -> AbstractContextManager[TaskHandle]:
        """Return a task below this one, for a part that a person would otherwise wait for without a word."""
        self._phases += 1
        return task(self._emit, f"{self._name}/{self._phases}", self._name, title)

    def end(self, outcome: Outcome, detail: str) -> None:
        """Set the outcome and the line for a person."""
        self.outcome, self.detail = outcome, detail


@contextmanager
def task(emit: Emit, name: str, parent: str, title: str) -> Iterator[TaskHandle]:
    """Tell that a task began and, however it ends, that it ended."""
    emit(Started(name, parent, title))
    shown = TaskHandle(emit, name)
    try:
        yield shown
    except BaseException as error:
        emit(Finished(name, Outcome.FAILED, why(error)))
        raise
    emit(Finished(name, shown.outcome, shown.detail))

"""What a run tells: its phases with progress, and below the switch each cluster with its instances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from hactl.events import Emit, Finished, Outcome, Progress, Started
from hactl.plan.types import Change
from hactl.targets import Owner

RUN, CHECK, STAGE, SWITCH = "apply", "check", "stage", "switch"
KEPT_AS = ", kept as run "  # between what a run changed and the name that `history` has it by
_STEPS = 100  # progress events in a phase, so that a thousand instances do not drown the receiver
_TITLES = {"": "spec and manifest"}


def count(number: int) -> str:
    """Return `1 file`, `2 files`."""
    return f"{number} file" if number == 1 else f"{number} files"


class Phase:
    """One phase over all changes."""

    def __init__(self, task: str, title: str, total: int, emit: Emit) -> None:
        self._task, self._emit, self._total = task, emit, total
        self._every, self._done = max(1, total // _STEPS), 0
        emit(Started(task, RUN, title))

    def step(self) -> None:
        """One more is through."""
        self._done += 1
        if self._done % self._every == 0 or self._done == self._total:
            self._emit(Progress(self._task, self._done, self._total))

    def end(self, outcome: Outcome = Outcome.DONE, detail: str = "") -> None:
        """The phase ended."""
        self._emit(Finished(self._task, outcome, detail))


class Owners:
    """The clusters and instances below the switch: each begins with its first change and ends with its last."""

    def __init__(self, changes: Iterable[Change], emit: Emit) -> None:
        self._emit = emit
        self._left: Counter[str] = Counter()
        for change in changes:
            self._left.update(_lineage(change.owner))
        self._total = dict(self._left)
        self._begun: set[str] = set()

    def step(self, change: Change) -> None:
        """This change is in place."""
        lineage = _lineage(change.owner)
        for depth, owner in enumerate(lineage):
            if owner not in self._begun:
                self._begun.add(owner)
                above = _task(lineage[depth - 1]) if depth else SWITCH
                self._emit(Started(_task(owner), above, _TITLES.get(owner, Owner.of(owner).instance)))
        for owner in reversed(lineage):
            self._left[owner] -= 1
            if not self._left[owner]:
                self._emit(Finished(_task(owner), Outcome.DONE, count(self._total[owner])))


@lru_cache(maxsize=16)
def _lineage(owner: str) -> tuple[str, ...]:
    cluster = Owner.of(owner).cluster
    return (cluster, owner) if cluster else (owner,)


def _task(owner: str) -> str:
    return f"{SWITCH}/{owner}"

"""The plan: what is on disk, what shall be, and the difference, as one value.

`diff` shows it, `apply` carries it out; both hold the very same object, so they
cannot disagree. Nothing here reads or writes: `read` is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from hactl.problems import Problem
from hactl.targets import Blob, Effect, Kind, Location


class Action(StrEnum):
    """What happens to a file."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDisk:
    """What is at a location now. `real` is its path with links resolved; `trouble` why it cannot be used."""

    blob: Blob | None = None
    mode: int | None = None
    directory: bool = False
    real: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What the manifest remembers of a location: the bytes hactl left there, and the seed they grew from."""

    kind: Kind
    owner: str
    sha256: str
    mode: int | None = None
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One file's before and after. Equal before and after and no new mode: not a change, and not in a plan.

    `real`: its path with links resolved, as the plan found it; "" where nobody looked. It is written nowhere else.
    """

    location: Location
    kind: Kind
    owner: str
    takes_effect: Effect
    before: Blob | None
    after: Blob | None
    mode: int | None = None
    directory: bool = False  # a folder comes (after is an empty blob) or goes when it is empty (after is None)
    real: str = field(default="", compare=False)

    @property
    def action(self) -> Action:
        """Return what happens to the file."""
        if self.before is None:
            return Action.CREATE if self.after is not None else Action.KEEP
        return Action.UPDATE if self.after is not None else Action.DELETE


RestartAction = Literal["start", "restart", "reload", "stop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """A process that has to start again before a plan counts. Waves are carried out in order.

    `keeps`: no session is lost by it, and a roll in the lab holds it to that.
    `how`: what a person types to do it, where the script that does it goes with the plan.
    """

    owner: str
    wave: int
    action: RestartAction
    cost: str  # what it costs in sessions, one line for a person
    keeps: bool = False
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All changes, in the order they are carried out.

    `kept`: files that are right already. `blocked`: why the plan cannot be applied.
    `notes`: what a person should know. `guards`: files the plan was made from (the
    spec) and that must be unchanged when it is carried out. `remembered`: what the manifest
    shall remember afterwards. `on_disk`: owner -> is HA on in its files now; None: no files.
    `incompatible`: owners who, once changed, do not copy to those that still run with their old files.
    `untouched`: the file of each base that says whether HA is on, where nobody but hactl wrote anything in it.
    """

    changes: tuple[Change, ...] = ()
    kept: tuple[Location, ...] = ()
    blocked: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    restarts: tuple[Restart, ...] = ()
    guards: tuple[tuple[Location, str], ...] = ()
    remembered: Mapping[Location, Remembered] = field(default_factory=dict)
    on_disk: Mapping[str, bool | None] = field(default_factory=dict)
    incompatible: frozenset[str] = frozenset()
    untouched: frozenset[Location] = frozenset()

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return not self.changes


Read = Callable[[Iterable[Location]], Mapping[Location, OnDisk]]

"""What a file shall be: the vocabulary between rooms and the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from hactl.problems import Place, Problem

BALANCER = "balancer"  # the owner of the balancer's files
ENVIRONMENT = ""  # the host of files that belong to the environment itself: manifest, spec


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A path on a host: unique only together. Relative: below the host's folder of the output."""

    host: str
    path: PurePosixPath

    def __str__(self) -> str:
        if self.host and self.path.is_absolute():
            return f"{self.host}:{self.path}"
        return f"{self.host}/{self.path}" if self.host else str(self.path)


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes of a file; equal content is equal."""

    data: bytes = field(repr=False, compare=False)
    sha256: str

    @classmethod
    def of(cls, data: bytes) -> Blob:
        """Return the blob of these bytes."""
        return cls(data, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """Whose files these are, as the word that plans, manifests and journals keep: "cluster/instance".

    A process that is in no cluster, as the balancer or a companion, is one word: `cluster` is "".
    """

    cluster: str
    instance: str

    def __str__(self) -> str:
        return f"{self.cluster}/{self.instance}" if self.cluster else self.instance

    @classmethod
    def of(cls, word: str) -> Owner:
        """Return the owner of a kept word."""
        cluster, _, instance = word.rpartition("/")
        return cls(cluster, instance)


class Kind(StrEnum):
    """How hactl stands to a file."""

    OWNED = "owned"  # written by hactl alone, whole
    SEED = "seed"  # written where there is none; follows the spec until a person changes it, then his
    EDIT = "edit"  # a person's; hactl changes what stands between its marks
    COPY = "copy"  # bytes from elsewhere: an application, a jar of an installation
    DIRECTORY = "directory"


class Effect(StrEnum):
    """What must happen before a change counts, the weakest first."""

    AT_ONCE = "at once"
    RELOAD = "reload"
    RESTART = "restart"
    REPLACE = "replace"  # a restart as another server: another version, another installation


@dataclass(frozen=True, slots=True)
class Wanted:
    """The file shall have this content; `mode` None keeps what is there (new files: 0644).

    `notes` are what a person should know about this file before it bites him.
    """

    blob: Blob
    mode: int | None = None
    notes: tuple[Problem, ...] = ()

    @classmethod
    def edited(cls, found: Blob | None, data: bytes, notes: tuple[Problem, ...] = ()) -> Wanted:
        """Return the file with these bytes; where they are what it has, its own blob, which is known by its hash."""
        return cls(found if found is not None and found.data == data else Blob.of(data), None, notes)


@dataclass(frozen=True, slots=True)
class Absent:
    """The file shall not be there."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """hactl cannot say what the file shall be; the plan collects these and is then not applicable."""

    problems: tuple[Problem, ...]


Desired = Wanted | Absent | Blocked
Fold = Callable[[Blob | None], Desired]


def blocked(file: str, name: str, message: str, hint: str) -> Blocked:
    """Return that nothing can be said of this file, because of one problem of this id."""
    return Blocked((Problem(id=name, message=message, hint=hint, place=Place(file)),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What the file of an instance says of those it copies to.

    `words` must be the same on both sides. `own` is where it listens, `peers` whom it is told of, each by its
    name; both are empty where the members find each other by multicast.
    """

    words: tuple[str, ...]
    own: str = ""
    peers: Mapping[str, str] = field(default_factory=dict)

    def meets(self, older: Group) -> bool:
        """Tell whether one that runs with this copies to those that still run with what they had before."""
        common = self.peers.keys() & older.peers.keys()
        same = (self.words, self.own) == (older.words, older.own)
        return same and all(self.peers[name] == older.peers[name] for name in common)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one file shall be, as a function of what it is.

    Targets of one location are folded in order: a new server.xml is SEED, then EDIT; one that
    a person made or changed ignores the seed. `owner` is "cluster/instance" or "balancer".
    `only_with_new`: the file comes only with that other, new file, so that a base a person made
    gets nothing he did not ask for. `ha_state`: reads from this file's bytes whether HA is on;
    `group`: whom it copies to, None where it does not. `locked_by`: while that file is there its program runs, and
    would overwrite a change of this one.

    `by`, `settle`: where this file stands, and what it is, depends on what that other file holds now: the targets that
    `settle` returns come in its place.
    """

    location: Location
    kind: Kind
    fold: Fold
    takes_effect: Effect
    owner: str
    only_with_new: Location | None = None
    ha_state: Callable[[bytes], bool] | None = None
    group: Callable[[bytes], Group | None] | None = None
    locked_by: Location | None = None
    by: Location | None = None
    settle: Callable[[Blob | None], Iterable[Target]] | None = None


def owned(data: bytes, mode: int | None = None) -> Fold:
    """Return a fold that wants exactly these bytes, whatever is there."""
    wanted = Wanted(Blob.of(data), mode)
    return lambda _found: wanted


def seed(data: bytes, mode: int | None = None) -> Fold:
    """Return a fold that wants these bytes only where there is no file."""
    wanted = Wanted(Blob.of(data), mode)
    return lambda found: wanted if found is None else Wanted(found)

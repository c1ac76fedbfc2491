"""What a file shall be: the vocabulary between rooms and the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import total_ordering
from pathlib import PurePosixPath

from hactl.problems import Place, Problem

BALANCER = "balancer"  # the owner of the balancer's files
ENVIRONMENT = ""  # the host of files that belong to the environment itself: manifest, spec


@total_ordering
class Location:
    """A path on a host: unique only together, and never changed. Relative: below the host's folder of the output.

    Ten thousands are made and looked up, so it is kept as text. `path`: a path, or the text of one as `str(path)`
    has it. In order: by host, then by the parts of the path.
    """

    __slots__ = ("_hash", "host", "text")

    def __init__(self, host: str, path: PurePosixPath | str) -> None:
        self.host = host
        self.text = path if isinstance(path, str) else str(path)
        self._hash = hash((host, self.text))

    @property
    def path(self) -> PurePosixPath:
        """Return the path."""
        return PurePosixPath(self.text)

    @property
    def absolute(self) -> bool:
        """Tell whether it is a path of the host's own, not one below the output."""
        return self.text.startswith("/")

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Location):
            return NotImplemented
        return self.text == other.text and self.host == other.host

    def __lt__(self, other: Location) -> bool:
        return self.order() < other.order()

    def order(self) -> tuple[str, str]:
        """Return what sorts as locations do: a key for many of them."""
        text = self.text.replace("/", "\0")  # no path holds it, and it comes before all that one may hold
        return self.host, f"/{text}" if self.absolute else text

    def __repr__(self) -> str:
        return f"Location({self.host!r}, {self.text!r})"

    def __str__(self) -> str:
        if self.host and self.absolute:
            return f"{self.host}:{self.text}"
        return f"{self.host}/{self.text}" if self.host else self.text


class Blob:
    """Bytes of a file, never changed; equal content is equal. Its hash is counted when somebody asks for it."""

    __slots__ = ("_sha256", "data")

    def __init__(self, data: bytes, sha256: str = "") -> None:
        self.data = data
        self._sha256 = sha256

    @classmethod
    def of(cls, data: bytes) -> Blob:
        """Return the blob of these bytes."""
        return cls(data)

    @property
    def sha256(self) -> str:
        """Return the hash, in hexadecimal digits."""
        if not self._sha256:
            self._sha256 = hashlib.sha256(self.data).hexdigest()
        return self._sha256

    def __eq__(self, other: object) -> bool:
        return self.data == other.data if isinstance(other, Blob) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.data)

    def __repr__(self) -> str:
        return f"Blob({len(self.data)} bytes)"


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
    SEED = "seed"  # written where there is none; follows the spec until a person changes it, then it is theirs
    EDIT = "edit"  # a person's; hactl changes what stands between its marks
    COPY = "copy"  # bytes from elsewhere: an application, a jar of an installation
    DIRECTORY = "directory"


class Effect(StrEnum):
    """What must happen before a change counts, the weakest first."""

    AT_ONCE = "at once"
    RELOAD = "reload"
    RESTART = "restart"
    REPLACE = "replace"  # a restart as another server: another version, another installation
    PART = "part"  # a restart as another server, which is known to exchange no copies with the one before


@dataclass(frozen=True, slots=True)
class Wanted:
    """The file shall have this content; `mode` None keeps what is there (new files: 0644).

    `notes` are what a person should know about this file before it bites.
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
    gets nothing that nobody asked for; `not_beside`: nor beside any of these files and folders, where that other file
    is not hactl's. `ha_state`: reads from this file's bytes whether HA is on; where it is absent HA is off if one of
    `base` is there, files or folders of a base. `group`: whom it copies to, None where it does not. `locked_by`:
    while that file is there its program runs, and would overwrite a change of this one.

    `effect_of`: tells of the file before and after what that change needs, whatever `takes_effect`.

    `switched`: the fold with HA the other way. What hactl would make anew, with HA on or off, need not be read.

    `by`, `settle`: where this file stands, and what it is, depends on what that other file holds now: the targets that
    `settle` returns come in its place.
    """

    location: Location
    kind: Kind
    fold: Fold
    takes_effect: Effect
    owner: str
    only_with_new: Location | None = None
    not_beside: tuple[Location, ...] = ()
    ha_state: Callable[[bytes], bool] | None = None
    base: tuple[Location, ...] = ()
    group: Callable[[bytes], Group | None] | None = None
    locked_by: Location | None = None
    effect_of: Callable[[bytes, bytes], Effect] | None = None
    switched: Fold | None = None
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

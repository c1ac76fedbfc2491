"""What a room for a server product must offer.

A room is a module of the shape `ServerType`, listed in SERVER_TYPES: a name, and a row for each version line. What is
done with a row is the code of its `Family`, which lines that are alike share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Protocol, Self

from hactl.folders import Folder
from hactl.model import App, Changes, Cluster, Companion, Copies, Environment, Mode
from hactl.problems import Problem
from hactl.render import Render
from hactl.servers.unprotected import Finding, Look
from hactl.spec.servers import KnownLine, numbers, starts_with
from hactl.targets import Blob, Target

CLOCKS_SECONDS = 10  # EncryptInterceptor's replayWindowTime, as it is where nobody sets it

Archive = tuple[tuple[PurePosixPath, Blob], ...]
"""An application as files: a .war is one entry with an empty path, a folder one entry a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a family works on: the environment, the clusters of one product that are its, the applications' archives.

    `archives`: by their paths in the spec. `jars`: those of `Line.jars` that were found on this machine, by coordinate.
    """

    environment: Environment
    product: ServerType
    clusters: tuple[Cluster, ...]
    archives: Mapping[str, Archive] = field(default_factory=dict)
    jars: Mapping[str, Blob] = field(default_factory=dict)

    def archive(self, app: App, cluster: Cluster) -> Archive:
        """Return the files of an application in a cluster; none where hactl lays none there."""
        return self.archives.get(app.war_of(cluster.name) or "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """One jar of an installation that is put together: its Maven coordinate, SHA-512, and where it goes.

    `folder` lies below the installation; `name` is the file's name there, its own by default.
    `only`: just the members that match these patterns (`org/apache/*.class`), as a jar of their own.
    """

    coordinate: str
    sha512: str
    folder: str = "lib"
    name: str = ""
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """Where an installation comes from: a Maven coordinate `group:name:version:ext[:classifier]` and its SHA-512.

    Where no archive exists it is put together: from `jars`, and `files`, pairs of a path below the installation
    and a file below templates/ that is copied as it is (`.sh`: may be run). `coordinate` then only names it, and has
    no sum; beside an archive that has one, `jars` are what a lab's installation has more.
    """

    coordinate: str
    sha512: str = ""
    jars: tuple[Jar, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


class State(StrEnum):
    """How it stands about a line."""

    CURRENT = "current"
    OLD = "old"  # mended, but no longer developed; or without a release for long, and nobody has said that it ended
    ENDED = "end of life"


@dataclass(frozen=True, slots=True)
class Life:
    """Until when the makers of a line mend it: its state, a few words on it, and where that is said.

    As of `lifecycle.AS_OF`.
    """

    state: State
    words: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A version line of a product: what differs from its sisters, as data.

    `life`: until when its makers mend it. `newest` is the version an unqualified line means; `artifacts` the pinned
    archives by version; `java` the JDK majors it runs on, best first. `jars`: what replication needs
    and an installation of this product does not have; `folder` lies below the base.
    `uncopied`: what becomes of an attribute that cannot be serialized, as the drill saw it.
    `copies_in_place`: a change inside an attribute without setAttribute reaches the partner too.
    `restores_on_return`: an instance that comes back is given at once the sessions begun while it was away; else each
    of them reaches it at its next request. `finds_older`: where a partner's copy is older than what the user
    saw last, they go on with that; else such a session is lost.
    `copies`: what `replication.copies` may say, the default first. `one_copy_forks`: with one copy, two requests at a
    time that are a session's first after a failover may each get an object of their own; what one writes is lost.
    `copies_to`: the lines before it that it exchanges copies with, seen by `make upgrading`.
    `unencrypted`: why it cannot encrypt what it copies, in words; "" where it can. `message`: the format of an
    encrypted message, by number: who has one format throws away what comes in another; from 2 on a message more than
    `CLOCKS_SECONDS` old, by the receiver's clock, too. `bypassed`: the flaw of this very version that lets messages in
    which nobody encrypted. `successor`: what its makers have in mind in place of this encryption.
    `jakarta`: its applications are of `jakarta.servlet`, not of `javax.servlet`; `either`: those are served too, in an
    environment of their own.
    `mode`, `shutdown_distance`, `companion`, `held_threads`: as in `KnownLine`.
    `since`: what is otherwise from a version of this line on, by that version: names of these fields, and values.
    """

    name: str
    life: Life
    family: Family
    newest: str
    java: tuple[int, ...]
    artifacts: Mapping[str, Artifact]
    uncopied: str
    jars: tuple[Jar, ...] = ()
    copies_in_place: bool = False
    restores_on_return: bool = True
    finds_older: bool = True
    mode: Mode = Mode.SYNC
    copies: tuple[Copies, ...] = (Copies.ALL,)
    one_copy_forks: bool = False
    unencrypted: str = "it has no means to"
    message: int = 1
    bypassed: str = ""
    successor: str = ""
    jakarta: bool = False
    either: bool = False
    copies_to: tuple[str, ...] = ()
    shutdown_distance: int | None = None
    companion: str = ""
    held_threads: int = 0
    since: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def at(self, version: str) -> Self:
        """Return the line as it is in one of its versions."""
        passed = sorted((v for v in self.since if numbers(v) <= numbers(version)), key=numbers)
        return replace(self, **{name: value for v in passed for name, value in self.since[v].items()})

    def known(self) -> KnownLine:
        """Return what a spec must know of it."""
        return KnownLine(
            newest=self.newest,
            versions=tuple(self.artifacts),
            mode=self.mode,
            copies=self.copies[0],
            changes=Changes.ALL if self.copies_in_place else Changes.SET,
            shutdown_distance=self.shutdown_distance,
            companion=self.companion,
            held_threads=self.held_threads,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """How one instance is started and seen to be ready: data, used only by live/.

    `argv` is the whole command line; the process that it starts becomes the server, so
    its pid is the server's. `environment` is added to JAVA_HOME and PATH. `ready` are texts that its output shows,
    all of them, once it is up, `failed` texts that mean it never will be (a failed cluster start exits with 0).
    `first` are texts that it shows too where it starts before all others.
    `app_begins`, `app_failed`: patterns by which the log tells that an application is begun with, or given up; each
    has a group `path`, or `file` for its folder or archive. `elsewhere`: files below the base that may hold the
    cause. `uncopied`: texts of a line that says that a change of a session was not copied; `undeciphered`: that a
    message could not be read for want of the right key.
    """

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    ready: tuple[str, ...]
    failed: tuple[str, ...]
    first: tuple[str, ...] = ()
    app_begins: tuple[str, ...] = ()
    app_failed: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    uncopied: tuple[str, ...] = ()
    undeciphered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a room may look at to recognise a base: the base, any other folder, the person's environment."""

    base: Folder
    open: Callable[[str], Folder]
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReplication:
    """Replication that is on already. What the files do not say is None; `ours`: hactl wrote it.

    `element`: what a person wrote, in words, with its place. Values are those of a spec.
    `stock`: its group is the one that everybody has who says none.
    `consent`: a person's own has to be adopted; else hactl's edits go into it as it is.
    `copies` False: it stands where hactl's would, and copies nothing. `key`: the variable that hactl's takes the key of
    encryption from, "" where there is none.
    """

    ours: bool
    copies: bool = True
    element: str = ""
    stock: bool = False
    consent: bool = True
    mode: str | None = None
    discovery: str | None = None
    applications: str | None = None
    changes: str | None = None
    address: str | None = None
    port: int | None = None
    heartbeat_ms: int | None = None
    drop_after_ms: int | None = None
    domain: str | None = None
    receiver: int | None = None
    cluster_address: str | None = None
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a room understood of an existing base; None where its files do not say it.

    `instance`, `cluster`, `source`: what hactl wrote into a base it made itself. `apps`: paths (`/shop`).
    `companion`: it is no instance but this process beside them (`das`), which administers `members`: their
    names, each with the folder below its installation.
    `notes`: what was not understood, for a person. `lines`: those whose bases look like this.
    """

    version: str | None = None
    home: str | None = None
    address: str | None = None
    http: int | None = None
    shutdown: int | None = None
    route: str | None = None
    apps: tuple[str, ...] = ()
    instance: str | None = None
    cluster: str | None = None
    source: str | None = None
    replication: FoundReplication | None = None
    companion: str = ""
    members: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Problem, ...] = ()
    lines: tuple[str, ...] = ()


class Runs(Protocol):
    """The live side of a family."""

    def process(self, line: Line, cluster: Cluster, base: str, home: str) -> Process:
        """Return how to start an instance whose base and installation lie at these absolute paths."""
        ...


class CompanionRuns(Protocol):
    """The live side of a family whose instances need a companion."""

    def companion(self, environment: Environment, companion: Companion, base: str, home: str) -> Process:
        """Return how to start the companion whose base and installation lie at these absolute paths."""
        ...


class Family(Protocol):
    """The code of version lines that are alike."""

    @property
    def runs(self) -> Runs:
        """How its instances run."""
        ...

    @property
    def companion_runs(self) -> CompanionRuns | None:
        """How the process runs that its instances need beside them; None: they need none."""
        ...

    def check(self, site: Site) -> Iterable[Problem]:
        """Yield what these servers cannot do as the spec wants it."""
        ...

    def targets(self, site: Site, render: Render) -> Iterable[Target]:
        """Yield what each file of each instance shall be."""
        ...

    def unprotected(self, look: Look, line: Line) -> Iterable[Finding]:
        """Yield what keeps an application's sessions from being copied although HA is on."""
        ...

    def recognise(self, around: Around, product: ServerType) -> Found | Problem | None:
        """Return what stands in this base, or why hactl cannot take it over; None where it is not of this product."""
        ...


def exchanges(lines: Mapping[str, Line], before: str, after: str, *, encrypted: bool = False) -> bool | None:
    """Tell whether two versions of a product copy sessions to each other; None: it was not seen.

    Versions of one line do where hactl's tests run both; `encrypted`: and the format of messages is the same.
    """
    one, other = (next((n for n in lines if starts_with(version, n)), None) for version in (before, after))
    if one is None or other is None:
        return None
    if encrypted and lines[one].at(before).message != lines[other].at(after).message:
        return False
    if one == other:
        return True if {before, after} <= set(lines[one].artifacts) else None
    return one in lines[other].copies_to or other in lines[one].copies_to


class ServerType(Protocol):
    """A product."""

    @property
    def name(self) -> str:
        """The word in a spec: `tomcat`."""
        ...

    @property
    def title(self) -> str:
        """The product's own name: `Apache Tomcat`."""
        ...

    @property
    def lines(self) -> Mapping[str, Line]:
        """The version lines, by name."""
        ...

"""What takes an application's sessions out of hactl's replication: how a room looks for it, and how it says it.

A detector is a function in a room that yields `Finding`s from a `Look`; everything else (who is told, by which
command, the word of a person who knows) is done in `hactl.protection`, once for all products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from hactl.edits.expanded import Node, expanded
from hactl.edits.marker import EditRefused
from hactl.folders import ArchiveFolder, Folder
from hactl.model import App, Cluster, Environment, Instance
from hactl.problems import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that keeps sessions of an application from being copied, or something that belongs to them.

    `app`: its path, "" for every application of this instance. `file` is as a person calls it, from the base
    (`conf/context.xml`) or, where not `in_base`, from the spec's folder (`apps/shop.war!META-INF/context.xml`).
    `loses`: its sessions are not copied at all. An error where the server would not start, or not answer; `anyway`:
    with HA off too.
    """

    id: str
    app: str
    message: str
    hint: str
    file: str
    line: int = 0
    column: int = 0
    in_base: bool = True
    loses: bool = True
    severity: Severity = Severity.WARNING
    anyway: bool = False


@dataclass(slots=True)
class Shelf:
    """What was read for one environment: equal files once. `unread`: those that are no XML, as notes.

    `kinds`: of an archive of the spec, a class of `javax.servlet` (False) and one of `jakarta.servlet` (True).
    """

    files: int = 0
    parsed: dict[tuple[str, str], Node] = field(default_factory=dict)
    contents: set[str] = field(default_factory=set)
    unread: list[Finding] = field(default_factory=list)
    kinds: dict[str, dict[bool, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Files:
    """A folder or archive, and what its files are called for a person: `shown` and then the path in it."""

    folder: Folder
    shelf: Shelf
    shown: str = ""
    in_base: bool = True
    _xml: dict[str, Node] = field(default_factory=dict, compare=False, repr=False)  # read once, asked for often

    def names(self, path: str) -> tuple[str, ...]:
        """Return what lies in a folder below it."""
        return self.folder.names(path)

    def xml(self, path: str) -> Node | None:
        """Return the outermost element of a file; None where there is none, or none that can be read."""
        if (known := self._xml.get(path)) is not None:
            return known
        if (found := self._parsed(path)) is not None:
            self._xml[path] = found
        return found

    def _parsed(self, path: str) -> Node | None:
        data, digest = self.counted(path)
        if data is None:
            return None
        key = digest, f"{self.shown}{path}"
        if key not in self.shelf.parsed:
            try:
                self.shelf.parsed[key] = expanded(data, key[1], self._load)
            except EditRefused as refused:
                self._note(key[1], refused)
                return None
        return self.shelf.parsed[key]

    def counted(self, path: str) -> tuple[bytes | None, str]:
        """Return a file that is looked into, and its hash; None where there is none that can be read."""
        data = self.folder.read(path)
        if data is None:
            return None, ""
        digest = sha256(data).hexdigest()
        self.shelf.files += 1
        self.shelf.contents.add(digest)
        return data, digest

    def archive(self, path: str) -> Files | None:
        """Return an archive inside it (a jar in a .war), None where there is none that can be read."""
        data = self.folder.read(path)
        if data is None:
            return None
        return Files(ArchiveFolder(path, data), self.shelf, f"{self.shown}{path}!", self.in_base)

    def _load(self, shown: str) -> bytes | None:
        """Return a file that an entity names; one that lies elsewhere is not at hand."""
        inside = shown.startswith(self.shown) and not shown.removeprefix(self.shown).startswith(("/", ".."))
        return self.folder.read(shown.removeprefix(self.shown)) if inside else None

    def _note(self, file: str, refused: EditRefused) -> None:
        note = Finding(
            id="unprotected-unread",
            app="",
            message=f"not looked into for what keeps sessions from being copied: {refused.message}",
            hint="a server could not read it either",
            file=file,
            line=refused.line,
            column=refused.column,
            in_base=self.in_base,
            loses=False,
            severity=Severity.NOTE,
        )
        if note not in self.shelf.unread:
            self.shelf.unread.append(note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a room looks at: one instance's base as it lies here (empty where it does not), and its applications.

    `laid`: path of an application -> the archive or folder that the spec lays there. `at` opens another folder or
    archive of that host, by a path from the base or an absolute one; one that is not at hand is empty. `untouched`:
    whether a file of the base is known to have nothing in it but what hactl writes.
    """

    environment: Environment
    cluster: Cluster
    instance: Instance
    base: Files
    laid: Mapping[str, Files]
    at: Callable[[str], Files]
    untouched: Callable[[str], bool]

    @property
    def apps(self) -> tuple[App, ...]:
        """Return the spec's applications of this cluster."""
        return tuple(app for app in self.environment.apps if self.cluster.name in app.clusters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something is written, in the words of a `Finding`."""

    file: str
    line: int
    column: int
    in_base: bool

    def finding(self, id_: str, app: str, message: str, hint: str) -> Finding:
        """Return what was found there."""
        return Finding(
            id=id_,
            app=app,
            message=message,
            hint=hint,
            file=self.file,
            line=self.line,
            column=self.column,
            in_base=self.in_base,
        )


def spot(node: Node, files: Files) -> Spot:
    """Return where an element is written."""
    return Spot(file=node.file, line=node.line, column=node.column, in_base=files.in_base)


def sessions_of(app: str) -> str:
    """Return the words for an application's sessions."""
    return f"sessions of {app}" if app else "sessions of every application here"

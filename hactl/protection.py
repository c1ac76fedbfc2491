"""Which applications are not protected although HA is on, why, and where that is written: asked of every room.

What a person says is known (`apps: shop: {replicated: false}`) is left out. Files that are not at hand are no fault.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from hactl import surroundings
from hactl.disk import DiskFolder, opened
from hactl.errors import Refused
from hactl.folders import ArchiveFolder
from hactl.model import App, Cluster, Environment, Instance
from hactl.places import Places
from hactl.problems import Place, Problem, Severity
from hactl.servers import frameworks, line_of
from hactl.servers.interface import Line
from hactl.servers.namespaces import of_the_other_kind
from hactl.servers.unprotected import Files, Finding, Look, Shelf
from hactl.targets import Location

NOWHERE = DiskFolder("/nonexistent")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprotected:
    """A finding of one cluster: the instances it was found on, and its place as problems have it."""

    cluster: str
    instances: tuple[str, ...]
    finding: Finding
    place: Place

    @property
    def short(self) -> str:
        """Return where it is written, as short as a person can still find it: `conf/context.xml:12`."""
        found = self.finding
        return f"{found.file}:{found.line}" if found.line else found.file

    def problem(self) -> Problem:
        """Return it as a problem."""
        found, others = self.finding, self.instances[1:]
        same = f" (the same on {', '.join(others)})" if others and found.in_base else ""
        return Problem(
            id=found.id, message=found.message + same, hint=found.hint, severity=found.severity, place=self.place
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """What was found, and how much was looked into: bases that are there, of all, archives, files, different ones.

    `balancer`: what a person's balancer does, and will not do any more with HA on.
    """

    found: tuple[Unprotected, ...] = ()
    bases: tuple[int, int] = (0, 0)
    archives: int = 0
    files: tuple[int, int] = (0, 0)
    balancer: tuple[Problem, ...] = ()

    def problems(self, severity: Severity | None = None) -> tuple[Problem, ...]:
        """Return what was found as problems; those of one severity, or all."""
        all_ = (*(each.problem() for each in self.found), *self.balancer)
        return tuple(each for each in all_ if severity in (None, each.severity))

    def of(self, clusters: Iterable[Cluster]) -> Protection:
        """Return what was found of these clusters."""
        names = {cluster.name for cluster in clusters}
        found = tuple(each for each in self.found if each.cluster in names)
        return replace(self, found=found, balancer=self.balancer if names else ())

    def losing(self, cluster: str) -> tuple[Unprotected, ...]:
        """Return what takes all sessions of an application of this cluster out of replication."""
        return tuple(each for each in self.found if each.cluster == cluster and each.finding.loses)

    def why_not(self, cluster: str, app: str) -> Unprotected | None:
        """Return what takes the sessions of this application out of replication, None where nothing does."""
        return next((each for each in self.losing(cluster) if each.finding.app in ("", app)), None)

    def rows(self, cluster: Cluster, apps: Iterable[App]) -> Iterator[tuple[str, App | None, Unprotected | None]]:
        """Yield each application of a cluster: its path, its name in the spec, and why it is not protected.

        Those that only the servers know come where something was found of them.
        """
        named = {app.path: app for app in apps if cluster.name in app.clusters}
        for path, app in named.items():
            yield path, app, self.why_not(cluster.name, path) if app.replicated else None
        for each in {u.finding.app: u for u in reversed(self.losing(cluster.name))}.values():
            if each.finding.app and each.finding.app not in named:
                yield each.finding.app, None, each


Untouched = Callable[[Location, Callable[[], bytes | None]], bool]
"""Tells of a file by its location, and by its contents where those are needed."""


def look(
    environment: Environment, places: Places, folder: Path, untouched: Untouched = lambda _, __: False
) -> Protection:
    """Return what keeps applications of this environment from being protected; archives lie below `folder`.

    `untouched`: whether nobody but hactl wrote anything in a file, so that nothing in it can be in the way.
    """
    shelf = Shelf()
    archives = {war: _archive(war, folder, shelf) for app in environment.apps for _keys, war in app.archives()}
    there, found = 0, []
    for cluster in environment.clusters:
        line = line_of(cluster.server)
        for instance in cluster.instances:
            looked = _Instance(environment, cluster, instance, places, shelf)
            there += looked.is_there
            if not (looked.is_there or archives):
                continue
            seen = _findings(looked.look(archives, untouched), line)
            found += [(cluster, instance, each) for each in (*seen, *shelf.unread)]
            shelf.unread.clear()
    return Protection(
        found=tuple(_grouped(environment, found, folder)),
        bases=(there, sum(1 for _ in environment.instances)),
        archives=sum(bool(files.names("")) for files in archives.values()),
        files=(shelf.files, len(shelf.contents)),
        balancer=tuple(surroundings.problems(environment, places)),
    )


def _findings(look: Look, line: Line) -> list[Finding]:
    other = () if line.either else of_the_other_kind(look, jakarta=line.jakarta)
    return [*line.family.unprotected(look, line), *other, *frameworks.of(look, line)]


@dataclass(frozen=True, slots=True)
class _Instance:
    """One instance's files, as far as they are at hand."""

    environment: Environment
    cluster: Cluster
    instance: Instance
    places: Places
    shelf: Shelf

    @property
    def is_there(self) -> bool:
        return bool(self._open("").names(""))

    def look(self, archives: dict[str, Files], untouched: Untouched) -> Look:
        apps = [app for app in self.environment.apps if self.cluster.name in app.clusters]
        wars = {app.path: app.war_of(self.cluster.name) for app in apps}
        base = self._open("")
        return Look(
            environment=self.environment,
            cluster=self.cluster,
            instance=self.instance,
            base=Files(base, self.shelf),
            laid={path: archives[war] for path, war in wars.items() if war},
            at=self._at,
            untouched=lambda path: untouched(
                Location(self.instance.host.name, self.instance.base / path), lambda: base.read(path)
            ),
        )

    def _at(self, path: str) -> Files:
        folder = self._open(path)
        return Files(folder, self.shelf, f"{path}{'!' if isinstance(folder, ArchiveFolder) else '/'}")

    def _open(self, path: str) -> DiskFolder | ArchiveFolder:
        whole = posixpath.normpath(str(self.instance.base / path))
        if whole.startswith(".."):
            return NOWHERE
        location = Location(self.instance.host.name, PurePosixPath(whole))
        try:
            path = self.places.text(location)
        except Refused:
            return NOWHERE
        return opened(path, self.places.top(location))


def _archive(war: str, folder: Path, shelf: Shelf) -> Files:
    files = opened(str(folder / war), "")
    return Files(files, shelf, f"{war}{'!' if isinstance(files, ArchiveFolder) else '/'}", in_base=False)


def _grouped(
    environment: Environment, found: Iterable[tuple[Cluster, Instance, Finding]], folder: Path
) -> Iterator[Unprotected]:
    """Yield each finding once a cluster, with all instances it was found on; without what a person knows."""
    groups: dict[tuple[str, Finding], list[Instance]] = {}
    for cluster, instance, given in found:
        off = not (cluster.ha or given.anyway) and given.severity is Severity.ERROR  # nothing of it happens now
        finding = replace(given, severity=Severity.WARNING) if off else given
        if not _known(environment, cluster, finding):
            groups.setdefault((cluster.name, finding), []).append(instance)
    for (cluster_name, finding), instances in groups.items():
        first = instances[0]
        whole = Location(first.host.name, first.base / finding.file) if finding.in_base else folder / finding.file
        yield Unprotected(
            cluster=cluster_name,
            instances=tuple(dict.fromkeys(i.name for i in instances)),
            finding=finding,
            place=Place(str(whole), finding.line, finding.column),
        )


def _known(environment: Environment, cluster: Cluster, finding: Finding) -> bool:
    """Tell whether the spec says that these sessions are not replicated; an error is never silenced."""
    apps = [app for app in environment.apps if cluster.name in app.clusters]
    if finding.severity is Severity.ERROR or not apps:
        return False
    if not finding.app:
        return not any(app.replicated for app in apps)
    around = [app for app in apps if finding.app == app.path or finding.app.startswith(app.path.rstrip("/") + "/")]
    nearest = max(around, key=lambda app: len(app.path), default=None)
    return nearest is not None and not nearest.replicated

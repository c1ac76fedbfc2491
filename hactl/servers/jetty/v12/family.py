"""Jetty 12, whose sessions are copied by a session store of ours on Tomcat's Tribes.

Home and base are two places. HA adds a module of hactl's to the base and edits nothing. Facts: the module files,
start.jar's --list-config and the session classes of Jetty 12.0.31 and 12.1.12.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from hactl.model import App, Applications, Cluster, Discovery, Instance, Mode
from hactl.problems import Problem
from hactl.render import Render, data_folder, verbatim
from hactl.servers.bases import BaseFolder, folder_of, head
from hactl.servers.encryption import ALGORITHM, UNDECIPHERED, script
from hactl.servers.interface import Around, Found, Line, Process, ServerType, Site, exchanges
from hactl.servers.jetty import ours, paths
from hactl.servers.jetty.v12 import found
from hactl.servers.jetty.v12 import unprotected as losses
from hactl.servers.jetty.v12.inis import START_D, START_INI
from hactl.servers.jetty.v12.lines import OWN, JettyLine, environment, own
from hactl.servers.namespaces import only_javax
from hactl.servers.tribes import unique_id
from hactl.servers.unprotected import Finding, Look
from hactl.targets import Blob, Effect, Kind, Location, Target, owned, seed

MAIN = "start.d/server.ini"
SEEDS = ("server", "http", "sessions", "webapps")
FOLDERS = ("etc", "lib", "logs", "modules", "resources", START_D, "temp", "webapps")
FOLDERS_OF_HA = ("etc", "lib", OWN, "modules", START_D)
SETTINGS = "etc/hactl-ha.xml"
HEAP_MB = 128
FAILED = ("BindException", "java.lang.ClassNotFoundException: hactl", "which is already provided by", "ERROR : ")
APP_FAILED = (r"Failed startup of context \S+?@\w+\{[^,\n]*,(?P<path>/[^,}\n]*)",)


@dataclass(frozen=True, slots=True, kw_only=True)
class JettyRuns:
    """How a base runs, one of ours and a person's alike: by the same words as start.sh, which a person's has not."""

    def process(self, line: Line, cluster: Cluster, base: str, home: str) -> Process:
        """Return how to start an instance whose base and installation lie at these absolute paths."""
        return Process(
            argv=("/bin/sh", "-c", verbatim("jetty/v12/launch.sh")),
            environment={
                "JETTY_BASE": base,
                "JETTY_HOME": home,
                "JAVA_OPTIONS": f"-Xmx{HEAP_MB}m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            },
            ready=own(line).ready,
            failed=FAILED,
            app_failed=APP_FAILED,
            uncopied=("is not replicated, it stays here alone", *UNDECIPHERED),
            undeciphered=UNDECIPHERED,
        )


runs = JettyRuns()
companion_runs = None


def check(site: Site) -> Iterable[Problem]:
    """Yield what a person should know about the versions the spec names."""
    yield from paths.check(site)


def targets(site: Site, render: Render) -> Iterable[Target]:
    """Yield what each file of each instance's base shall be."""
    folder = data_folder("templates").joinpath("jetty", "v12", "lib")
    for cluster in site.clusters:
        line = own(site.product.lines[cluster.server.line].at(cluster.server.version))
        jar = Blob.of(folder.joinpath(line.own_jar).read_bytes()) if cluster.ha else None
        for instance in cluster.instances:
            yield from _Base(site, cluster, instance, line, folder_of(cluster, instance, MAIN)).targets(render, jar)


def unprotected(look: Look, line: Line) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return losses.unprotected(look, own(line))


def recognise(around: Around, product: ServerType) -> Found | Problem | None:
    """Return what stands in a base that is made of modules; None where it is none."""
    return found.read(around, product)


@dataclass(frozen=True, slots=True)
class _Base:
    """One instance's folder."""

    site: Site
    cluster: Cluster
    instance: Instance
    line: JettyLine
    folder: BaseFolder

    def targets(self, render: Render, jar: Blob | None) -> Iterator[Target]:
        for folder in (*FOLDERS, *self.line.folders):
            yield self._new_only(self.folder.target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE))
        yield from self._seeds(render)
        yield from self._replication(render, jar)
        for app in self._apps():
            yield from self._archive(app)

    def _new_only(self, target: Target) -> Target:
        """Return a target that never comes into a person's base: one with a start.ini, or a start.d, already."""
        return replace(self.folder.new_only(target), not_beside=self.signs)

    @property
    def signs(self) -> tuple[Location, ...]:
        """Return what is there where there is a base: one of the two."""
        return self.folder.at(START_INI), self.folder.at(START_D)

    def _seeds(self, render: Render) -> Iterator[Target]:
        first = head(self.site.environment.source)
        modules = (*self.line.modules, *(self.line.javax if any(map(self._is_of_javax, self._apps())) else ()))
        for each in SEEDS:
            text = render(f"jetty/v12/{each}.ini.j2", instance=self.instance, modules=modules, head=first)
            yield self._new_only(self.folder.target(f"{START_D}/{each}.ini", Kind.SEED, seed(text)))
        start = render(
            "jetty/v12/start.sh.j2",
            source=self.site.environment.source,
            instance=self.instance,
            version=self.cluster.server.version,
            key=script("$JETTY_BASE", encryption) if (encryption := self.cluster.encryption) else "",
            launch=verbatim("jetty/v12/launch.sh"),
            service=verbatim("service.sh"),
        )
        exchanged = partial(exchanges, self.site.product.lines, encrypted=self.cluster.encryption is not None)
        yield self._new_only(self.folder.start_script(start, exchanged))

    def _replication(self, render: Render, jar: Blob | None) -> Iterator[Target]:
        ha = self.cluster.ha
        missing = tuple(each for each in self.line.jars if each.coordinate not in self.site.jars)
        for folder in FOLDERS_OF_HA if ha else ():  # named, so that they go again where a person had none
            yield self.folder.target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)
        settings = ours.own(self._written(render, "hactl-ha.xml") if ha else None, missing)
        yield replace(
            self.folder.target(SETTINGS, Kind.OWNED, settings), ha_state=bool, base=self.signs, group=ours.group
        )
        for path, template in (("modules/hactl-ha.mod", "hactl-ha.mod"), ("start.d/hactl-ha.ini", "hactl-ha.ini")):
            text = self._written(render, template) if ha else None
            yield self.folder.target(path, Kind.OWNED, ours.own(text))
        yield self.folder.target(f"{OWN}/{self.line.own_jar}", Kind.OWNED, ours.own(jar))
        for each in self.line.jars:
            fold = partial(ours.jar, blob=self.site.jars.get(each.coordinate), sha512=each.sha512, ha=ha)
            yield self.folder.target(f"{each.folder}/{each.name}", Kind.COPY, fold)

    def _written(self, render: Render, template: str) -> Blob:
        replication = self.cluster.replication
        text = render(
            f"jetty/v12/{template}.j2",
            source=self.site.environment.source,
            instance=self.instance,
            line=self.line,
            replication=replication,
            sync=replication.mode is Mode.SYNC,
            encryption=replication.encrypt,
            algorithm=ALGORITHM,
            distributable=replication.applications is Applications.DISTRIBUTABLE,
            static=replication.discovery is Discovery.STATIC,
            peers=[(p, unique_id(replication.domain, p)) for p in self.cluster.peers(self.instance)],
        )
        return Blob.of(text)

    def _apps(self) -> Iterator[App]:
        return (app for app in self.site.environment.apps if self.cluster.name in app.clusters)

    def _is_of_javax(self, app: App) -> bool:
        """Tell whether an application stands in an environment of its own."""
        return bool(self.line.javax) and only_javax(self.site.archive(app, self.cluster))

    def _archive(self, app: App) -> Iterator[Target]:
        name = paths.context(app)
        yield from self.folder.archive(self.site.archive(app, self.cluster), name)
        if self._is_of_javax(app):
            text = (
                f"# Written by hactl from {self.site.environment.source}\nenvironment: {environment(self.line.javax)}\n"
            )
            yield self.folder.target(f"webapps/{name}.properties", Kind.OWNED, owned(text.encode()))

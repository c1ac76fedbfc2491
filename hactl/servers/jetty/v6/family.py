"""Jetty 6, whose sessions are copied by a session manager of ours on Tomcat's Tribes.

A base is either a folder that hactl makes, beside the installation (`start.sh` puts the two together), or a
person's own jetty.home. Facts: start.jar's start.config, bin/jetty.sh (jetty.conf), etc/jetty.xml of Jetty 6.1.26.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath

from hactl.model import App, Applications, Cluster, Discovery, Instance, Mode
from hactl.problems import Problem, Severity
from hactl.render import Render, data_folder
from hactl.servers.interface import Around, Found, Line, Process, ServerType, Site
from hactl.servers.jetty.v6 import edits as folds
from hactl.servers.jetty.v6 import found
from hactl.servers.jetty.v6 import unprotected as losses
from hactl.servers.jetty.v6.jars import OWN, REPLICATION
from hactl.servers.tribes import unique_id
from hactl.servers.unprotected import Finding, Look
from hactl.targets import Blob, Effect, Fold, Kind, Location, Owner, Target, owned, seed

FOLDERS = ("contexts", "etc", "lib/ext", "logs", "resources", "temp", "webapps")
OUR_JAR = "hactl-jetty6-ha.jar"
HEAP_MB = 96


FAILED = ("WARN:  failed ", ":WARN::failed ", "java.lang.ClassNotFoundException: hactl", "BindException")


@dataclass(frozen=True, slots=True, kw_only=True)
class JettyRuns:
    """How a base runs, one of ours and a person's alike: by the same words as start.sh, which a person's has not."""

    def process(self, line: Line, cluster: Cluster, base: str, home: str) -> Process:
        """Return how to start an instance whose base and installation lie at these absolute paths."""
        script = data_folder("templates").joinpath("jetty", "launch.sh").read_text(encoding="utf-8")
        return Process(
            argv=("/bin/sh", "-c", script),
            environment={
                "JETTY_BASE": base,
                "JETTY_HOME": home,
                "JAVA_OPTIONS": f"-Xmx{HEAP_MB}m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            },
            ready=("Started SelectChannelConnector@",),
            failed=FAILED,
            app_failed=(r"Failed startup of context \S+@\w+\{(?P<path>[^,}\n]*)",),
            uncopied=("is not replicated, it stays here alone",),
        )


runs = JettyRuns()
companion_runs = None


def check(site: Site) -> Iterable[Problem]:
    """Yield what a person should know about the versions the spec names."""
    for cluster in site.clusters:
        if cluster.ha and cluster.replication.discovery is Discovery.STATIC:
            yield Problem(
                id="jetty-static-late",
                message=f"cluster {cluster.name}: `discovery: static` lets Jetty 6 see a partner seconds late",
                hint="until then its sessions are not copied; `discovery: multicast` has no such gap",
                severity=Severity.WARNING,
                at=("clusters", cluster.name),
            )
    for app in site.environment.apps:
        if app.war and "/" in app.path.strip("/") and set(app.clusters) & {c.name for c in site.clusters}:
            yield Problem(
                id="jetty-path-steps",
                message=f"application {app.name}: Jetty 6 has no place for {app.path} in webapps/, only for /one-word",
                hint="give it a path like /shop, or leave `war` out and write a file of your own in contexts/",
                at=("apps", app.name, "path"),
            )


def targets(site: Site, render: Render) -> Iterable[Target]:
    """Yield what each file of each instance's base shall be."""
    ours = data_folder("templates").joinpath("jetty", "lib", OUR_JAR).read_bytes()
    for cluster in site.clusters:
        for instance in cluster.instances:
            yield from _Base(site, cluster, instance, Blob.of(ours)).targets(render)


def unprotected(look: Look, line: Line) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return losses.unprotected(look)


def recognise(around: Around, product: ServerType) -> Found | Problem | None:
    """Return what stands in a base of Jetty 6; of another Jetty, which one it is; None where it is none."""
    if other := found.another_line(around.base):
        return other
    return found.read(around) if found.is_base(around.base) else None


@dataclass(frozen=True, slots=True)
class _Base:
    """One instance's folder."""

    site: Site
    cluster: Cluster
    instance: Instance
    ours: Blob

    def targets(self, render: Render) -> Iterator[Target]:
        for folder in FOLDERS:
            target = self._target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)
            yield replace(target, only_with_new=self._at("etc/jetty.xml"))
        yield from self._seeds(render)
        yield from self._replication(render)
        for app in self.site.environment.apps:
            if self.cluster.name in app.clusters:
                yield from self._archive(app)

    def _seeds(self, render: Render) -> Iterator[Target]:
        head = f"Made by hactl from {self.site.environment.source}; once you change it, it is yours."
        main = render("jetty/jetty.xml.j2", instance=self.instance, head=head)
        yield self._target("etc/jetty.xml", Kind.SEED, seed(main))
        start = render(
            "jetty/start.sh.j2",
            source=self.site.environment.source,
            instance=self.instance,
            launch=data_folder("templates").joinpath("jetty", "launch.sh").read_text(encoding="utf-8"),
        )
        script = self._target("start.sh", Kind.OWNED, owned(start, 0o755), Effect.REPLACE)
        yield replace(script, only_with_new=self._at("etc/jetty.xml"))

    def _replication(self, render: Render) -> Iterator[Target]:
        ha = self.cluster.ha
        missing = tuple(jar for jar in REPLICATION if jar.coordinate not in self.site.jars)
        main = partial(folds.jetty_xml, ha=ha, instance=self.instance, file=self._file("etc/jetty.xml"))
        yield self._target("etc/jetty.xml", Kind.EDIT, main)
        for folder in ("lib", "lib/ext") if ha else ():  # named, so that they go again where a person had none
            yield self._target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)
        settings = self._settings(render) if ha else None
        file = folds.own(settings, self.instance, missing)
        yield replace(self._target("etc/jetty-ha.xml", Kind.OWNED, file), ha_state=bool, group=folds.group)
        yield self._target(
            "etc/jetty.conf", Kind.EDIT, partial(folds.jetty_conf, ha=ha, file=self._file("etc/jetty.conf"))
        )
        yield self._target(f"{OWN}/{OUR_JAR}", Kind.OWNED, folds.own(self.ours if ha else None, self.instance, ()))
        for jar in REPLICATION:
            fold = partial(folds.jar, blob=self.site.jars.get(jar.coordinate), sha512=jar.sha512, ha=ha)
            yield self._target(f"{jar.folder}/{jar.name}", Kind.COPY, fold)

    def _settings(self, render: Render) -> Blob:
        replication = self.cluster.replication
        text = render(
            "jetty/jetty-ha.xml.j2",
            source=self.site.environment.source,
            instance=self.instance,
            replication=replication,
            sync=replication.mode is Mode.SYNC,
            distributable=replication.applications is Applications.DISTRIBUTABLE,
            static=replication.discovery is Discovery.STATIC,
            peers=[(p, unique_id(replication.domain, p)) for p in self.cluster.peers(self.instance)],
        )
        return Blob.of(text)

    def _archive(self, app: App) -> Iterator[Target]:
        context = app.path.strip("/") or "root"  # Jetty's WebAppDeployer serves `root` at /
        for inner, blob in self.site.archives.get(app.name, ()):
            path = f"webapps/{context}/{inner}" if inner.parts else f"webapps/{context}.war"
            yield self._target(path, Kind.COPY, owned(blob.data))

    def _file(self, path: str) -> str:
        return str(self._at(path))

    def _at(self, path: str) -> Location:
        return Location(self.instance.host.name, self.instance.base / PurePosixPath(path))

    def _target(self, path: str, kind: Kind, fold: Fold, effect: Effect = Effect.RESTART) -> Target:
        owner = str(Owner(self.cluster.name, self.instance.name))
        return Target(location=self._at(path), kind=kind, fold=fold, takes_effect=effect, owner=owner)

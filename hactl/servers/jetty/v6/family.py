"""Jetty 6, whose sessions are copied by a session manager of ours on Tomcat's Tribes.

A base is either a folder that hactl makes, beside the installation (`start.sh` puts the two together), or a
person's own jetty.home. Facts: start.jar's start.config, bin/jetty.sh (jetty.conf), etc/jetty.xml of Jetty 6.1.26.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from hactl.model import App, Applications, Cluster, Discovery, Instance, Mode
from hactl.problems import Problem, Severity
from hactl.render import Render, data_folder, verbatim
from hactl.servers.bases import BaseFolder, folder_of, head
from hactl.servers.interface import Around, Found, Line, Process, ServerType, Site
from hactl.servers.jetty import ours, paths
from hactl.servers.jetty.v6 import edits as folds
from hactl.servers.jetty.v6 import found
from hactl.servers.jetty.v6 import unprotected as losses
from hactl.servers.jetty.v6.jars import OWN, REPLICATION
from hactl.servers.tribes import unique_id
from hactl.servers.unprotected import Finding, Look
from hactl.targets import Blob, Effect, Kind, Target, owned, seed

JETTY_XML = "etc/jetty.xml"
FOLDERS = ("contexts", "etc", "lib/ext", "logs", "resources", "temp", "webapps")
OUR_JAR = "hactl-jetty6-ha.jar"
HEAP_MB = 96


FAILED = ("WARN:  failed ", ":WARN::failed ", "java.lang.ClassNotFoundException: hactl", "BindException")


@dataclass(frozen=True, slots=True, kw_only=True)
class JettyRuns:
    """How a base runs, one of ours and a person's alike: by the same words as start.sh, which a person's has not."""

    def process(self, line: Line, cluster: Cluster, base: str, home: str) -> Process:
        """Return how to start an instance whose base and installation lie at these absolute paths."""
        script = verbatim("jetty/launch.sh")
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
                message=f"cluster {cluster.name}: `discovery: static` makes Jetty 6 notice a partner seconds late",
                hint="until then its sessions are not copied; `discovery: multicast` has no such gap",
                severity=Severity.WARNING,
                at=("clusters", cluster.name),
            )
    yield from paths.check(site)


def targets(site: Site, render: Render) -> Iterable[Target]:
    """Yield what each file of each instance's base shall be."""
    jar = data_folder("templates").joinpath("jetty", "lib", OUR_JAR).read_bytes()
    for cluster in site.clusters:
        for instance in cluster.instances:
            folder = folder_of(cluster, instance, JETTY_XML)
            yield from _Base(site, cluster, instance, Blob.of(jar), folder).targets(render)


def unprotected(look: Look, line: Line) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return losses.unprotected(look)


def recognise(around: Around, product: ServerType) -> Found | Problem | None:
    """Return what stands in a base of Jetty 6; of another Jetty, which one it is; None where it is none."""
    if other := found.another_line(around.base):
        return other
    return found.read(around) if found.is_base(around.base) and not found.has_modules(around.base) else None


@dataclass(frozen=True, slots=True)
class _Base:
    """One instance's folder."""

    site: Site
    cluster: Cluster
    instance: Instance
    jar: Blob
    folder: BaseFolder

    def targets(self, render: Render) -> Iterator[Target]:
        for folder in FOLDERS:
            yield self.folder.new_only(self.folder.target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE))
        yield from self._seeds(render)
        yield from self._replication(render)
        for app in self.site.environment.apps:
            if self.cluster.name in app.clusters:
                yield from self._archive(app)

    def _seeds(self, render: Render) -> Iterator[Target]:
        main = render("jetty/jetty.xml.j2", instance=self.instance, head=head(self.site.environment.source))
        yield self.folder.target(JETTY_XML, Kind.SEED, seed(main))
        start = render(
            "jetty/start.sh.j2",
            source=self.site.environment.source,
            instance=self.instance,
            launch=verbatim("jetty/launch.sh"),
            service=verbatim("service.sh"),
        )
        yield self.folder.start_script(start)

    def _replication(self, render: Render) -> Iterator[Target]:
        ha = self.cluster.ha
        missing = tuple(jar for jar in REPLICATION if jar.coordinate not in self.site.jars)
        main = partial(folds.jetty_xml, ha=ha, instance=self.instance, file=str(self.folder.at(JETTY_XML)))
        yield self.folder.target(JETTY_XML, Kind.EDIT, main)
        for folder in ("lib", "lib/ext") if ha else ():  # named, so that they go again where a person had none
            yield self.folder.target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)
        settings = self._settings(render) if ha else None
        file = ours.own(settings, missing)
        there = (self.folder.at(JETTY_XML),)
        settled = self.folder.target("etc/jetty-ha.xml", Kind.OWNED, file)
        yield replace(settled, ha_state=bool, base=there, group=ours.group)
        yield self.folder.target(
            "etc/jetty.conf", Kind.EDIT, partial(folds.jetty_conf, ha=ha, file=str(self.folder.at("etc/jetty.conf")))
        )
        yield self.folder.target(f"{OWN}/{OUR_JAR}", Kind.OWNED, ours.own(self.jar if ha else None))
        for jar in REPLICATION:
            fold = partial(ours.jar, blob=self.site.jars.get(jar.coordinate), sha512=jar.sha512, ha=ha)
            yield self.folder.target(f"{jar.folder}/{jar.name}", Kind.COPY, fold)

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
        yield from self.folder.archive(self.site.archive(app, self.cluster), paths.context(app))

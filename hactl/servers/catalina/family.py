"""What Tomcat and TomEE share: which files a CATALINA_BASE consists of, and how it runs.

The pages of Tomcat 7's own manual behind this: RUNNING.txt (CATALINA_BASE), config/context,
config/host (names of contexts), config/cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from hactl.edits import xml
from hactl.model import App, Applications, Changes, Cluster, Copies, Discovery, Instance, Mode
from hactl.problems import Problem, Severity
from hactl.render import Render
from hactl.servers.bases import BaseFolder, folder_of
from hactl.servers.catalina import blocks, changes, found
from hactl.servers.catalina import edits as folds
from hactl.servers.catalina import unprotected as losses
from hactl.servers.catalina.group import group
from hactl.servers.catalina.lines import CatalinaLine, own
from hactl.servers.encryption import UNDECIPHERED
from hactl.servers.interface import Around, Found, Line, Process, ServerType, Site, exchanges
from hactl.servers.unprotected import Finding, Look
from hactl.targets import Blob, Desired, Effect, Fold, Kind, Target, owned, seed

# one application that does not start takes no other with it, so that is no failure of the server
FAILED = (
    "Unable to start cluster",
    "Failed to initialize end point",
    *(f"Failed to start component [{part}[" for part in ("StandardServer", "StandardService", "Connector")),
)
DEPLOYED = r"(?:web application (?:directory|archive)|configuration descriptor) \[?(?P<file>[^\]\n]+?)\]?\s*$"
UNCOPIED = (  # org.apache.catalina.ha.session and .tribes.tipis, LocalStrings of 7.0.109
    "Unable to serialize delta request",
    "Unable to serialize sessionID",
    "Cannot serialize session attribute",
    "Unable to receive message through TCP channel",
    "Unable to perform replication request",
    "Unable to replicate ",
    *UNDECIPHERED,
    "; what stands beside it is. Said once",  # hactl's session manager, templates/tomcat/java
)
TOMEE = "tomee"
SERVER_XML = "conf/server.xml"
FOLDERS = ("conf", "logs", "temp", "webapps", "work")


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalinaRuns:
    """How a base runs: catalina.sh run, which replaces itself by the JVM, so its pid is the server's."""

    def process(self, line: Line, cluster: Cluster, base: str, home: str) -> Process:
        """Return how to start an instance whose base and installation lie at these absolute paths."""
        return Process(
            argv=("/bin/sh", f"{home}/bin/catalina.sh", "run"),
            environment={
                "CATALINA_BASE": base,
                "CATALINA_HOME": home,
                "CATALINA_OPTS": f"-Xmx{own(line).heap_mb}m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
            },
            ready=("Server startup in",),
            failed=FAILED,
            app_begins=(rf"INFO: Deploying {DEPLOYED}",),
            app_failed=(
                rf"Error deploying {DEPLOYED}",
                r"Context \[(?P<path>[^\]\n]*)\] startup failed due to previous",
            ),
            elsewhere=("logs/localhost.*.log",),
            uncopied=UNCOPIED,
            undeciphered=UNDECIPHERED,
        )


runs = CatalinaRuns()
companion_runs = None


def recognise(around: Around, product: ServerType) -> Found | None:
    """Return what stands in a base of this product, as its installation or a conf/tomee.xml says."""
    if not found.is_base(around.base):
        return None
    called, _, version = found.server_info(around).partition("/")
    says = TOMEE in called.lower()
    flavour = TOMEE if says or around.base.read("conf/tomee.xml") is not None else ""
    if all(own(line).flavour != flavour for line in product.lines.values()):
        return None
    return found.read(around, version or None if says == bool(flavour) else None)


def unprotected(look: Look, line: Line) -> Iterable[Finding]:
    """Yield what keeps an application's sessions from being copied although HA is on."""
    return losses.unprotected(look, own(line))


def check(site: Site) -> Iterator[Problem]:
    """Yield what these servers cannot do as the spec wants it."""
    for cluster in site.clusters:
        line = own(site.product.lines[cluster.server.line])
        yield from _backups(cluster, line)
        yield from changes.check(cluster)
        if cluster.ha and cluster.replication.discovery is Discovery.STATIC:
            yield Problem(
                id="tomcat-static-late",
                message=f"cluster {cluster.name}: with `discovery: static` an instance sees a partner that starts "
                "3 to 4 s after that one answers",
                hint="its sessions begun meanwhile are copied at their next change; multicast has no such gap",
                severity=Severity.WARNING,
                at=("clusters", cluster.name, "replication", "discovery"),
            )


def _backups(cluster: Cluster, line: CatalinaLine) -> Iterator[Problem]:
    """Yield a cluster whose BackupManager would end every application's start with a NullPointerException."""
    replication = cluster.replication
    one, everywhere = replication.copies is Copies.ONE, replication.applications is Applications.ALL
    if cluster.ha and one and everywhere and not line.backup_anywhere:
        yield Problem(
            id="copies-one-distributable",
            message=f"cluster {cluster.name}: on Tomcat {line.name} no application starts with `copies: one` and "
            "`applications: all`: its BackupManager fails in conf/context.xml (a NullPointerException)",
            hint="say `applications: distributable` and give each application <distributable/> in its web.xml; "
            "or leave `copies` out",
            at=("clusters", cluster.name, "replication", "copies"),
        )


def targets(site: Site, render: Render) -> Iterator[Target]:
    """Yield what each file of each base shall be."""
    source = site.environment.source
    alike: dict[tuple[str, str, Copies, Mode, Changes], tuple[CatalinaLine, blocks.Common]] = {}
    for cluster in site.clusters:
        server, replication = cluster.server, cluster.replication
        key = (server.line, server.version, replication.copies, replication.mode, replication.changes)
        if key not in alike:
            line = own(site.product.lines[server.line].at(server.version))
            alike[key] = line, blocks.Common.of(source, site.product.title, cluster, line, render)
        line, common = alike[key]
        for instance in cluster.instances:
            folder = folder_of(cluster, instance, SERVER_XML)
            yield from _Base(site, cluster, instance, line, common, folder).targets(render)


@dataclass(frozen=True, slots=True)
class _Base:
    """One instance's folder."""

    site: Site
    cluster: Cluster
    instance: Instance
    line: CatalinaLine
    common: blocks.Common
    folder: BaseFolder

    def targets(self, render: Render) -> Iterator[Target]:
        for folder in FOLDERS:
            yield self.folder.new_only(self.folder.target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE))
        new = render("tomcat/server.xml.j2", instance=self.instance, line=self.line)
        yield from self._seeds(new)
        yield from self._edits(render, new)
        for app in self.site.environment.apps:
            if self.cluster.name in app.clusters:
                yield from self._archive(app)

    def _seeds(self, new: bytes) -> Iterator[Target]:
        yield self.folder.target(SERVER_XML, Kind.SEED, seed(new))
        for name, data in self.common.seeds:
            yield self.folder.new_only(self.folder.target(name, Kind.SEED, seed(data)))
        exchanged = partial(exchanges, self.site.product.lines, encrypted=self.cluster.encryption is not None)
        yield self.folder.start_script(self.common.start(self.instance), exchanged)

    def _edits(self, render: Render, new: bytes) -> Iterator[Target]:
        ha = self.cluster.ha
        everything = ha and self.cluster.replication.applications is Applications.ALL
        server = partial(self._server, new=new, block=cache(partial(self._block, render)))
        setenv = partial(
            folds.setenv_sh,
            file=str(self.folder.at("bin/setenv.sh")),
            encryption=self.cluster.replication.encrypt,
        )
        yield replace(
            self.folder.target(SERVER_XML, Kind.EDIT, partial(server, ha=ha)),
            ha_state=xml.has_mark,
            group=group,
            switched=partial(server, ha=not ha),
        )
        managers = partial(self._managers, everything=everything)
        yield replace(self._managed(folds.CONTEXT, wanted=False), by=self.folder.at(SERVER_XML), settle=managers)
        if ha:  # named, so that it goes again where a person had none
            yield self.folder.target("bin", Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)
        yield from changes.targets(self.folder, self.cluster)
        target = self.folder.target("bin/setenv.sh", Kind.EDIT, partial(setenv, ha=ha))
        yield replace(target, switched=partial(setenv, ha=not ha))

    def _block(self, render: Render) -> str:
        return blocks.cluster(self.cluster, self.instance, self.line, render)

    def _server(self, found: Blob | None, *, ha: bool, new: bytes, block: Callable[[], str]) -> Desired:
        if ha and found is not None and found.data is new:
            return folds.new_server_xml(new, block=block(), route=self.instance.route)
        return folds.server_xml(
            found,
            block=block() if ha else None,
            instance=self.instance,
            file=str(self.folder.at(SERVER_XML)),
            theirs=folds.Theirs(
                ajp_open=self.line.ajp_open,
                adopt=self.cluster.replication.adopt,
                sealed=self.cluster.replication.encrypt is not None,
            ),
        )

    def _managers(self, server: Blob | None, *, everything: bool) -> Iterator[Target]:
        """Yield the files that give every application a Manager: where a base has several Services, of ours only.

        conf/context.xml is read for the applications of all of them, and without a Cluster around it Tomcat 7.0.109
        does not start an application with a DeltaManager.
        """
        own = folds.own_contexts(server.data, self.instance.ports.http) if server else ()
        wanted = everything and not own
        yield replace(self._managed(folds.CONTEXT, wanted=wanted), switched=self._context(folds.CONTEXT, not wanted))
        for path in own:
            yield self._managed(path, wanted=everything)

    def _managed(self, path: str, *, wanted: bool) -> Target:
        return self.folder.target(path, Kind.EDIT, self._context(path, wanted))

    def _context(self, path: str, wanted: bool) -> Fold:
        return partial(
            folds.context_xml,
            manager=self.common.manager if wanted else None,
            alone=self.common.context_alone,
            adopt=self.cluster.replication.adopt,
            file=str(self.folder.at(path)),
        )

    def _archive(self, app: App) -> Iterator[Target]:
        context = app.path.strip("/").replace("/", "#") or "ROOT"
        yield from self.folder.archive(self.site.archive(app, self.cluster), context)

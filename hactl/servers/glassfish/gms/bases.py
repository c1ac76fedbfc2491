"""The files of a GlassFish domain and of an instance's folder (`<node's folder>/<node>/<instance>`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from hactl.model import Cluster, Companion, Instance, Server
from hactl.problems import Place, Problem, Severity
from hactl.render import Render, verbatim
from hactl.servers.bases import BaseFolder, head
from hactl.servers.glassfish.gms import edits as folds
from hactl.servers.glassfish.gms.applications import Laid, apps_of
from hactl.servers.glassfish.gms.edits import DOMAIN_XML, WEB_XML, Part
from hactl.servers.glassfish.gms.elements import OPTIONS, config_of, switches
from hactl.servers.glassfish.gms.lines import GlassfishLine, own
from hactl.servers.interface import Site
from hactl.targets import Blob, Effect, Fold, Kind, Location, Owner, Target, Wanted, owned, seed

FOLDERS = ("applications", "config", "docroot", "lib/ext", "logs")
HEAP_MB = 192
TYPES = {
    "css": "text/css",
    "gif": "image/gif",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xhtml": "application/xhtml+xml",
    "xml": "application/xml",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class _Folder(BaseFolder):
    """One process's folder. `source`: the spec's name; `line`, `version`: of what runs there."""

    source: str
    line: GlassfishLine
    version: str

    def common(self, render: Render, start: Mapping[str, object]) -> Iterator[Target]:
        """Yield the folders, default-web.xml and the start script."""
        for folder in FOLDERS:
            yield self.new_only(self.target(folder, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE))
        web = render("glassfish/default-web.xml.j2", head=head(self.source), types=TYPES.items(), line=self.line)
        yield self.new_only(self.target(WEB_XML, Kind.SEED, seed(web)))
        launch, service = verbatim("glassfish/launch.sh"), verbatim("service.sh")
        words = {
            "launch": launch,
            "service": service,
            "version": self.version,
            "java": self.line.java[0],
            "dry_run": self.line.dry_run,
        }
        script = render("glassfish/start.sh.j2", source=self.source, **words, **start)
        yield self.start_script(script)

    def domain(self, first: Fold, edit: Fold) -> Iterator[Target]:
        """Yield domain.xml: the first one where there is none, then our elements."""
        yield self.target(DOMAIN_XML, Kind.SEED, first)
        owner = Owner.of(self.owner)  # of no cluster: a DAS, which holds no session
        group = partial(folds.group, cluster=owner.cluster, server=owner.instance) if owner.cluster else None
        yield replace(self.target(DOMAIN_XML, Kind.EDIT, edit), ha_state=folds.replicates, group=group)


@dataclass(frozen=True, slots=True)
class DasBase:
    """The domain's folder, in which all clusters stand."""

    site: Site
    das: Companion
    parts: tuple[Part, ...]
    indicator: str

    def targets(self, render: Render) -> Iterator[Target]:
        """Yield what each file shall be."""
        source, place = self.site.environment.source, Location(self.das.host.name, self.das.base)
        line = line_of(self.site, self.das.server)
        folder = _Folder(place, self.das.name, DOMAIN_XML, source, line, self.das.server.version)
        first = render(
            "glassfish/domain.xml.j2",
            line=line,
            das=self.das,
            domain=self.das.base.name,
            head=head(source),
            indicator=self.indicator,
        )
        file = str(folder.at(DOMAIN_XML))
        edit = partial(folds.domain_xml, parts=self.parts, file=file)
        for target in folder.domain(_noted(first, _taken(file)), edit):
            # an instance reads its file when it starts; a DAS writes it anew from memory
            yield replace(target, locked_by=folder.at("config/pid")) if target.kind is Kind.EDIT else target
        what = f"domain {self.das.base.name}, the DAS: before all instances"
        yield from folder.common(render, {"home": self.das.home, "config": "", "what": what})
        names = [name for each in self.parts for name in switches(each.cluster, each.apps)]
        twin = render(
            "glassfish/asadmin-ha.sh.j2",
            source=source,
            das=self.das,
            version=self.das.server.version,
            names=list(dict.fromkeys(names)),
        )
        yield folder.new_only(folder.target("asadmin-ha.sh", Kind.OWNED, owned(twin, 0o755), Effect.AT_ONCE))


@dataclass(frozen=True, slots=True)
class InstanceBase:
    """One instance's folder; its domain.xml knows its own cluster, and of that itself.

    `parts`: what the domain of the DAS holds; `laid`: its cluster's applications, by name.
    """

    site: Site
    cluster: Cluster
    instance: Instance
    parts: tuple[Part, ...]
    indicator: str
    laid: tuple[tuple[str, Laid], ...]

    def targets(self, render: Render) -> Iterator[Target]:
        """Yield what each file shall be."""
        instance, cluster = self.instance, self.cluster
        owner = str(Owner(cluster.name, instance.name))
        source, place = self.site.environment.source, Location(instance.host.name, instance.base)
        line = line_of(self.site, cluster.server)
        folder = _Folder(place, owner, DOMAIN_XML, source, line, cluster.server.version)
        domain = das_of(self.site, cluster).base.name
        first = render(
            "glassfish/domain.xml.j2",
            line=line,
            das=None,
            domain=domain,
            head=head(source),
            indicator=self.indicator,
        )
        own = replace(next(p for p in self.parts if p.cluster is cluster), instances=(instance,), on_das=False)
        file = str(folder.at(DOMAIN_XML))
        yield from folder.domain(seed(first), partial(folds.instance_xml, part=own, whole=self.parts, file=file))
        start = {"home": instance.home, "config": config_of(cluster), "what": f"instance {instance.name}"}
        yield from folder.common(render, start)
        web = partial(folds.default_web_xml, cluster=cluster, line=line, file=str(folder.at(WEB_XML)))
        yield folder.target(WEB_XML, Kind.EDIT, web)
        for app, files in self.laid:
            for inner, blob in files:
                yield folder.target(f"applications/{app}/{inner}", Kind.COPY, owned(blob.data))


def part(site: Site, cluster: Cluster, render: Render) -> Part:
    """Return what the domain.xml of the DAS must hold of a cluster."""
    line, name = line_of(site, cluster.server), config_of(cluster)
    config = render("glassfish/config.xml.j2", line=line, name=name, heap_mb=HEAP_MB, options=OPTIONS).decode()
    return Part(
        line=line,
        cluster=cluster,
        instances=cluster.instances,
        config=config.strip(),
        apps=apps_of(site, cluster),
        das=das_of(site, cluster),
        on_das=True,
    )


def line_of(site: Site, server: Server) -> GlassfishLine:
    """Return a server's line, as it is in its version."""
    return own(site.product.lines[server.line].at(server.version))


def das_of(site: Site, cluster: Cluster) -> Companion:
    """Return the DAS of the domain that this cluster stands in."""
    return next(each for each in site.environment.companions if each.server.type == cluster.server.type)


def _noted(first: bytes, note: Problem) -> Fold:
    made = Wanted(Blob.of(first), None, (note,))
    return lambda found: made if found is None else Wanted(found)


def _taken(file: str) -> Problem:
    return Problem(
        id="glassfish-key-stores",
        message="each start.sh copies what its config folder lacks from the installation's domains/domain1/config "
        "when it first starts: key stores, key files, realms, logging",
        hint="hactl ships no key stores; put your own into the config folders before that",
        severity=Severity.NOTE,
        place=Place(file),
    )

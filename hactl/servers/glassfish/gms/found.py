"""What a GlassFish says of itself: config/domain.xml names the servers; a folder is called like the server in it.

Sources: Domain File Format of GlassFish 3.1; an instance's folder is `nodes/<node>/<instance>`, and what `asadmin
start-local-instance` brings there is a copy of the whole domain.xml of the DAS, as a real 3.1.2.2 shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from hactl.edits import keyed, xml
from hactl.edits.keyed import Path, View
from hactl.edits.marker import EditRefused
from hactl.folders import Folder
from hactl.problems import Place, Problem
from hactl.servers import reading as settings
from hactl.servers.bases import MADE_FROM
from hactl.servers.glassfish.gms.edits import DAS, DOMAIN_XML, WEB_XML, era, is_on
from hactl.servers.glassfish.gms.elements import DEFAULTS, LEAST_HEARTBEAT_MS, STATIC, receiver
from hactl.servers.interface import Around, Found, FoundReplication
from hactl.servers.reading import text_of, unclear

GROUP = ("230.30.1.1", 9090)  # of a cluster that names none
BRANDING = tuple(
    f"META-INF/maven/{group}/branding/pom.properties" for group in ("org.glassfish.main.core", "org.glassfish.core")
)
ABOUT = "config/branding/glassfish-version.properties"  # of the installation, from 5 on
OLDEST = "2"
_ROOT = re.compile(rb"<domain[\s>]")
_SAID = re.compile(r"set GLASSFISH_HOME to the folder of GlassFish ([0-9][\w.-]*),")


def is_base(base: Folder) -> bool:
    """Tell whether there is a config/domain.xml with a domain in it."""
    return _ROOT.search((base.read(DOMAIN_XML) or b"").replace(b"\0", b"")) is not None


def read(around: Around) -> Found | Problem:
    """Return what this folder says: that of a DAS, or of an instance; or why hactl cannot take it over."""
    data, file = around.base.read(DOMAIN_XML) or b"", f"{around.base.path}/{DOMAIN_XML}"
    try:
        view = View(data, DEFAULTS)
    except EditRefused as refused:
        return _unfit(refused.message, refused.hint, Place(file, refused.line, refused.column))
    if era(view) == OLDEST:
        return _unfit(f"this is a domain of GlassFish {OLDEST}", "hactl knows GlassFish 3.1 and later", Place(file))
    server = PurePosixPath(around.base.path).name
    servers = view.names(("servers",), "server")
    base = _Base(around, view, server if server in servers else DAS, ours=keyed.has_record(data), file=file)
    if base.server in servers:
        return base.found()
    message = f"no <server> of its domain.xml is called {server}, as this folder is"
    return _unfit(message, "name folders of servers: domains/DOMAIN, nodes/NODE/INSTANCE", Place(file))


@dataclass(frozen=True)
class _Base:
    """A folder, and the server in its domain.xml that runs there; `ours`: hactl's record stands in that file."""

    around: Around
    view: View
    server: str
    ours: bool
    file: str

    def found(self) -> Found | Problem:
        if self.server == DAS:
            return self._common(das="das", members=self._members())
        if self.cluster is None:
            message = f"the instance {self.server} is in no cluster of its domain, and hactl does not add it to one"
            return _unfit(message, "`asadmin create-cluster`, then `create-instance --cluster`", Place(self.file))
        return self._common(das="", members={})

    def _common(self, das: str, members: dict[str, str]) -> Found:
        seed = MADE_FROM.search(text_of(self.around.base, WEB_XML)[:600])
        return Found(
            version=self._version(),
            home=self._named_home(),
            address=settings.address(self._property("HACTL_ADDRESS") or self._node_host()),
            http=None if das else self._port("server"),
            shutdown=self._port("__asadmin"),
            route=None if das else self.server,
            apps=() if das else tuple(sorted(set(self._apps()))),
            instance=self.server if seed and not das else None,
            cluster=self.cluster,
            source=seed[1] if seed else None,
            replication=None if das else self._replication(),
            companion=das,
            members=members,
            notes=tuple(self._notes(das)),
        )

    def _notes(self, das: str) -> Iterator[Problem]:
        if not das and self._port("server") is None:
            yield unclear("no plain HTTP port was found", _PORT, self.file)
        for app in self.view.names(("applications",), "application") if das and self.ours else ():
            if not self.view.is_theirs(("applications", f"application[{app}]")):
                message = f"hactl put the application {app} into this domain, and no file says from which archive"
                yield unclear(
                    message, "name its `war` in the spec before you apply: otherwise hactl removes it", self.file
                )

    @cached_property
    def cluster(self) -> str | None:
        clusters = self.view.names(("clusters",), "cluster")
        return next((c for c in clusters if self.server in self.view.names(_cluster(c), "server-ref")), None)

    def _members(self) -> dict[str, str]:
        """Return the instances of all clusters, and where below `glassfish/` their folders lie."""
        clusters = self.view.names(("clusters",), "cluster")
        names = [name for c in clusters for name in self.view.names(_cluster(c), "server-ref")]
        return {name: f"nodes/{self._node(name)}/{name}" for name in names}

    def _node(self, server: str) -> str | None:
        return self.view.attribute(("servers", f"server[{server}]"), "node-ref")

    @cached_property
    def config(self) -> Path:
        return ("configs", f"config[{self.view.attribute(('servers', f'server[{self.server}]'), 'config-ref')}]")

    def _property(self, name: str) -> str | None:
        """Return a system property of this server: its own, else its configuration's."""
        own = ("servers", f"server[{self.server}]")
        return self._value(own, name) or self._value(self.config, name)

    def _value(self, place: Path, name: str) -> str | None:
        return self.view.attribute((*place, f"system-property[{name}]"), "value")

    def _filled(self, value: str | None) -> str | None:
        names = re.findall(r"\$\{([^}]+)\}", value or "")
        known = {name: found for name in names if (found := self._property(name)) is not None}
        return settings.filled(value, known)

    def _port(self, virtual: str) -> int | None:
        """Return the port of the first plain listener of a virtual server; of administration, the first at all."""
        named = self.view.attribute((*self.config, "http-service", f"virtual-server[{virtual}]"), "network-listeners")
        network = (*self.config, "network-config")
        for name in re.split(r"[,\s]+", named or ""):
            listener = (*network, "network-listeners", f"network-listener[{name}]")
            protocol = self.view.attribute(listener, "protocol")
            secure = self.view.attribute((*network, "protocols", f"protocol[{protocol}]"), "security-enabled")
            if secure != "true" or virtual != "server":
                return settings.number(self._filled(self.view.attribute(listener, "port")))
        return None

    def _node_host(self) -> str | None:
        return self.view.attribute(("nodes", f"node[{self._node(self.server)}]"), "node-host")

    def _apps(self) -> Iterator[str]:
        for name in self.view.names(_cluster(self.cluster or ""), "application-ref"):
            root = self.view.attribute(("applications", f"application[{name}]"), "context-root")
            if root is not None:
                yield "/" + root.strip("/")

    def _homes(self) -> Iterator[Folder]:
        """Yield the folders that may be `glassfish/` of the installation: what start.sh names, where the base lies."""
        for home in (self._named_home(), self.around.variables.get("GLASSFISH_HOME")):
            if home:
                yield self.around.open(f"{home}/glassfish")
        up = 2 if self.server == DAS else 3
        yield self.around.open(str(PurePosixPath(self.around.base.path, *[".."] * up)))

    def _named_home(self) -> str | None:
        return settings.assigned(text_of(self.around.base, "start.sh"), "GLASSFISH_HOME")

    def _version(self) -> str | None:
        for folder in self._homes():
            if about := _about(text_of(folder, ABOUT)):
                return about
            jar = folder.read("modules/branding.jar")
            texts = (settings.member(jar, name) for name in BRANDING) if jar else ()
            if said := settings.first_line_with(texts, re.compile(r"version=([0-9][\w.]*)")):
                return said[1]
        said = _SAID.search(text_of(self.around.base, "start.sh"))
        return said[1] if said else None

    def _replication(self) -> FoundReplication | None:
        cluster = self.cluster or ""
        if not is_on(self.view, cluster):
            return None
        place, words = _cluster(cluster), ("gms-multicast-address", "gms-multicast-port")
        said = [self._filled(self.view.attribute(place, word)) for word in words]
        group = said[0] or GROUP[0], settings.number(said[1]) or GROUP[1]
        heartbeat, missed = self._detection()
        return FoundReplication(
            ours=self.ours,
            stock=group == GROUP,
            consent=False,
            mode="async" if self._sends_late() else "sync",
            discovery="static" if self.view.attribute(place, "broadcast") == STATIC else "multicast",
            applications="all" if xml.has_mark(self.around.base.read(WEB_XML) or b"") else "distributable",
            address=group[0],
            port=group[1],
            receiver=settings.number(self._property(receiver(cluster))),
            cluster_address=settings.address(self._property(f"GMS-BIND-INTERFACE-ADDRESS-{cluster}")),
            heartbeat_ms=None if heartbeat == LEAST_HEARTBEAT_MS else heartbeat,
            drop_after_ms=heartbeat * missed,
        )

    def _detection(self) -> tuple[int, int]:
        place = (*self.config, "group-management-service", "failure-detection")
        words = ("heartbeat-frequency-in-millis", "max-missed-heartbeats")
        given = (self.view.attribute(place, word) or DEFAULTS["failure-detection", word] for word in words)
        heartbeat, missed = (settings.whole(value) or 0 for value in given)
        return heartbeat, missed

    def _sends_late(self) -> bool:
        apps = self.view.names(_cluster(self.cluster or ""), "application-ref")
        said = (self.view.attribute(("applications", f"application[{a}]"), "async-replication") for a in apps)
        return "false" not in said


def _about(text: str) -> str | None:
    """Return the version that an installation's branding says: as a whole from 7 on, before in three numbers."""
    said = dict(re.findall(r"^\s*([\w.]+)\s*=\s*(\S+)\s*$", text, re.MULTILINE))
    parts = [said.get(f"{part}_version", "") for part in ("major", "minor", "update")]
    return said.get("product.version") or (".".join(parts) if all(parts) else None)


_PORT = "write `ports: {http: …}` into the spec"


def _cluster(name: str) -> Path:
    return ("clusters", f"cluster[{name}]")


def _unfit(message: str, hint: str, place: Place) -> Problem:
    return Problem(id="import-unfit", message=message, hint=hint, place=place)

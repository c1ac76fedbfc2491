"""What Tomcat and TomEE bases say of themselves: version, ports, route, applications, a Cluster that is on.

Where each stands: RUNNING.txt (CATALINA_HOME, setenv.sh), ServerInfo.properties in lib/catalina.jar, Tomcat's
manual config/http, config/engine, config/context (names of contexts), config/cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from hactl.edits import xml
from hactl.edits.document import Document, Element
from hactl.edits.marker import EditRefused
from hactl.folders import Folder
from hactl.problems import Problem
from hactl.servers import reading as settings
from hactl.servers.catalina import replication
from hactl.servers.interface import Around, Found
from hactl.servers.reading import text_of, unclear

ENGINE = "Server/Service/Engine"
NOT_FOR_USERS = frozenset({"docs", "examples", "host-manager", "manager"})  # Tomcat's own, never behind a balancer

_SEED = re.compile(r"Instance (\S+) of cluster (\S+)\. Made by hactl")
_START = re.compile(r"Written by hactl from (.+?); change the spec")
_SAID = re.compile(r"set CATALINA_HOME to the folder of (.+?) ([0-9][\w.]*)\}")
_NAMED = re.compile(r"tomee|tomcat", re.IGNORECASE)
_TOMEE = re.compile(r"tomee-(?:common|catalina)-([0-9.]+[0-9])\.jar\Z")
_DIGITS = re.compile(r"([0-9]+(?:\.[0-9]+){2,})")


def is_base(base: Folder) -> bool:
    """Tell whether there is a conf/server.xml."""
    return base.read("conf/server.xml") is not None


def server_info(around: Around) -> str:
    """Return what the installation calls itself: `Apache Tomcat/7.0.109`; "" where none is found.

    Asked in this order: the jars of TomEE, lib/catalina.jar, RELEASE-NOTES, hactl's own
    start.sh, the folder's name.
    """
    for folder in _homes(around):
        if jars := [found for name in folder.names("lib") if (found := _TOMEE.match(name))]:
            return f"Apache TomEE/{jars[0][1]}"  # its catalina.jar calls itself Tomcat
        jar = folder.read("lib/catalina.jar")
        info = settings.properties(
            settings.member(jar, "org/apache/catalina/util/ServerInfo.properties").encode("latin-1") if jar else None
        ).get("server.info")
        if info:
            return info
        if said := re.search(r"(Apache Tomcat) Version ([0-9.]+[0-9])", text_of(folder, "RELEASE-NOTES")):
            return f"{said[1]}/{said[2]}"
    if said := _SAID.search(text_of(around.base, "start.sh")):
        return f"{said[1]}/{said[2]}"
    for folder in _homes(around):
        name = folder.path.rpartition("/")[2]
        if _NAMED.search(name) and (digits := _DIGITS.search(name)):
            return f"{name}/{digits[1]}"
    return ""


def read(around: Around, version: str | None) -> Found:
    """Return what this base says."""
    return _Base(around, version).found()


def _homes(around: Around) -> Iterator[Folder]:
    """Yield the folders that may be the installation: the base, what its scripts name, the environment's."""
    yield around.base
    if home := _home(around):
        yield around.open(home)


def _home(around: Around) -> str | None:
    scripts = (text_of(around.base, name) for name in ("bin/setenv.sh", "start.sh"))
    named = next((home for text in scripts if (home := settings.assigned(text, "CATALINA_HOME"))), None)
    return named or around.variables.get("CATALINA_HOME")


@dataclass(frozen=True)
class _Base:
    around: Around
    version: str | None

    @property
    def base(self) -> Folder:
        return self.around.base

    @cached_property
    def file(self) -> str:
        return f"{self.base.path}/conf/server.xml"

    def found(self) -> Found:
        try:
            document = xml.parse(self.base.read("conf/server.xml") or b"")
        except EditRefused as refused:
            note = unclear(refused.message, refused.hint, self.file, refused.line, refused.column)
            return Found(version=self.version, notes=(note,))
        return self._read(document)

    def _read(self, document: Document) -> Found:
        server = document.elements("Server")
        connector = _connector(document)
        engine = _engine(document, connector)
        seed = _SEED.search(document.utf8[:600].decode("utf-8", "replace"))
        start = _START.search(text_of(self.base, "start.sh"))
        context = self.base.read("conf/context.xml") or b""
        home = _home(self.around)
        return Found(
            version=self.version,
            home=home if home != self.base.path else None,
            address=settings.address(self._value(connector, "address")),
            http=settings.number(self._value(connector, "port")),
            shutdown=settings.number(self._value(server[0] if server else None, "port")),
            route=self._value(engine, "jvmRoute"),
            apps=tuple(sorted(set(self._apps(document)))),
            instance=seed[1] if seed else None,
            cluster=seed[2] if seed else None,
            source=start[1] if start else None,
            replication=replication.found(document, context, self._known, self.file),
            notes=tuple(self._notes(document, connector)),
        )

    @cached_property
    def _known(self) -> dict[str, str]:
        script = text_of(self.base, "bin/setenv.sh")
        return {**settings.properties(self.base.read("conf/catalina.properties")), **settings.defined(script)}

    def _value(self, element: Element | None, name: str) -> str | None:
        return settings.filled(element.attributes.get(name), self._known) if element is not None else None

    def _apps(self, document: Document) -> Iterator[str]:
        """Yield the paths of what is deployed: webapps/, context files, <Context> in server.xml."""
        names = [n.removesuffix(".war") for n in self.base.names("webapps") if self._deployed(n)]
        for engine in self.base.names("conf"):
            for host in self.base.names(f"conf/{engine}"):
                names += [n.removesuffix(".xml") for n in self.base.names(f"conf/{engine}/{host}") if n[-4:] == ".xml"]
        for name in names:
            plain = name.partition("##")[0]
            if plain not in NOT_FOR_USERS and not plain.startswith("."):
                yield "/" if plain == "ROOT" else "/" + plain.replace("#", "/")
        for context in document.elements(f"{ENGINE}/Host/Context"):
            yield context.attributes.get("path") or "/"

    def _deployed(self, name: str) -> bool:
        """Tell whether a name in webapps/ is an application: an archive, or a folder with something in it."""
        return name.endswith(".war") or bool(self.base.names(f"webapps/{name}"))

    def _notes(self, document: Document, connector: Element | None) -> Iterator[Problem]:
        for manager in replication.managers(self.base.read(replication.CONTEXT) or b""):
            kind = manager.attributes.get("className", "Tomcat's StandardManager")
            message = f"this <Manager> ({kind}) controls the sessions of every application here"
            hint = "hactl leaves it alone; with `replication: {adopt: true}` it is set aside while HA is on"
            file = f"{self.base.path}/{replication.CONTEXT}"
            note = unclear(message, hint, file, manager.line, manager.column)
            yield replace(note, id="import-manager")
        engine, engines = _engine(document, connector), document.elements(ENGINE)
        if engine is None:
            yield unclear("there is no <Engine>", "this base can stay as it is, with `ha: false`", self.file)
        elif len(engines) > 1:
            name = engine.parent.attributes.get("name", "") if engine.parent else ""
            message = f"there are {len(engines)} <Engine>s; that of service `{name}` is used"
            hint = "`ports: {http: …}` in the spec says which: the service whose connector has that port"
            yield unclear(message, hint, self.file, engine.line, engine.column)
        if connector is None:
            yield unclear("no connector speaks plain HTTP", "the balancer needs one: add it", self.file)
        elif settings.number(self._value(connector, "port")) is None:
            message = f"the port `{connector.attributes.get('port', '')}` is filled in from somewhere not known here"
            yield unclear(message, "write `ports: {http: …}` into the spec", self.file, connector.line, 1)
        if engine and "jvmRoute" in engine.attributes and self._value(engine, "jvmRoute") is None:
            message = f"the route `{engine.attributes['jvmRoute']}` is filled in from somewhere not known here"
            hint = "name the instance in the spec as its jvmRoute will be"
            yield unclear(message, hint, self.file, engine.line, engine.column)


def _connector(document: Document) -> Element | None:
    """Return the first connector that speaks plain HTTP and has an Engine behind it."""
    services = [engine.parent for engine in document.elements(ENGINE)]
    speaking = [c for c in document.elements("Server/Service/Connector") if _speaks_http(c)]
    return next((c for c in speaking if c.parent in services), speaking[0] if speaking else None)


def _engine(document: Document, connector: Element | None) -> Element | None:
    """Return the Engine behind a connector, else the first."""
    engines = document.elements(ENGINE)
    behind = [engine for engine in engines if connector is not None and engine.parent is connector.parent]
    return next(iter([*behind, *engines]), None)


def _speaks_http(connector: Element) -> bool:
    words = connector.attributes
    protocol = words.get("protocol", "HTTP/1.1").lower()
    secure = words.get("SSLEnabled") == "true" or words.get("scheme") == "https" or words.get("secure") == "true"
    return not secure and "ajp" not in protocol and "jk" not in protocol

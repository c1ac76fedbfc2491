"""What a Jetty 6 says of itself: its jars name the version, etc/jetty.xml the port, etc/jetty-ha.xml replication."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hactl.edits import lines, xml
from hactl.edits.document import Document, Element
from hactl.edits.marker import EditRefused
from hactl.folders import Folder
from hactl.problems import Place, Problem
from hactl.servers import reading as settings
from hactl.servers.bases import MADE_FROM
from hactl.servers.interface import Around, Found, FoundReplication
from hactl.servers.jetty.ours import settings as settings_of
from hactl.servers.jetty.v6 import edits as folds
from hactl.servers.reading import text_of, unclear

_CLASS = re.compile(rb"org\.mortbay\.jetty\.Server")
_JAR = re.compile(r"jetty-(6\.1\.[0-9]+)\.jar\Z")
_SAID = re.compile(r"set JETTY_HOME to the folder of Jetty (6\.1\.[0-9]+)")
_STARTS = re.compile(r"(?:Starts|Runs) instance ([^\s,]+)(?:,| in the foreground)")


def is_base(base: Folder) -> bool:
    """Tell whether there is an etc/jetty.xml of Jetty 6 (7 and later have other class names)."""
    return _CLASS.search(base.read("etc/jetty.xml") or b"") is not None


def another_line(base: Folder) -> Problem | None:
    """Return which other Jetty without modules this is a base of, if it is one: 5, 7 and 8 have a jetty.xml."""
    line = folds.another_line(base.read("etc/jetty.xml") or b"")
    if not line or has_modules(base):
        return None
    message = f"this is Jetty {line}; hactl knows Jetty 6, whose replication has other classes"
    file = f"{base.path}/etc/jetty.xml"
    return Problem(id="jetty-line", message=message, hint="leave it out of the import", place=Place(file))


def has_modules(base: Folder) -> bool:
    """Tell whether it is started by modules, as 9 and later are: another family's."""
    starts = [base.read("start.ini") or b"", *(base.read(f"start.d/{name}") or b"" for name in base.names("start.d"))]
    return any(re.search(rb"(?m)^--module=", text) for text in starts)


def read(around: Around) -> Found:
    """Return what this base says."""
    base, file = around.base, f"{around.base.path}/etc/jetty.xml"
    home = _home(around)
    start = text_of(base, "start.sh")
    starts = _STARTS.search(start)
    seed = MADE_FROM.search(text_of(base, "etc/jetty.xml")[:600])
    try:
        connector = _connector(xml.parse(base.read("etc/jetty.xml") or b""))
        notes = () if connector.get("port") else (unclear("no connector with a port of its own", _PORT, file),)
    except EditRefused as refused:
        connector, notes = {}, (unclear(refused.message, refused.hint, file, refused.line, refused.column),)
    return Found(
        version=_version(around, home, start),
        home=home if home != base.path else None,
        address=settings.address(connector.get("host")),
        http=settings.number(connector.get("port")),
        apps=tuple(sorted(set(_apps(base)))),
        instance=starts[1] if starts and seed else None,
        source=seed[1] if seed else None,
        replication=_replication(base),
        notes=notes,
    )


_PORT = "write `ports: {http: …}` into the spec"


def _home(around: Around) -> str | None:
    named = (settings.assigned(text_of(around.base, name), "JETTY_HOME") for name in ("start.sh", "bin/setenv.sh"))
    return next((home for home in named if home), None) or around.variables.get("JETTY_HOME")


def _version(around: Around, home: str | None, start: str) -> str | None:
    folders = [around.base, *([around.open(home)] if home else [])]
    jars = (found[1] for folder in folders for name in folder.names("lib") if (found := _JAR.match(name)))
    said = _SAID.search(start)
    return next(jars, said[1] if said else None)


def _connector(document: Document) -> dict[str, str]:
    """Return what is set on the first connector: a system property by its default."""
    for new in document.named("New"):
        kind = new.attributes.get("class", "")
        if kind.startswith("org.mortbay.jetty.") and "Connector" in kind and "Ssl" not in kind and "Ajp" not in kind:
            sets = (c for c in new.children if c.name == "Set")
            return {s.attributes.get("name", ""): _value(document, s) for s in sets}
    return {}


def _value(document: Document, element: Element) -> str:
    if element.children:
        return element.children[0].attributes.get("default", "")
    inside = element.start + len(document.tag(element))
    return document.utf8[inside : max(inside, element.end)].decode().strip()


def _apps(base: Folder) -> Iterator[str]:
    for name in base.names("webapps"):
        plain = name.removesuffix(".war")
        deployed = name.endswith(".war") or base.names(f"webapps/{name}")
        if deployed and not plain.startswith("."):
            yield "/" if plain == "root" else "/" + plain
    for name in base.names("contexts"):
        if name.endswith(".xml") and (found := re.search(r'"contextPath">([^<]+)<', text_of(base, f"contexts/{name}"))):
            yield found[1]


def _replication(base: Folder) -> FoundReplication | None:
    ours = base.read("etc/jetty-ha.xml")
    if ours is None or not lines.has_mark(base.read("etc/jetty.conf")):
        return None
    said = settings_of(ours)
    return FoundReplication(
        ours=True,
        mode="sync" if said.get("synchronous") == "true" else "async",
        discovery="multicast" if "multicastAddress" in said else "static",
        applications="distributable" if said.get("distributableOnly") == "true" else "all",
        address=said.get("multicastAddress"),
        port=settings.number(said.get("multicastPort")),
        domain=said.get("domain"),
        receiver=settings.number(said.get("port")),
        cluster_address=settings.address(said.get("address")),
        heartbeat_ms=settings.whole(said.get("heartbeat")),
        drop_after_ms=settings.whole(said.get("dropAfter")),
    )

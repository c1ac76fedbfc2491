"""What takes an application of a Jetty 6 out of replication: only its plain session manager is replaced.

What hactl's `Replication` does with each: `convert` and `nameInstance` in templates/jetty/java; tried on 6.1.26.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hactl.edits.expanded import Node
from hactl.problems import Severity
from hactl.servers.jetty.v6.edits import OURS, WITHOUT_CONF
from hactl.servers.unprotected import Files, Finding, Look, sessions_of, spot

JETTY = "org.mortbay.jetty."
PLAIN = f"{JETTY}servlet.HashSessionManager"
PLAIN_IDS = f"{JETTY}servlet.HashSessionIdManager"
OF_AN_APPLICATION = ("jetty6-web.xml", "jetty-web.xml", "web-jetty.xml")  # Jetty reads the first of them
KNOWN = "if that is intended, say so in the spec: `apps: NAME: {replicated: false}`"


@dataclass(frozen=True, slots=True)
class _Read:
    """An XML file that sets things on the server or an application: its root, its files, the application it is for."""

    root: Node
    files: Files
    app: str = ""


def unprotected(look: Look) -> Iterator[Finding]:
    """Yield what keeps sessions of this instance's applications from being copied."""
    for read in _of_the_server(look):
        yield from _starts(read)
        yield from _ids(read)
        yield from _signs_on(read)
        yield from _managers(read)
    for read in (*_contexts(look.base), *_inside(look)):
        yield from _managers(read)


def _of_the_server(look: Look) -> Iterator[_Read]:
    """Yield the files that bin/jetty.sh reads: those of etc/jetty.conf, but for hactl's own."""
    lines = (look.base.folder.read("etc/jetty.conf") or b"").decode("latin-1").splitlines()
    named = [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]
    for name in dict.fromkeys(named or WITHOUT_CONF):
        root = look.base.xml(name) if name != OURS else None
        if root is not None:
            yield _Read(root, look.base)


def _contexts(base: Files) -> Iterator[_Read]:
    for name in base.names("contexts"):
        root = base.xml(f"contexts/{name}") if name.endswith(".xml") else None
        if root is not None:
            yield _Read(root, base, _path(root))


def _inside(look: Look) -> Iterator[_Read]:
    for app, files in _applications(look).items():
        found = (files.xml(f"WEB-INF/{name}") for name in OF_AN_APPLICATION)
        root = next((each for each in found if each is not None), None)
        if root is not None:
            yield _Read(root, files, app)


def _applications(look: Look) -> dict[str, Files]:
    lying = (name for name in look.base.names("webapps") if not name.startswith("."))
    found = {_path_of(name.removesuffix(".war")): look.at(f"webapps/{name}") for name in lying}
    return {**found, **look.laid}


def _path_of(name: str) -> str:
    return "/" if name == "root" else f"/{name}"


def _path(context: Node) -> str:
    """Return the path that is set on a context, "" where none is."""
    sets = (each.text.strip() for each in context.all("Set") if each.get("name") == "contextPath")
    return next((text for text in sets if text.startswith("/")), "")


def _starts(read: _Read) -> Iterator[Finding]:
    for call in read.root.all("Call"):
        if call.get("name") in ("start", "join"):
            message = f'{sessions_of("")} will not be copied: <Call name="{call.get("name")}"/> starts the server '
            message += "before etc/jetty-ha.xml is read"
            hint = "remove it: start.jar starts the server itself, once all files are read"
            yield spot(call, read.files).finding("jetty-xml-starts", "", message, hint)


def _ids(read: _Read) -> Iterator[Finding]:
    for each in read.root.walk():
        kind = each.get("class")
        if each.name == "New" and kind.endswith("SessionIdManager") and kind != PLAIN_IDS:
            message = f"with HA on the server does not start: {kind.rpartition('.')[2]} is not a HashSessionIdManager"
            found = spot(each, read.files).finding(
                "session-ids-of-its-own", "", message, "remove it, or set `ha: false`"
            )
            yield replace(found, severity=Severity.ERROR if kind.startswith(JETTY) else Severity.WARNING)


def _signs_on(read: _Read) -> Iterator[Finding]:
    for each in read.root.walk():
        if each.name == "New" and each.get("class") == f"{JETTY}security.HashSSORealm":
            message = "single sign-on is not copied: HashSSORealm keeps its logins in the memory of this instance"
            hint = "after a failover users must log in again where they have no session"
            yield replace(spot(each, read.files).finding("single-sign-on", "", message, hint), loses=False)


def _managers(read: _Read) -> Iterator[Finding]:
    yield from _managers_below(read.root, read.app, read.files)


def _managers_below(node: Node, app: str, files: Files) -> Iterator[Finding]:
    app = _path(node) or app
    kind = node.get("class")
    if node.name == "New" and kind.endswith("SessionManager") and kind != PLAIN:
        message = f"{sessions_of(app)} will not be copied: a {kind.rpartition('.')[2]} keeps them"
        hint = f"remove it, or set a {PLAIN.rpartition('.')[2]}; {KNOWN}"
        yield spot(node, files).finding("manager-of-its-own", app, message, hint)
    for child in node.children:
        yield from _managers_below(child, app, files)

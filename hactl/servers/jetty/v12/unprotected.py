"""What takes an application of a modular Jetty out of replication, or keeps the server from starting with it.

What Jetty does with each: `AbstractSessionManager.doStart` asks the server's factories only where no cache is set;
start.jar refuses two modules that provide one thing. Tried on 12.0.31 and 12.1.12.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hactl.edits.expanded import Node
from hactl.problems import Severity
from hactl.servers.jetty.v12.found import MODULE, SETTINGS
from hactl.servers.jetty.v12.inis import Inis, read_inis, section
from hactl.servers.jetty.v12.lines import JettyLine
from hactl.servers.namespaces import of_the_other_kind
from hactl.servers.unprotected import Files, Finding, Look, sessions_of, spot

WEBAPPS_INI = "start.d/webapps.ini"
PROVIDED = ("session-store", "session-cache")
OF_AN_APPLICATION = ("jetty-web.xml", *(f"jetty-{each}-web.xml" for each in ("ee8", "ee9", "ee10", "ee11")))
KNOWN = "if that is intended, say so in the spec: `apps: NAME: {replicated: false}`"


@dataclass(frozen=True, slots=True)
class _Read:
    """An XML file that sets things on the server or an application: its root, its files, the application it is for."""

    root: Node
    files: Files
    app: str = ""


def unprotected(look: Look, line: JettyLine) -> Iterator[Finding]:
    """Yield what keeps sessions of this instance's applications from being copied, or them from being served."""
    inis = read_inis(look.base.names, lambda path: look.base.counted(path)[0])
    yield from _providers(look.base, inis)
    yield from _not_deployed(look, inis, line)
    for read in (*_of_the_server(look.base, inis), *_contexts(look.base), *_inside(look)):
        yield from _keepers(read)


def _providers(base: Files, inis: Inis) -> Iterator[Finding]:
    for name, said in inis.modules.items():
        provided = _provided(base, name)
        if name == MODULE or not provided:
            continue
        yield Finding(
            id="session-module-of-its-own",
            app="",
            message=f"with HA on the server does not start: module {name} provides {provided}, as hactl's module does",
            hint="take it out of that file (its sessions stay where they are stored), or set `ha: false`",
            file=f"{base.shown}{said.file}",
            line=said.line,
            severity=Severity.ERROR,
        )


def _not_deployed(look: Look, inis: Inis, line: JettyLine) -> Iterator[Finding]:
    """Yield the applications of `javax.servlet` that hactl gives an environment which a person's base does not have."""
    needed = line.javax[0] if line.javax else ""
    if not needed or not inis.modules or needed in inis.modules or look.untouched(WEBAPPS_INI):
        return
    for found in of_the_other_kind(look, jakarta=line.jakarta):
        message = f"{found.app} is of javax.servlet, and nothing in this base enables {needed}: it will not answer"
        yield replace(found, message=message, hint=f"write `--module={needed}` into a file of its own in start.d")


def _provided(base: Files, module: str) -> str:
    """Return what a module provides of sessions: Jetty's own by their names, a person's by their files."""
    named = (each for each in PROVIDED if module.startswith(f"{each}-"))
    words = {line.partition("|")[0].strip() for line, _ in section(base.counted(_file(module))[0], "provides")}
    return next(named, next((each for each in PROVIDED if each in words), ""))


def _file(module: str) -> str:
    return f"modules/{module}.mod"


def _of_the_server(base: Files, inis: Inis) -> Iterator[_Read]:
    """Yield the base's own XML files that its ini files, or its own modules, name."""
    said = [each.word for each in inis.xml]
    for name in inis.modules:
        if name != MODULE:
            said += [line for line, _ in section(base.counted(_file(name))[0], "xml")]
    for path in dict.fromkeys(said):
        root = base.xml(path) if path != SETTINGS else None
        if root is not None:
            yield _Read(root, base)


def _contexts(base: Files) -> Iterator[_Read]:
    for name in base.names("webapps"):
        root = base.xml(f"webapps/{name}") if name.endswith(".xml") else None
        if root is not None:
            yield _Read(root, base, _path(root) or _path_of(name.removesuffix(".xml")))


def _inside(look: Look) -> Iterator[_Read]:
    for app, files in _applications(look).items():
        for name in OF_AN_APPLICATION:
            root = files.xml(f"WEB-INF/{name}")
            if root is not None:
                yield _Read(root, files, app)


def _applications(look: Look) -> dict[str, Files]:
    lying = [n for n in look.base.names("webapps") if not n.startswith(".") and not n.endswith((".xml", ".properties"))]
    found = {_path_of(name.removesuffix(".war")): look.at(f"webapps/{name}") for name in lying}
    return {**found, **look.laid}


def _path_of(name: str) -> str:
    return "/" if name.lower() == "root" else f"/{name}"


def _path(context: Node) -> str:
    """Return the path that is set on a context, "" where none is."""
    sets = (each.text.strip() for each in context.all("Set") if each.get("name") == "contextPath")
    return next((text for text in sets if text.startswith("/")), "")


def _keepers(read: _Read) -> Iterator[Finding]:
    """Yield what makes a session cache or store of its own: for one application, or before hactl's for all."""
    for each in read.root.walk():
        kind = each.get("class").rpartition(".")[2]
        bare = kind.removesuffix("Factory")
        if each.name == "New" and bare.endswith(("SessionCache", "SessionDataStore")):
            message = f"{sessions_of(read.app)} will not be copied: a {kind} of its own keeps them"
            if not read.app:
                message = f"{sessions_of('')} may not be copied: a {kind} is set, and Jetty takes the first one"
            yield spot(each, read.files).finding("manager-of-its-own", read.app, message, f"remove it; {KNOWN}")

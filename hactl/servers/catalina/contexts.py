"""The applications of a Catalina base, and the `<Context>` elements that decide over each, in the order they are read.

Sources: Tomcat's manual, config/context ("Defining a context"), config/host (appBase, deployXML, xmlBase); the order
was tried on Tomcat 6.0.53 and 7.0.109: of two `<Manager>`s the one that is read last counts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hactl.edits.expanded import Node
from hactl.servers.unprotected import Files, Look

NOT_FOR_USERS = frozenset({"docs", "examples", "host-manager", "manager"})  # Tomcat's own, never behind a balancer
GLOBAL = "conf/context.xml"
_BASE = re.compile(r"\$\{catalina\.(?:base|home)\}/*")


@dataclass(frozen=True, slots=True)
class Written:
    """A `<Context>`, and the files that it came from."""

    context: Node
    files: Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """An application: its path, and its own files where they are at hand.

    Contexts as they are read: `declared` in server.xml, then `shared` with all others of the host, then its `own`.
    """

    path: str
    shared: tuple[Written, ...]
    declared: tuple[Written, ...] = ()
    own: tuple[Written, ...] = ()
    files: Files | None = None

    @property
    def overriding(self) -> Written | None:
        """Return the context of its own that keeps the shared ones from being read, if there is one."""
        return next((w for w in self.mine if w.context.get("override") == "true"), None)

    @property
    def mine(self) -> tuple[Written, ...]:
        """Return the contexts that are this application's alone."""
        return (*self.declared, *self.own)

    @property
    def read(self) -> tuple[Written, ...]:
        """Return the contexts that count, in the order in which the server reads them."""
        return self.mine if self.overriding else (*self.declared, *self.shared, *self.own)


def applications(look: Look, server: Node | None) -> Iterator[Deployed]:
    """Yield the applications of this base; those that the spec lays there too where it is not at hand."""
    seen: set[str] = set()
    hosts = [(engine, host) for engine in _engines(server) for host in engine.all("Host")]
    hosts = hosts or [_SEED]  # a base that hactl is still to make
    for engine, host in hosts:
        for deployed in _Host(look, engine, host).applications():
            seen.add(deployed.path)
            yield deployed
    for path, files in look.laid.items():
        if path not in seen:
            own = _context(files, "META-INF/context.xml")
            yield Deployed(path=path, shared=_context(look.base, GLOBAL), own=own, files=files)


_SEED = (
    Node(name="Engine", attributes={"name": "Catalina"}, file="", line=0, column=0),
    Node(name="Host", attributes={"name": "localhost"}, file="", line=0, column=0),
)


def _engines(server: Node | None) -> Iterator[Node]:
    if server is not None:
        yield from server.all("Service", "Engine")


def _context(files: Files, path: str) -> tuple[Written, ...]:
    root = files.xml(path)
    return (Written(root, files),) if root is not None and root.name == "Context" else ()


@dataclass(frozen=True, slots=True)
class _Host:
    """A virtual host of server.xml."""

    look: Look
    engine: Node
    host: Node

    def applications(self) -> Iterator[Deployed]:
        names = self._names()
        for context in self.host.all("Context"):
            path = _path_of(context.get("path"), self._relative(context.get("docBase")))
            yield Deployed(
                path=path,
                shared=self._shared(),
                declared=(Written(context, self.look.base),),
                files=self._files(path, self._document_base(context)),
            )
            names.pop(path, None)
        for path, name in names.items():
            if name not in NOT_FOR_USERS or path in self._wanted():
                yield self._deployed(path, name)

    def _wanted(self) -> set[str]:
        return {app.path for app in self.look.apps}

    def _names(self) -> dict[str, str]:
        """Return path -> name of what is deployed by a descriptor or lies in the appBase."""
        lying = (n.removesuffix(".war") for n in self.look.at(self._app_base()).names("") if self._is_application(n))
        described = (n.removesuffix(".xml") for n in self.look.base.names(self._descriptors()) if n.endswith(".xml"))
        laid = (path.strip("/").replace("/", "#") or "ROOT" for path in self.look.laid)
        return {_path_of("", name): name for name in (*lying, *described, *laid) if not name.startswith(".")}

    def _is_application(self, name: str) -> bool:
        return name.endswith(".war") or bool(self.look.at(f"{self._app_base()}/{name}").names(""))

    def _deployed(self, path: str, name: str) -> Deployed:
        described = _context(self.look.base, f"{self._descriptors()}/{name}.xml")
        where = self._document_base(described[0].context) if described else ""
        files = self._files(path, where or self._lying(name))
        own = described
        if not own and files is not None and self.host.get("deployXML") != "false":
            own = _context(files, "META-INF/context.xml")
        return Deployed(path=path, shared=self._shared(), own=own, files=files)

    def _shared(self) -> tuple[Written, ...]:
        base = self.look.base
        return (*_context(base, GLOBAL), *_context(base, f"{self._descriptors()}/context.xml.default"))

    def _files(self, path: str, where: str) -> Files | None:
        files = self.look.laid.get(path) or (self.look.at(where) if where else None)
        return files if files is not None and files.names("") else None

    def _lying(self, name: str) -> str:
        folder = f"{self._app_base()}/{name}"
        return folder if self.look.at(folder).names("") else f"{folder}.war"

    def _document_base(self, context: Node) -> str:
        named = self._relative(context.get("docBase"))
        return posixpath.join(self._app_base(), named) if named else ""

    def _app_base(self) -> str:
        return self._relative(self.host.get("appBase", "webapps")) or "."

    def _descriptors(self) -> str:
        named = self._relative(self.host.get("xmlBase"))
        return named or f"conf/{self.engine.get('name')}/{self.host.get('name')}"

    def _relative(self, word: str) -> str:
        """Return a path of server.xml from the base where it says so, else as it is."""
        return _BASE.sub("", word).rstrip("/")


def _path_of(path: str, name: str) -> str:
    """Return a context's path: as written, else from the name of its file (config/context, "Naming")."""
    if path:
        return "/" + path.strip("/")
    plain = posixpath.basename(name).removesuffix(".war").partition("##")[0]
    return "/" if plain in ("", "ROOT") else "/" + plain.replace("#", "/")

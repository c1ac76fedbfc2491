"""Each folder asked for: which product it is a base of, what its files say, and where it lies on which host."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hactl.disk import disk_folder
from hactl.errors import UsageError
from hactl.importing.request import ImportRequest
from hactl.model import Server
from hactl.problems import Place, Problem
from hactl.servers import SERVER_TYPES, known_lines, recognised
from hactl.servers.interface import Around, Found, ServerType
from hactl.spec.servers import parse_server


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A base: its folder here, its server, what it says, its host as a word (None: not known), its base in a spec."""

    folder: Path
    server: Server
    found: Found
    host: str | None
    base: str


def recognise(request: ImportRequest, folder: Path) -> Recognised | Problem:
    """Return what stands in this folder, or why hactl cannot take it over."""
    here = disk_folder(folder, request.root)
    around = Around(base=here, open=here.another, variables=request.variables)
    for product, found in recognised(around):
        if isinstance(found, Problem):
            return found
        server = _server(product, found, request, folder)
        if isinstance(server, Problem):
            return server
        host, base = _place(request, folder)
        return Recognised(folder=folder, server=server, found=found, host=host, base=base)
    titles = ", ".join(product.title for product in SERVER_TYPES.values())
    hint = "name the folder that holds conf/server.xml, etc/jetty.xml, start.d/ or config/domain.xml"
    return _problem("import-unknown", f"this is not a base that hactl recognises ({titles})", hint, folder)


def _server(product: ServerType, found: Found, request: ImportRequest, folder: Path) -> Server | Problem:
    name, title = product.name, product.title
    if found.version is None and request.server is None:
        message = f"a base of {title}, but nothing says which version: its installation was not found"
        return _problem("import-version", message, f"say it: `--server {name}@VERSION`", folder)
    word = f"{name}@{found.version}" if found.version else request.server or ""
    server = parse_server(word, known_lines())
    if isinstance(server, Server) and _may_be(server, product, found):
        return server
    if isinstance(server, Server):
        message = f"this is a base of {title} {_between(found.lines)}, not of {word}"
        return _problem("import-version", message, f"say which: `--server {name}@VERSION`", folder)
    message = f"{title} {found.version or word}: {server[0]}"
    return _problem("import-version", message, server[1], folder)


def _may_be(server: Server, product: ServerType, found: Found) -> bool:
    """Tell whether such a base may be one of this server's: a TomEE's that does not say so looks like a Tomcat's."""
    if server.type == product.name:
        return server.line in found.lines
    family = SERVER_TYPES[server.type].lines[server.line].family
    return any(line.family is family for line in product.lines.values())


def _between(lines: tuple[str, ...]) -> str:
    return lines[0] if len(lines) == 1 else f"{lines[0]} to {lines[-1]}"


def _place(request: ImportRequest, folder: Path) -> tuple[str | None, str]:
    """Return the host's word and the base as the spec has them."""
    if request.root is not None:
        host, *inner = _below(folder, request.root) or _outside(folder, request.root)
        return host, "/" + "/".join(inner)
    below = _below(folder, request.out)
    return (below[0], "/".join(below[1:])) if below else (None, str(folder))


def _below(folder: Path, parent: Path) -> list[str] | None:
    parts = list(folder.relative_to(parent).parts) if folder.is_relative_to(parent) else []
    return parts if len(parts) > 1 else None


def _outside(folder: Path, root: Path) -> list[str]:
    raise UsageError(f"{folder} is not at {root}/<host>/…", hint="with --root, name bases below it")


def _problem(id_: str, message: str, hint: str, folder: Path) -> Problem:
    return Problem(id=id_, message=message, hint=hint, place=Place(str(folder)))

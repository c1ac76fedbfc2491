"""What a Jetty base that is made of modules says of itself: its ini files, and the installation it is started from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hactl.folders import Folder
from hactl.problems import Place, Problem
from hactl.servers import reading
from hactl.servers.bases import MADE_FROM
from hactl.servers.interface import Around, Found, FoundReplication, ServerType
from hactl.servers.jetty import ours
from hactl.servers.jetty.v12.inis import Inis, Said, read_inis
from hactl.servers.jetty.v12.lines import JettyLine
from hactl.servers.reading import text_of

SETTINGS = "etc/hactl-ha.xml"
MODULE = "hactl-ha"
PORT = 8080  # what jetty-http.xml has where no ini says another
IMAGE_BASE, IMAGE_HOME = "/var/lib/jetty", "/usr/local/jetty"
_JAR = re.compile(r"jetty-server-([0-9]+(?:\.[0-9]+)+(?:\.v[0-9]+)?)\.jar\Z")
_SAID = re.compile(r"set JETTY_HOME to the folder of Jetty ([0-9]+(?:\.[0-9]+)+(?:\.v[0-9]+)?)")
_STARTS = re.compile(r"Runs instance ([^\s,]+),")
_CONTEXT_PATH = re.compile(r'"contextPath"\s*>\s*([^<\s]+)\s*<')
_SCRIPTS = ("start.sh", "bin/setenv.sh", "etc/default/jetty", "jetty.sh", "bin/jetty.sh")


def read(around: Around, product: ServerType) -> Found | Problem | None:
    """Return what this base says; a problem where it is of a line that hactl does not know; None where it is none."""
    base = around.base
    inis = read_inis(base.names, base.read)
    if not inis.modules:
        return None
    start = text_of(base, "start.sh")
    home = _home(around)
    version = _version(around, home, start)
    if version is not None and not _is_known(version, product):
        return _other(version, product, base, next(iter(inis.modules.values())))
    starts, seed = _STARTS.search(start), MADE_FROM.search(text_of(base, "start.d/server.ini")[:600])
    return Found(
        version=version,
        home=home,
        address=reading.address(inis.value("jetty.http.host")),
        http=_port(inis),
        route=inis.value("jetty.sessionIdManager.workerName") or None,
        apps=tuple(sorted(set(_apps(base)))),
        instance=starts[1] if starts and seed else None,
        source=seed[1] if seed else None,
        replication=_replication(base, inis),
    )


def _home(around: Around) -> str | None:
    named = (reading.assigned(text_of(around.base, name), "JETTY_HOME") for name in _SCRIPTS)
    said = next((home for home in named if home), None) or around.variables.get("JETTY_HOME") or _of_the_image(around)
    return said if said != around.base.path else None


def _of_the_image(around: Around) -> str | None:
    """Return where the official container image has the installation, if the base lies where that has it."""
    there = around.base.path.endswith(IMAGE_BASE) and around.open(IMAGE_HOME).names("lib")
    return IMAGE_HOME if there else None


def _version(around: Around, home: str | None, start: str) -> str | None:
    folders = [*([around.open(home)] if home else []), around.base]
    jars = (found[1] for folder in folders for name in folder.names("lib") if (found := _JAR.match(name)))
    said = _SAID.search(start)
    return next(jars, said[1] if said else None)


def _is_known(version: str, product: ServerType) -> bool:
    return any(isinstance(line, JettyLine) and version.startswith(f"{name}.") for name, line in product.lines.items())


def _other(version: str, product: ServerType, base: Folder, module: Said) -> Problem:
    known = ", ".join(product.lines)
    return Problem(
        id="jetty-line",
        message=f"this is Jetty {version}; hactl knows {known}",
        hint="leave it out of the import",
        place=Place(f"{base.path}/{module.file}", module.line),
    )


def _port(inis: Inis) -> int | None:
    said = inis.value("jetty.http.port")
    if said is None:
        return PORT if "http" in inis.modules else None
    return reading.number(said)


def _apps(base: Folder) -> Iterator[str]:
    for name in base.names("webapps"):
        if name.endswith(".xml"):
            said = _CONTEXT_PATH.search(text_of(base, f"webapps/{name}"))
            yield said[1] if said else _path_of(name.removesuffix(".xml"))
        elif not name.startswith(".") and (name.endswith(".war") or _is_folder(base, name)):
            yield _path_of(name.removesuffix(".war"))


def _is_folder(base: Folder, name: str) -> bool:
    return not name.endswith(".d") and bool(base.names(f"webapps/{name}"))


def _path_of(name: str) -> str:
    return "/" if name.lower() == "root" else f"/{name}"


def _replication(base: Folder, inis: Inis) -> FoundReplication | None:
    settings = base.read(SETTINGS)
    if settings is not None and MODULE in inis.modules:
        return _of_hactl(ours.settings(settings))
    own = next((said for name, said in inis.modules.items() if is_shared_store(name)), None)
    if own is None:
        return None
    return FoundReplication(ours=False, consent=False, element=f"module {own.word} at {own.file}:{own.line}")


def is_shared_store(module: str) -> bool:
    """Tell whether a module of Jetty's keeps sessions where other instances find them."""
    return module.startswith("session-store-") and module not in ("session-store-file", "session-store-cache")


def _of_hactl(said: dict[str, str]) -> FoundReplication:
    return FoundReplication(
        ours=True,
        mode="sync" if said.get("synchronous") == "true" else "async",
        discovery="multicast" if "multicastAddress" in said else "static",
        applications="distributable" if said.get("distributableOnly") == "true" else "all",
        address=said.get("multicastAddress"),
        port=reading.number(said.get("multicastPort")),
        domain=said.get("domain"),
        receiver=reading.number(said.get("port")),
        cluster_address=reading.address(said.get("address")),
        heartbeat_ms=reading.whole(said.get("heartbeat")),
        drop_after_ms=reading.whole(said.get("dropAfter")),
        key=said.get(ours.KEY, ""),
    )

"""Applications of `javax.servlet` on a server of `jakarta.servlet`, and the other way round: their classes tell.

The names changed with Servlet 5.0 (Tomcat 10, TomEE 9, Jetty 12's ee9, GlassFish 6). A server of the one kind cannot
load a servlet of the other: it answers 404 or 500, and starts all the same (Tomcat 10.1.59 and 9.0.122 were tried).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hactl.folders import ArchiveFolder, Folder
from hactl.problems import Severity
from hactl.servers.interface import Archive
from hactl.servers.unprotected import Files, Finding, Look, Spot

KINDS = {False: b"javax/servlet/", True: b"jakarta/servlet/"}
CLASSES = "WEB-INF/classes"
MOST = 500  # classes of an application that are looked into: one servlet tells


def of_the_other_kind(look: Look, *, jakarta: bool) -> Iterator[Finding]:
    """Yield each application that the spec lays here whose own classes are of the other kind, and of no other."""
    for path, files in look.laid.items():
        where = _wrong(files, jakarta)
        if where:
            wanted, other = (KINDS[kind].decode().strip("/").replace("/", ".") for kind in (jakarta, not jakarta))
            message = f"{path} is of {other}, and this server loads {wanted} only: it will not answer"
            hint = "deploy the archive that was built for this server; `wars` below the application names one for a "
            hint += "cluster (Tomcat's migration tool for Jakarta EE makes one from the other)"
            place = Spot(file=f"{files.shown}{where}", line=0, column=0, in_base=files.in_base)
            found = place.finding("application-namespace", path, message, hint)
            yield replace(found, loses=False, severity=Severity.ERROR, anyway=True)


def _wrong(files: Files, jakarta: bool) -> str:
    """Return a class that is of the other kind, "" where there is none, or one of the right kind too."""
    kinds = files.shelf.kinds
    if files.shown not in kinds:
        kinds[files.shown] = _first_of_each(files.folder)
    found = kinds[files.shown]
    return "" if found[jakarta] else found[not jakarta]


def only_javax(archive: Archive) -> bool:
    """Tell whether an application's own classes are of `javax.servlet`, and none of `jakarta.servlet`."""
    found = {False: "", True: ""}
    for inner, blob in archive:
        if not inner.parts:
            found = _first_of_each(ArchiveFolder("", blob.data))
        elif inner.suffix == ".class" and str(inner).startswith(f"{CLASSES}/"):
            found = {kind: name or (str(inner) if KINDS[kind] in blob.data else "") for kind, name in found.items()}
    return bool(found[False]) and not found[True]


def _first_of_each(folder: Folder) -> dict[bool, str]:
    found = {False: "", True: ""}
    for count, name in enumerate(_classes(folder, CLASSES)):
        data = folder.read(name) or b""
        for kind, mark in KINDS.items():
            if mark in data:
                found[kind] = found[kind] or name
        if all(found.values()) or count >= MOST:
            break
    return found


def _classes(folder: Folder, path: str) -> Iterator[str]:
    for name in folder.names(path):
        if name.endswith(".class"):
            yield f"{path}/{name}"
        elif "." not in name:
            yield from _classes(folder, f"{path}/{name}")

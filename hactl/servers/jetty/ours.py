"""What hactl puts into a base of any Jetty: the file of settings, its own jar, and jars from elsewhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from hactl.model import Instance
from hactl.problems import Problem, Severity
from hactl.servers.interface import Jar
from hactl.targets import Absent, Blob, Desired, Fold, Group, Wanted

_SET = re.compile(r'<Set name="(\w+)"[^>]*>([^<]*)</Set>')
_PEER = re.compile(rb"<Arg>([^<]*)</Arg>\s*<Arg[^>]*>([^<]*)</Arg>\s*<Arg>([^<]*)</Arg>")


def settings(data: bytes) -> dict[str, str]:
    """Return what a file of settings of hactl's sets."""
    return dict(_SET.findall(data.decode("utf-8", "replace")))


def group(data: bytes) -> Group | None:
    """Return whom the instance with these settings copies to."""
    said = settings(data)
    if "multicastAddress" in said:
        return Group(words=tuple(said.get(word, "") for word in ("domain", "multicastAddress", "multicastPort")))
    peers = {name.decode(): f"{host.decode()}:{port.decode()}" for host, port, name in _PEER.findall(data)}
    return Group(words=(said.get("domain", ""),), own=f"{said.get('address')}:{said.get('port')}", peers=peers)


def own(blob: Blob | None, instance: Instance, missing: Iterable[Jar] = ()) -> Fold:
    """Return a fold for a file that is there while HA is on; `missing`: jars that this machine does not have."""

    def fold(found: Blob | None) -> Desired:
        if blob is None:
            return Absent()
        # what was brought by hand is seen by the jar's own target: this note is for the first time
        return Wanted(blob, None, tuple(_missing(instance, jar) for jar in missing) if found != blob else ())

    return fold


def jar(found: Blob | None, *, blob: Blob | None, sha512: str, ha: bool) -> Desired:
    """Return a jar of replication: what is there if it is the one, else what this machine has, else nothing yet."""
    if not ha:
        return Absent()
    if found is not None and hashlib.sha512(found.data).hexdigest() == sha512:
        return Wanted(found)
    return Wanted(blob) if blob is not None else Absent()


def _missing(instance: Instance, jar: Jar) -> Problem:
    return Problem(
        id="jetty-jar-missing",
        message=f"{instance.name}: {jar.name} is not on this machine; without it the server does not start",
        hint=f"`mvn dependency:get -Dartifact={jar.coordinate}` and run this again, or name its folder in HACTL_JARS",
        severity=Severity.WARNING,
    )

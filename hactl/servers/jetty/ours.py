"""What hactl puts into a base of any Jetty: the file of settings, its own jar, and jars from elsewhere."""

from __future__ import annotations

import hashlib
import re

from hactl.problems import Problem, Severity
from hactl.servers.interface import Jar
from hactl.targets import Absent, Blob, Desired, Fold, Group, Wanted

KEY = "keyVariable"
_SET = re.compile(r'<Set name="(\w+)"[^>]*>([^<]*)</Set>')
_PEER = re.compile(rb"<Arg>([^<]*)</Arg>\s*<Arg[^>]*>([^<]*)</Arg>\s*<Arg>([^<]*)</Arg>")


def settings(data: bytes) -> dict[str, str]:
    """Return what a file of settings of hactl's sets."""
    return dict(_SET.findall(data.decode("utf-8", "replace")))


def group(data: bytes) -> Group | None:
    """Return whom the instance with these settings copies to."""
    said = settings(data)
    alike = ("domain", *((KEY,) if KEY in said else ()))
    if "multicastAddress" in said:
        return Group(words=tuple(said.get(word, "") for word in (*alike, "multicastAddress", "multicastPort")))
    peers = {name.decode(): f"{host.decode()}:{port.decode()}" for host, port, name in _PEER.findall(data)}
    return Group(
        words=tuple(said.get(word, "") for word in alike), own=f"{said.get('address')}:{said.get('port')}", peers=peers
    )


def own(blob: Blob | None, missing: tuple[Jar, ...] = ()) -> Fold:
    """Return a fold for a file that is there while HA is on; `missing`: jars that this machine does not have."""

    def fold(found: Blob | None) -> Desired:
        if blob is None:
            return Absent()
        # what was brought by hand is seen by the jar's own target: this note is for the first time
        return Wanted(blob, None, (lacking(missing),) if missing and found != blob else ())

    return fold


def jar(found: Blob | None, *, blob: Blob | None, sha512: str, ha: bool) -> Desired:
    """Return a jar of replication: what is there if it is the one, else what this machine has, else nothing yet."""
    if not ha:
        return Absent()
    if found is not None and hashlib.sha512(found.data).hexdigest() == sha512:
        return Wanted(found)
    return Wanted(blob) if blob is not None else Absent()


def lacking(jars: tuple[Jar, ...]) -> Problem:
    """Return the one line for all instances."""
    names = " and ".join(f"{jar.name.removeprefix('hactl-')}" for jar in jars)
    fetch = " && ".join(f"mvn dependency:get -Dartifact={jar.coordinate}" for jar in jars)
    return Problem(
        id="jetty-jar-missing",
        message=f"replication needs {names}, not on this machine: without them Jetty does not start",
        hint=f"`{fetch}` and run this again, or name their folder in HACTL_JARS",
        severity=Severity.WARNING,
    )

"""How replication is switched in a Jetty 6: files of ours and a line in etc/jetty.conf; the rest stays as it is."""

from __future__ import annotations

import hashlib
import re

from hactl.edits import lines, xml
from hactl.edits.marker import EditRefused
from hactl.model import Instance
from hactl.problems import Place, Problem, Severity
from hactl.servers.interface import Jar
from hactl.targets import Absent, Blob, Blocked, Desired, Fold, Group, Wanted, blocked

MARK = "ha"
JETTY_6 = "org.mortbay.jetty."
OURS = "etc/jetty-ha.xml"
WITHOUT_CONF = ("etc/jetty-logging.xml", "etc/jetty.xml")  # what bin/jetty.sh takes where there is no jetty.conf


def jetty_xml(found: Blob | None, *, ha: bool, instance: Instance, file: str) -> Desired:
    """Return etc/jetty.xml as it is; refuse one that etc/jetty-ha.xml could not reach."""
    if found is None:
        return blocked(
            file, "jetty-xml-missing", "there is no jetty.xml here", "is `base` right? It must be a jetty.home"
        )
    if not ha:
        return Wanted(found)
    try:
        roots = xml.parse(found.data).elements("Configure")
    except EditRefused as refused:
        return Blocked((refused.problem(file),))
    if other := another_line(found.data):
        at = (roots[0].line, roots[0].column) if roots else (None, None)
        message = f"this is Jetty {other}, no Jetty 6: its replication has other classes"
        hint = "leave it with `ha: false`, or out of the spec; hactl knows Jetty 6"
        return Blocked((Problem(id="jetty-line", message=message, hint=hint, place=Place(file, *at)),))
    if not roots or roots[0].attributes.get("id") != "Server":
        at = (roots[0].line, roots[0].column) if roots else (None, None)
        message = 'its <Configure> has no id="Server": jetty-ha.xml would silently make a second, empty server'
        hint = 'write <Configure id="Server" class="org.mortbay.jetty.Server">'
        return Blocked((Problem(id="jetty-xml-id", message=message, hint=hint, place=Place(file, *at)),))
    if not roots[0].attributes.get("class", JETTY_6).startswith(JETTY_6):
        at = (roots[0].line, roots[0].column)
        message = f"this is not Jetty 6: its server is {roots[0].attributes['class']}"
        return Blocked((Problem(id="jetty-line", message=message, hint="hactl knows Jetty 6", place=Place(file, *at)),))
    return Wanted(found)


_JETTY_5 = re.compile(rb"org\.mortbay\.http\.|\"addListener\"|Configure(?: |_)1[._][0-2]\b|configure_1_[0-2]\.dtd")
_JETTY_6 = re.compile(rb"org\.mortbay\.(?:jetty\.(?:nio|bio|handler|deployer)|thread)\.")
_JETTY_7 = re.compile(rb"org\.eclipse\.jetty\.|www\.eclipse\.org/jetty/|jetty\.dev/|jetty\.eclipse\.org")


def another_line(data: bytes) -> str:
    """Return which Jetty a jetty.xml is of where it is none of Jetty 6, by its classes and its DTD; "" where it is."""
    if _JETTY_7.search(data):
        return "7 or later"
    return "5" if _JETTY_5.search(data) and not _JETTY_6.search(data) else ""


def own(blob: Blob | None, instance: Instance, missing: tuple[Jar, ...]) -> Fold:
    """Return a fold for a file that is there while HA is on; `missing`: jars that this machine does not have."""

    def fold(found: Blob | None) -> Desired:
        if blob is None:
            return Absent()
        # what was brought by hand is seen by the jar's own target: this note is for the first time
        return Wanted(blob, None, tuple(_missing(instance, jar) for jar in missing) if found != blob else ())

    return fold


_SET = re.compile(r'<Set name="(\w+)"[^>]*>([^<]*)</Set>')
_PEER = re.compile(rb"<Arg>([^<]*)</Arg>\s*<Arg[^>]*>([^<]*)</Arg>\s*<Arg>([^<]*)</Arg>")


def settings(data: bytes) -> dict[str, str]:
    """Return what an etc/jetty-ha.xml of hactl's sets."""
    return dict(_SET.findall(data.decode("utf-8", "replace")))


def group(data: bytes) -> Group | None:
    """Return whom an etc/jetty-ha.xml of hactl's copies to."""
    said = settings(data)
    if "multicastAddress" in said:
        return Group(words=tuple(said.get(word, "") for word in ("domain", "multicastAddress", "multicastPort")))
    peers = {name.decode(): f"{host.decode()}:{port.decode()}" for host, port, name in _PEER.findall(data)}
    return Group(words=(said.get("domain", ""),), own=f"{said.get('address')}:{said.get('port')}", peers=peers)


def jetty_conf(found: Blob | None, *, ha: bool, file: str) -> Desired:
    """Return etc/jetty.conf, the list of files that bin/jetty.sh and our start.sh read, with jetty-ha.xml last."""
    try:
        if not ha:
            bare = lines.strip(found.data) if found else None
            return Absent() if bare is None else Wanted.edited(found, bare)
        bare = lines.strip(found.data) if found else None
        added = (OURS,) if bare else (*WITHOUT_CONF, OURS)
        return Wanted.edited(found, lines.put(found.data if found else None, MARK, added))
    except EditRefused as refused:
        return Blocked((refused.problem(file),))


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

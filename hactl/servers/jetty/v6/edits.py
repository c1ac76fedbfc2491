"""How replication is switched in a Jetty 6: files of ours and a line in etc/jetty.conf; the rest stays as it is."""

from __future__ import annotations

import re

from hactl.edits import lines, xml
from hactl.edits.marker import EditRefused
from hactl.model import Instance
from hactl.problems import Place, Problem
from hactl.targets import Absent, Blob, Blocked, Desired, Wanted, blocked

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

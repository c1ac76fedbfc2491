"""What frameworks keep beside the session, or in it where copies do not help: told by an application's jars.

Each row was seen by killing an instance under a released application, or two small ones for JSF, on Tomcat 6 to 10.1
(docs/what-is-not-copied.md); what was not seen is not in the table. `seen` are the versions that ran.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from hactl.model import Changes, Cluster
from hactl.problems import Severity
from hactl.servers.interface import Line
from hactl.servers.unprotected import Files, Finding, Look, Spot
from hactl.spec.servers import numbers

LIBRARY = "WEB-INF/lib"
DESCRIPTOR = "WEB-INF/web.xml"
PAGE = "docs/what-is-not-copied.md"
Where = Callable[[Files, bool], bool]
"""Tells whether it is so, of an application's files and of whether changes in place are copied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """A framework, by the names of its jar; from one version on and below another, "" for no end.

    `happens`: what a user meets after a failover. `hint`: what to do. `so`: whether it happens here.
    """

    title: str
    jars: tuple[str, ...]
    seen: str
    happens: str
    hint: str
    since: str = ""
    below: str = ""
    so: Where = lambda _files, _in_place: True
    severity: Severity = Severity.WARNING


def _says(files: Files, word: bytes) -> bool:
    return word in (files.folder.read(DESCRIPTOR) or b"") + (files.folder.read("META-INF/context.xml") or b"")


def _views_once(files: Files, in_place: bool) -> bool:
    return not in_place and not _says(files, b"<distributable") and not _says(files, b"enableDistributable")


def _no_secret(files: Files, _in_place: bool) -> bool:
    return not _says(files, b"org.apache.myfaces.SECRET")


def _in_place_only(_files: Files, in_place: bool) -> bool:
    return not in_place


FRAMEWORKS = (
    Framework(
        title="Mojarra (JSF)",
        jars=("javax.faces", "jakarta.faces", "jsf-impl"),
        seen="2.2.20",
        happens="its views are not copied: a form that is sent after a failover ends in ViewExpiredException, HTTP 500",
        hint="`replication: {changes: all}`, or <distributable/> in the application's web.xml",
        so=_views_once,
    ),
    Framework(
        title="MyFaces (JSF)",
        jars=("myfaces-impl",),
        seen="2.2.14",
        happens="each server makes up a secret of its own: a form that is sent after a failover ends in "
        "ViewExpiredException, HTTP 500",
        hint="give all instances the same org.apache.myfaces.SECRET and MAC_SECRET, by <Parameter> in a context.xml; "
        "if you have, in a file that is not looked into, leave this out with `--ignore framework-state`",
        so=_no_secret,
    ),
    Framework(
        title="Wicket",
        jars=("wicket-core",),
        seen="9.23.0, 10.8.0",
        since="9.1",
        happens="pages are on the disk of one instance: after a failover a page begins anew",
        hint="a page manager provider that keeps pages in the session, in the application",
    ),
    Framework(
        title="Wicket",
        jars=("wicket-core",),
        seen="9.0.0",
        since="9.0",
        below="9.1",
        happens="pages are changed in place: after a failover users see an old page, and their click is lost",
        hint="`replication: {changes: all}`",
        so=_in_place_only,
    ),
    Framework(
        title="Wicket",
        jars=("wicket-core",),
        seen="6.0.0, 6.30.0, 8.18.0",
        since="6",
        below="9",
        happens="restarting all instances in turn loses the page of every user who is idle meanwhile",
        hint="restart the second instance only after users of the first have clicked, or in a quiet hour",
        severity=Severity.NOTE,
    ),
    Framework(
        title="CAS",
        jars=("cas-server-core",),
        seen="3.6.0",
        happens="tickets are in the memory of one instance: users are logged out, though their session was copied",
        hint="a ticket registry that the instances share, in the application",
    ),
    Framework(
        title="JSPWiki",
        jars=("jspwiki-main",),
        seen="2.11.2",
        happens="logins are kept beside the session: users are logged out, though their session was copied",
        hint="nothing outside of the application helps",
    ),
    Framework(
        title="Shiro",
        jars=("shiro-web",),
        seen="1.4.2",
        happens="if it keeps sessions of its own (DefaultWebSessionManager), users are logged out",
        hint="use the server's sessions (ServletContainerSessionManager), or a store that the instances share",
        severity=Severity.NOTE,
    ),
)  # fmt: skip
_JAR = re.compile(r"(.+?)-(\d+(?:\.\d+)*)[\w.-]*\.jar")
_BY_JAR = {jar: tuple(each for each in FRAMEWORKS if jar in each.jars) for f in FRAMEWORKS for jar in f.jars}


def of(look: Look, line: Line) -> Iterator[Finding]:
    """Yield what the frameworks of the applications that the spec lays here keep to themselves."""
    for path, files in look.laid.items():
        yield from inside(path, files, look.cluster, line)


def inside(path: str, files: Files, cluster: Cluster, line: Line) -> Iterator[Finding]:
    """Yield the same of one application."""
    in_place = line.copies_in_place or cluster.replication.changes is Changes.ALL
    if not cluster.ha:
        return  # nothing of a session survives
    for name in files.names(LIBRARY):
        found = _JAR.fullmatch(name)
        for each in _BY_JAR.get(found[1], ()) if found else ():
            if found and _in_range(found[2], each) and each.so(files, in_place):
                message = f"{path} uses {each.title} {found[2]}: {each.happens} (seen with {each.seen})"
                place = Spot(file=f"{files.shown}{LIBRARY}/{name}", line=0, column=0, in_base=files.in_base)
                told = place.finding("framework-state", path, message, each.hint)
                yield replace(told, loses=False, severity=each.severity)


def _in_range(version: str, framework: Framework) -> bool:
    at = numbers(version)
    return (not framework.since or at >= numbers(framework.since)) and (
        not framework.below or at < numbers(framework.below)
    )

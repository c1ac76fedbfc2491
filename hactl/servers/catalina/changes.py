"""`changes: all`: what an application changes inside of an object of its session is copied too, by a jar of hactl's.

Its session manager is Tomcat's own with sessions that find such changes (templates/tomcat/java). One jar serves Tomcat
6 to 11 and TomEE, since it names no class of the servlet API; it lies in the base's lib, which the server reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from hactl.model import Changes, Cluster, Copies, Replication
from hactl.problems import Problem, Severity
from hactl.render import data_folder
from hactl.servers.bases import BaseFolder
from hactl.targets import Absent, Blob, Desired, Effect, Kind, Target, Wanted, blocked, owned

SERVERS_OWN = "org.apache.catalina.ha.session."
OURS = "hactl.changes."
"""Packages of session managers."""
JAR = "hactl-changes.jar"
FOLDER = "lib"
PROPERTIES = "conf/catalina.properties"
_CONTINUED = re.compile(r"\\\r?\n[ \t]*")
_LOADER = re.compile(r"^[ \t]*common\.loader[ \t]*[=:]?(.*)$", re.MULTILINE)
_COST = Problem(
    id="changes-all-cost",
    message="`changes: all` reads, at the end of a request, what that fetched from its session, "
    "and copies what changed",
    hint="that costs about a tenth of serializing the same objects, and nothing where a request fetches none: "
    "docs/changes.md",
    severity=Severity.NOTE,
)


def managers(replication: Replication) -> str:
    """Return the package of the session manager: the server's, or that of hactl's jar."""
    return OURS if replication.changes is Changes.ALL else SERVERS_OWN


def as_servers_own(manager: str) -> str:
    """Return the class of the server's that a manager exchanges copies with: hactl's DeltaManager with Tomcat's."""
    return f"{SERVERS_OWN}DeltaManager" if manager == f"{OURS}DeltaManager" else manager


def targets(folder: BaseFolder, cluster: Cluster) -> Iterator[Target]:
    """Yield what is in a base's lib: the jar while HA is on and wants it."""
    wanted = cluster.ha and cluster.replication.changes is Changes.ALL
    if wanted:  # named, so that it goes again where a person had none
        yield folder.target(FOLDER, Kind.DIRECTORY, owned(b""), Effect.AT_ONCE)
        loader = folder.at(PROPERTIES)
        yield folder.target(PROPERTIES, Kind.EDIT, partial(_loads_it, file=str(loader)))
    yield folder.target(f"{FOLDER}/{JAR}", Kind.OWNED, _there if wanted else _gone)


def check(cluster: Cluster) -> Iterator[Problem]:
    """Yield what keeps a cluster from having it."""
    replication = cluster.replication
    if cluster.ha and replication.changes is Changes.ALL and replication.copies is Copies.ONE:
        yield Problem(
            id="changes-all-copies-one",
            message=f"cluster {cluster.name}: `changes: all` needs `copies: all`: with one copy Tomcat's BackupManager "
            "keeps the sessions, and there is none of hactl's",
            hint="leave `copies` out, or `changes`",
            at=("clusters", cluster.name, "replication", "changes"),
        )


def _loads_it(found: Blob | None, *, file: str) -> Desired:
    """Leave a person's catalina.properties as it is; refuse one by which the server would not find the jar."""
    if found is None:
        return Absent()
    lines = _CONTINUED.sub("", found.data.decode("latin-1"))
    said = _LOADER.search(lines)
    if said is None or "${catalina.base}/lib/*.jar" in said[1]:
        return Wanted(found)
    return blocked(
        file,
        "changes-all-loader",
        "`common.loader` has no `${catalina.base}/lib/*.jar`: the server would not find hactl's jar, and no "
        "application would start",
        'add `"${catalina.base}/lib/*.jar"` to it, as in the stock file; or leave `changes: all` out',
    )


def _there(found: Blob | None) -> Desired:
    return Wanted(_jar(), None, () if found == _jar() else (_COST,))


def _gone(_: Blob | None) -> Desired:
    return Absent()


@cache
def _jar() -> Blob:
    return Blob.of(data_folder("templates").joinpath("tomcat", "lib", JAR).read_bytes())

"""How a cluster and its replication get into a domain.xml, and out of it; one piece of code for any domain.xml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hactl.edits import keyed, xml
from hactl.edits.keyed import Ensure, How
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock
from hactl.model import App, Applications, Cluster, Companion, Instance
from hactl.problems import Place, Problem
from hactl.servers import _glassfish_wanted as wanted
from hactl.targets import Absent, Blob, Blocked, Outcome, Wanted

MARK = "ha"
DAS = "server"  # what every domain calls its administration server
DOMAIN_XML = "config/domain.xml"
WEB_XML = "config/default-web.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one domain.xml must hold of one cluster: these instances of it, its configuration as XML, its applications.

    `das`: the file is that of the domain administration server, which takes part in the group.
    """

    cluster: Cluster
    instances: tuple[Instance, ...]
    config: str
    apps: tuple[App, ...]
    das: Companion | None = None


def domain_xml(found: Blob | None, *, parts: tuple[Part, ...], file: str) -> Outcome:
    """Return domain.xml with these clusters in it, and their replication where HA is on."""
    if found is None:
        return _blocked(file, "domain-xml-missing", "there is no domain.xml here", "is `base` the folder of a domain?")
    try:
        elements = [each for part in parts for each in _wanted(found.data, part)]
        return _as_wanted(found, keyed.put(found.data, elements, wanted.DEFAULTS))
    except EditRefused as refused:
        return _refused(refused, file)


def default_web_xml(found: Blob | None, *, cluster: Cluster, file: str) -> Outcome:
    """Return default-web.xml with `<distributable/>`, so that an application without that tag replicates too."""
    if found is None:
        return Absent()
    everywhere = cluster.ha and cluster.replication.applications is Applications.ALL
    try:
        edits = (AddBlock("web-app", "<distributable/>"),)
        return _as_wanted(found, xml.put(found.data, MARK, edits) if everywhere else xml.strip(found.data))
    except EditRefused as refused:
        return _refused(refused, file)


def replicates(data: bytes) -> bool:
    """Tell whether hactl made a configuration of this domain.xml replicate."""
    return keyed.has_record(data) and "availability-service" in keyed.record(data)


def _wanted(data: bytes, part: Part) -> Iterator[Ensure]:
    cluster = part.cluster
    place = ("clusters", f"cluster[{cluster.name}]")
    config = keyed.attribute(data, place, "config-ref") or wanted.config_of(cluster)
    for tag in ("applications", "nodes", "configs", "clusters"):
        yield Ensure((), f"<{tag}/>")
    if config == wanted.config_of(cluster):  # else a person's cluster has a configuration of its own
        yield Ensure(("configs",), part.config, How.KEEP)
    yield from wanted.structure(cluster, config, part.instances)
    for app in part.apps:
        yield from wanted.application(app, cluster, part.instances)
    if not cluster.ha:
        return
    theirs = keyed.names(data, place, "application-ref")
    yield from wanted.replication(cluster, config, tuple(dict.fromkeys((*theirs, *(a.name for a in part.apps)))))
    for instance in part.instances:
        yield from wanted.membership(cluster, instance.name, instance.host, instance.ports.receiver)
    if part.das is not None:
        port = dict(part.das.receivers)[cluster.name]
        yield from wanted.membership(cluster, DAS, part.das.host, port)


def _as_wanted(found: Blob, data: bytes) -> Wanted:
    return Wanted(found if found.data == data else Blob.of(data))


def _refused(refused: EditRefused, file: str) -> Blocked:
    place = Place(file, refused.line, refused.column)
    return Blocked((Problem(id=refused.id, message=refused.message, hint=refused.hint, place=place),))


def _blocked(file: str, problem: str, message: str, hint: str) -> Blocked:
    return Blocked((Problem(id=problem, message=message, hint=hint, place=Place(file)),))

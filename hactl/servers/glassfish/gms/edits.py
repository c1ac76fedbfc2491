"""How a cluster and its replication get into a domain.xml, and out of it; one piece of code for any domain.xml."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hactl.edits import keyed, xml
from hactl.edits.expanded import expanded
from hactl.edits.keyed import Ensure, IfPresent, View
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock
from hactl.model import App, Applications, Cluster, Companion, Instance
from hactl.problems import Place, Problem
from hactl.servers.glassfish.gms import elements as wanted
from hactl.servers.glassfish.gms import gone
from hactl.servers.glassfish.gms.lines import GlassfishLine
from hactl.targets import Absent, Blob, Blocked, Desired, Group, Wanted, blocked

MARK = "ha"
DISTRIBUTABLE = "<distributable/>"
DAS = "server"  # what every domain calls its administration server
DOMAIN_XML = "config/domain.xml"
ALONE = (
    "this is the domain of a DAS, and a DAS cannot be a member of a cluster: its applications cannot just be switched"
)
ALONE_HINT = (
    "name this folder as `glassfish: {das: {base: …}}`, and give the instances folders of their own; "
    "hactl makes them, and the applications run there too once the spec names their `war`"
)
WEB_XML = "config/default-web.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one domain.xml must hold of one cluster: these instances of it, its configuration as XML, its applications.

    `line`: of the server; `das`: the domain administration server, which leads the group; `on_das`: the file is its
    own.
    """

    line: GlassfishLine
    cluster: Cluster
    instances: tuple[Instance, ...]
    config: str
    apps: tuple[App, ...]
    das: Companion
    on_das: bool = False


def domain_xml(found: Blob | None, *, parts: tuple[Part, ...], file: str) -> Desired:
    """Return domain.xml with these clusters in it, and their replication where HA is on."""
    if found is None:
        return blocked(file, "domain-xml-missing", "there is no domain.xml here", "is `base` the folder of a domain?")
    try:
        line, said = parts[0].line, era(View(found.data, {}))
        if said != line.era:
            message = f"this is the domain of GlassFish {said}, and the spec says GlassFish {line.name}"
            return blocked(
                file, "domain-line", message, "say in the spec which GlassFish it is, or name another domain"
            )
        if parts[0].on_das and (refused := _refused(found, line, file)):
            return Blocked(refused)
        elements = [each for part in parts for each in _wanted(found.data, part)]
        return Wanted.edited(found, keyed.put(found.data, elements, wanted.DEFAULTS))
    except EditRefused as refused:
        return Blocked((refused.problem(file),))


def _refused(found: Blob, line: GlassfishLine, file: str) -> tuple[Problem, ...]:
    """Return what in the DAS's own domain keeps this line from starting; an instance's is looked into elsewhere."""
    domain = expanded(found.data, file, lambda _name: None)
    return tuple(
        Problem(id="jvm-option-gone", message=message, hint=hint, place=Place(file, option.line, option.column))
        for option, message, hint in gone.refused(domain, line)
    )


def era(view: View) -> str:
    """Return of which GlassFish a domain is, as far as it says: "2" has listeners in its http-service, "4" has jobs."""
    configs = (("configs", f"config[{name}]", "http-service") for name in view.names(("configs",), "config"))
    if any(view.names(service, "http-listener") for service in configs):
        return "2"
    return (
        "4 or later" if any(view.names((), tag) for tag in ("managed-job-config", "security-configurations")) else "3"
    )


def instance_xml(found: Blob | None, *, part: Part, whole: tuple[Part, ...], file: str) -> Desired:
    """Return an instance's domain.xml with its cluster in it; `whole`: what the file of the DAS must hold.

    What asadmin brings into an instance's folder is a copy of the whole file of the DAS: such a one is treated as that.
    """
    if found is None:
        return domain_xml(found, parts=(part,), file=file)
    try:
        servers = View(found.data, {}).names(("servers",), "server")
    except EditRefused as refused:
        return Blocked((refused.problem(file),))
    if DAS not in servers:
        return domain_xml(found, parts=(part,), file=file)
    if part.instances[0].name not in servers:
        return blocked(file, "glassfish-lone-domain", ALONE, ALONE_HINT)
    return domain_xml(found, parts=whole, file=file)


def default_web_xml(found: Blob | None, *, cluster: Cluster, line: GlassfishLine, file: str) -> Desired:
    """Return default-web.xml with `<distributable/>`, so that an application without that tag replicates too.

    Only GlassFish 3 takes it from there.
    """
    if found is None:
        return Absent()
    everywhere = line.by_default and cluster.ha and cluster.replication.applications is Applications.ALL
    try:
        edits = (AddBlock("web-app", DISTRIBUTABLE),)
        return Wanted.edited(found, xml.put(found.data, MARK, edits) if everywhere else xml.strip(found.data))
    except EditRefused as refused:
        return Blocked((refused.problem(file),))


def replicates(data: bytes) -> bool:
    """Tell whether a cluster of this domain.xml replicates."""
    try:
        view = View(data, wanted.DEFAULTS)
    except EditRefused:
        return False
    return any(is_on(view, name) for name in view.names(("clusters",), "cluster"))


def group(data: bytes, *, cluster: str, server: str) -> Group | None:
    """Return whom a server of a cluster of this domain.xml copies to."""
    try:
        view = View(data, wanted.DEFAULTS)
    except EditRefused:
        return None
    if not is_on(view, cluster):
        return None
    place = ("clusters", f"cluster[{cluster}]")
    if view.attribute(place, "broadcast") == wanted.STATIC:
        named = view.attribute((*place, f"property[{wanted.LISTED}]"), "value") or ""
        listener = ("servers", f"server[{server}]", f"system-property[{wanted.receiver(cluster)}]")
        return Group(
            words=("static",),
            own=view.attribute(listener, "value") or "",
            peers={uri: uri for uri in named.split(",")},
        )
    where = (view.attribute(place, f"gms-multicast-{word}") or "" for word in ("address", "port"))
    return Group(words=("multicast", *where))


def is_on(view: View, cluster: str) -> bool:
    """Tell whether a cluster replicates: the group, the configuration and an application that runs there say yes."""
    place = ("clusters", f"cluster[{cluster}]")
    service = ("configs", f"config[{view.attribute(place, 'config-ref')}]", "availability-service")
    apps = (("applications", f"application[{name}]") for name in view.names(place, "application-ref"))
    said = [view.attribute(app, "availability-enabled") for app in apps]
    levels = (
        view.attribute(place, "gms-enabled"),
        view.attribute(service, "availability-enabled"),
        view.attribute((*service, "web-container-availability"), "availability-enabled"),
        "true" if "true" in said or not said else "false",
    )
    return set(levels) == {"true"}


def _wanted(data: bytes, part: Part) -> Iterator[Ensure]:
    cluster = part.cluster
    place = ("clusters", f"cluster[{cluster.name}]")
    view = View(data, wanted.DEFAULTS)
    ours = not view.is_theirs(place)  # a person's cluster has a configuration of its own
    config = (not ours and view.attribute(place, "config-ref")) or wanted.config_of(cluster)
    for tag in ("applications", "nodes", "configs", "clusters"):
        yield Ensure((), f"<{tag}/>")
    if ours:
        yield from wanted.configuration(cluster, part.config)
    yield from wanted.structure(cluster, config, part.instances)
    for app in part.apps:
        yield from wanted.application(app, cluster, part.instances)
    if ours or cluster.ha:
        yield from _members(part, IfPresent.UPDATE if ours else IfPresent.MERGE)
    if cluster.ha:
        theirs = view.names(place, "application-ref")
        apps = tuple(dict.fromkeys((*theirs, *(app.name for app in part.apps))))
        yield from wanted.replication(cluster, config, apps, part.das)
        yield from wanted.options(config, part.line.for_group)
        if part.on_das:
            theirs_too = view.attribute(("servers", f"server[{DAS}]"), "config-ref")
            yield from wanted.options(theirs_too or config, part.line.for_group)


def _members(part: Part, how: IfPresent) -> Iterator[Ensure]:
    for instance in part.instances:
        yield from wanted.membership(part.cluster, instance.name, instance.host, instance.ports.receiver, how)
    if part.on_das:
        port = dict(part.das.receivers)[part.cluster.name]
        yield from wanted.membership(part.cluster, DAS, part.das.host, port, how)

"""What takes an application of a GlassFish out of replication: its own descriptor, or the domain's word for it.

Sources: Application Deployment Guide of GlassFish 3.1, "session-manager"; High Availability Administration Guide,
chapter 9. Tried on 3.1.2.2: an application's own persistence type overrides the domain's, and a session-manager without
one is of the DTD's default, `memory`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hactl.edits import keyed
from hactl.edits.expanded import Node
from hactl.model import Applications
from hactl.problems import Severity
from hactl.servers.glassfish.gms import gone, two_requests
from hactl.servers.glassfish.gms.edits import DOMAIN_XML
from hactl.servers.glassfish.gms.lines import GlassfishLine
from hactl.servers.javas import untested
from hactl.servers.tags import untagged_at
from hactl.servers.unprotected import Files, Finding, Look, sessions_of, spot

REPLICATED = "replicated"
DESCRIPTORS = ("WEB-INF/glassfish-web.xml", "WEB-INF/sun-web.xml")  # the first counts where both are there
KNOWN = "if that is intended, say so in the spec: `apps: NAME: {replicated: false}`"


def unprotected(look: Look, line: GlassfishLine) -> Iterator[Finding]:
    """Yield what keeps sessions of this instance's applications from being copied."""
    domain = look.base.xml(DOMAIN_XML)
    for app, files in _applications(look, domain).items():
        if files.names(""):
            yield from _untagged(look, line, app, files)
        name = next((name for name in DESCRIPTORS if files.folder.read(name) is not None), "")
        root = files.xml(name) if name else None
        if root is not None:
            yield from _of_a_descriptor(app, root, files)
        elif not name and files.names(""):
            yield two_requests.without_descriptor(app, files, DESCRIPTORS[0])
    if domain is not None:
        for option, message, hint in gone.refused(domain, line):
            found = spot(option, look.base).finding("jvm-option-gone", "", message, hint)
            yield replace(found, loses=False, severity=Severity.ERROR, anyway=True)
        yield from _of_the_domain(look, domain)
    if look.instance.home is not None:  # its own file alone says so (asenv.conf of 3.1.2.2)
        yield from untested(look, line, (f"{look.instance.home}/glassfish/config/asenv.conf",), ("AS_JAVA",))


def _untagged(look: Look, line: GlassfishLine, app: str, files: Files) -> Iterator[Finding]:
    """An application that is not distributable, and that hactl does not make so."""
    everywhere = look.cluster.replication.applications is Applications.ALL
    given = everywhere and (line.by_default or app in look.laid)
    where = untagged_at(files, fragments=not line.by_default, given=given)
    if where is not None:
        why = "only its own web.xml counts" if everywhere else "the spec says `applications: distributable`"
        message = f"{sessions_of(app)} will not be copied: there is no <distributable/> here, and {why}"
        yield where.finding("not-distributable", app, message, f"add it; {KNOWN}")


def _applications(look: Look, domain: Node | None) -> dict[str, Files]:
    found: dict[str, Files] = {}
    for each in domain.all("applications", "application") if domain is not None else ():
        if each.get("context-root"):
            path = "/" + each.get("context-root").strip("/")
            found[path] = look.at(f"applications/{each.get('name')}")
    return {**found, **look.laid}


def _of_a_descriptor(app: str, root: Node, files: Files) -> Iterator[Finding]:
    """Yield what an application's own descriptor does: one that copies nothing has no more to lose."""
    own = list(_persistence(app, root, files))
    yield from own or two_requests.of_a_descriptor(app, root, files)


def _persistence(app: str, root: Node, files: Files) -> Iterator[Finding]:
    for manager in root.all("session-config", "session-manager"):
        kind = manager.get("persistence-type")
        if kind != REPLICATED:
            word = f'persistence-type="{kind}"' if kind else "<session-manager>, in memory without that word,"
            message = f"{sessions_of(app)} will not be copied: its own {word} overrides the domain's"
            hint = f'write persistence-type="{REPLICATED}" on <session-manager>, or remove that; {KNOWN}'
            yield spot(manager, files).finding("persistence-of-its-own", app, message, hint)


def _of_the_domain(look: Look, domain: Node) -> Iterator[Finding]:
    cluster = _named(domain.one("clusters"), "cluster", look.cluster.name)
    if cluster is None:
        return
    config = _named(domain.one("configs"), "config", cluster.get("config-ref"))
    availability = config.one("availability-service", "web-container-availability") if config is not None else None
    kind = availability.get("persistence-type", REPLICATED) if availability is not None else REPLICATED
    if availability is not None and kind != REPLICATED:
        message = f'{sessions_of("")} will not be copied: the cluster\'s persistence-type is "{kind}"'
        hint = f'set it to "{REPLICATED}"'
        yield spot(availability, look.base).finding("persistence-of-its-own", "", message, hint)
    yield from _single_sign_on(look, config, availability)
    if keyed.has_record(look.base.folder.read(DOMAIN_XML) or b"") and look.cluster.ha:
        yield from _deployed_later(look, domain, cluster)


def _deployed_later(look: Look, domain: Node, cluster: Node) -> Iterator[Finding]:
    """An application that was deployed since HA went on, and without a word for it."""
    names = {ref.get("ref") for ref in cluster.all("application-ref")}
    for app in domain.all("applications", "application"):
        on = cluster.get("gms-enabled", "true") == "true" and app.get("availability-enabled", "false") != "true"
        if app.get("name") in names and app.get("context-root") and on:
            path = "/" + app.get("context-root").strip("/")
            message = f"{sessions_of(path)} are not copied: it was deployed without availability"
            hint = "`hactl apply` enables it (stop the servers first), or `asadmin deploy --availabilityenabled=true`"
            yield spot(app, look.base).finding("application-without-availability", path, message, hint)


def _single_sign_on(look: Look, config: Node | None, availability: Node | None) -> Iterator[Finding]:
    if availability is not None and availability.get("sso-failover-enabled") == "true":
        return
    for server in config.all("http-service", "virtual-server") if config is not None else ():
        for each in (p for p in server.all("property") if p.get("name") == "sso-enabled" and p.get("value") == "true"):
            message = "single sign-on is not copied: sso-failover-enabled is not set for this cluster"
            hint = 'sso-failover-enabled="true" on web-container-availability copies it'
            yield replace(spot(each, look.base).finding("single-sign-on", "", message, hint), loses=False)


def _named(parent: Node | None, tag: str, name: str) -> Node | None:
    return next((n for n in parent.all(tag) if n.get("name") == name), None) if parent is not None else None

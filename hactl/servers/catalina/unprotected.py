"""What takes an application of a Catalina base out of replication. Each rule was seen on Tomcat 6.0.53 and 7.0.109.

The last `<Manager>` that is read counts: hactl's, in conf/context.xml, wins over one in a `<Context>` of server.xml,
and loses against context.xml.default, an application's own descriptor and its META-INF/context.xml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hactl.edits.expanded import Node
from hactl.model import Applications, Changes
from hactl.problems import Severity
from hactl.servers.catalina import gone
from hactl.servers.catalina.contexts import GLOBAL, Deployed, Written, applications
from hactl.servers.catalina.keyed import keyed
from hactl.servers.catalina.lines import TOMCATS, CatalinaLine, package
from hactl.servers.catalina.logins import logins, other_route
from hactl.servers.frameworks import inside
from hactl.servers.javas import untested
from hactl.servers.tags import tagged, untagged_at
from hactl.servers.unprotected import Files, Finding, Look, sessions_of, spot

HA = "org.apache.catalina.ha."
STANDARD = "org.apache.catalina.session.StandardManager"
KNOWN = "if that is intended, say so in the spec: `apps: NAME: {replicated: false}`"


def unprotected(look: Look, line: CatalinaLine) -> Iterator[Finding]:
    """Yield what keeps sessions of its applications from being copied, and what this line would not start with."""
    server, fragments = _server(look), line.fragments
    apps = tuple(applications(look, server))
    yield from _gone(look, apps, server, line.inside)
    yield from _together(each for app in apps if (each := _manager(look, app)) is not None)
    for app in apps:
        yield from _replaced(look, app)
        yield from _overriding(look, app)
        yield from _untagged(look, app, fragments=fragments)
        yield from _filtered(app)
        yield from _only_set(look, app)
        yield from logins(look, app)
        yield from _valves(look, app, server)
        if app.files is not None and app.path not in look.laid:
            yield from inside(app.path, app.files, look.cluster, line)
    if not apps:
        yield from _alone(look)
    yield from _clusters(look, server)
    yield from keyed(look, server)
    yield from _single_sign_on(server, look)
    yield from other_route(look, server)
    yield from untested(look, line, _setenv(look), ("JRE_HOME", "JAVA_HOME"))


def _setenv(look: Look) -> Iterator[str]:
    """Yield what catalina.sh reads: the base's, else the installation's (so in Tomcat 7.0.109 and 11.0.24)."""
    yield "bin/setenv.sh"
    if look.instance.home is not None:
        yield f"{look.instance.home}/bin/setenv.sh"


def _gone(look: Look, apps: tuple[Deployed, ...], server: Node | None, tomcat: str) -> Iterator[Finding]:
    """Yield what this line no longer has; what all applications share is told once."""
    title = str(look.cluster.server)
    yield from gone.of_server(server, look.base, tomcat, title)
    shared = look.base.xml(GLOBAL)
    if shared is not None:
        yield from gone.of_context(Written(shared, look.base), "", tomcat, title)
    for app in apps:
        for written in app.mine:
            yield from gone.of_context(written, app.path, tomcat, title)


def _server(look: Look) -> Node | None:
    """Return server.xml; None where it is not there, or as hactl makes it: one Host, and no more than its defaults."""
    if look.untouched("conf/server.xml"):
        look.base.counted("conf/server.xml")
        return None
    return look.base.xml("conf/server.xml")


def foreign(manager: Node) -> bool:
    """Tell whether a `<Manager>` copies nothing that hactl's cluster sends: none of Tomcat's own for clusters."""
    return not manager.ours and not manager.get("className", STANDARD).startswith(HA)


def _everywhere(look: Look) -> bool:
    return look.cluster.replication.applications is Applications.ALL


def _managers(written: tuple[Written, ...]) -> Iterator[tuple[Written, Node]]:
    yield from ((w, m) for w in written for m in w.context.all("Manager") if m.get("className", STANDARD))


def _effective(look: Look, app: Deployed) -> tuple[Written, Node] | None:
    """Return the `<Manager>` that counts with HA on, None where it is hactl's or the cluster's."""
    read = list(_managers(app.read))
    if not read:
        return None
    written, manager = read[-1]
    if _everywhere(look) and not app.overriding and (written in app.declared or _stands_aside(look, written)):
        return None
    return (written, manager) if foreign(manager) else None


def _stands_aside(look: Look, written: Written) -> bool:
    """Tell whether hactl's manager takes the place of one that stands there: by consent."""
    shared = written.files.in_base and written.context.file == GLOBAL
    return shared and _everywhere(look) and look.cluster.replication.adopt


def _manager(look: Look, app: Deployed) -> Finding | None:
    found = _effective(look, app)
    if found is None:
        return None
    written, manager = found
    kind = manager.get("className", STANDARD)
    why = "keeps them on this instance" if kind.startswith(TOMCATS) else "keeps them, in a way that hactl does not know"
    message = f"{sessions_of(app.path)} will not be copied: this <Manager> ({kind.rpartition('.')[2]}) {why}"
    hint = f"remove the <Manager> from {manager.file}; {KNOWN}"
    return spot(manager, written.files).finding("manager-of-its-own", app.path, message, hint)


def _together(found: Iterator[Finding]) -> Iterator[Finding]:
    """Yield one finding where a manager that all share is the reason for each application."""
    shared: list[Finding] = []
    for each in found:
        if each.file == GLOBAL and each.in_base:
            shared.append(each)
        else:
            yield each
    if len(shared) == 1:
        yield shared[0]
    elif shared:
        words = sessions_of(shared[0].app)
        yield replace(shared[0], app="", message=shared[0].message.replace(words, sessions_of(""), 1))


def _alone(look: Look) -> Iterator[Finding]:
    """Yield what is wrong with conf/context.xml where no application is at hand."""
    root = look.base.xml(GLOBAL)
    if root is not None and root.name == "Context":
        nobody = Deployed(path="", shared=(Written(root, look.base),))
        found = _manager(look, nobody)
        if found is not None:
            yield found


def _replaced(look: Look, app: Deployed) -> Iterator[Finding]:
    """A manager in server.xml that hactl's, read later, takes the place of without being asked."""
    if not _everywhere(look) or app.overriding or any(True for _ in _managers(app.own)):
        return
    for written, manager in _managers(app.declared):
        if foreign(manager):
            message = (
                f"this <Manager> of {app.path} will not be used while HA is on: conf/context.xml is read after it, "
            )
            message += "and hactl's replaces it"
            hint = f'remove it; <Context override="true"> keeps it, and then {sessions_of(app.path)} are not copied'
            found = spot(manager, written.files).finding("manager-replaced", app.path, message, hint)
            yield replace(found, loses=False)


def _overriding(look: Look, app: Deployed) -> Iterator[Finding]:
    written = app.overriding
    if written is None or not _everywhere(look) or any(True for _ in _managers(app.mine)) or tagged(app.files):
        return
    message = f'{sessions_of(app.path)} will not be copied: override="true" keeps conf/context.xml from being read, '
    message += "and with it hactl's manager"
    hint = f"remove `override` from {written.context.file}, or give the application <distributable/>; {KNOWN}"
    yield spot(written.context, written.files).finding("context-override", app.path, message, hint)


def _untagged(look: Look, app: Deployed, *, fragments: bool) -> Iterator[Finding]:
    if _everywhere(look) or app.files is None or any(True for _ in _managers(app.read)):
        return
    where = untagged_at(app.files, fragments=fragments)
    if where is not None:
        message = (
            f"{sessions_of(app.path)} will not be copied: the spec says `applications: distributable`, and there is "
        )
        message += "no <distributable/> here"
        hint = f"add it, or say `applications: all`; {KNOWN}"
        yield where.finding("not-distributable", app.path, message, hint)


FILTERS = ("sessionAttributeNameFilter", "sessionAttributeValueClassNameFilter")


def _filtered(app: Deployed) -> Iterator[Finding]:
    read = [(w, m) for w, m in _managers(app.read) if not m.ours]
    for written, manager in read[-1:]:
        names = [name for name in FILTERS if manager.get(name)]
        if names and not foreign(manager):
            message = f"of {sessions_of(app.path)} only attributes that match {names[0]} will be copied"
            found = spot(manager, written.files).finding("attributes-filtered", app.path, message, "remove the filter")
            yield replace(found, loses=False)


def _only_set(look: Look, app: Deployed) -> Iterator[Finding]:
    """A manager of Tomcat's own for clusters, where hactl's would copy what is changed in place too."""
    read = [(w, m) for w, m in _managers(app.read) if not m.ours]
    for written, manager in read[-1:] if look.cluster.replication.changes is Changes.ALL else ():
        replaced = _everywhere(look) and not app.overriding and written in app.declared
        if not foreign(manager) and not replaced:
            message = (
                f"`changes: all` is not in use for {app.path}: it has a <Manager> of its own, and what it changes "
            )
            message += "in place will not be copied"
            hint = f"remove the <Manager> from {manager.file}: hactl's has its place"
            found = spot(manager, written.files).finding("changes-set-here", app.path, message, hint)
            yield replace(found, loses=False)


@dataclass(frozen=True, slots=True)
class _Store:
    """A session store's manager that hactl's takes the place of: its package, and where it stands."""

    package: str
    manager: Node


def _stores(look: Look, app: Deployed) -> list[_Store]:
    """Return the managers of session stores that will not be used for this application with HA on."""
    if not _everywhere(look) or app.overriding:
        return []
    counts = _effective(look, app)
    away = [
        m for w, m in _managers(app.read) if w not in app.own and not m.get("className", STANDARD).startswith(TOMCATS)
    ]
    return [_Store(package(m.get("className")), m) for m in away if counts is None or m is not counts[1]]


def _valves(look: Look, app: Deployed, server: Node | None) -> Iterator[Finding]:
    """A valve whose manager stands aside: it answers each request with 500."""
    for store in _stores(look, app):
        for valve, files in _all_valves(look, app, server):
            if package(valve.get("className")) == store.package and not _goes_too(look, valve, store):
                message = f"with HA on each request to {app.path} is answered with 500: this valve belongs to the "
                message += f"<Manager> at {store.manager.file}:{store.manager.line}, whose place hactl's takes"
                hint = "remove both before you switch HA on, or leave both and set `ha: false`"
                found = spot(valve, files).finding("manager-valve", app.path, message, hint)
                yield replace(found, severity=Severity.ERROR)


def _goes_too(look: Look, valve: Node, store: _Store) -> bool:
    """Tell whether hactl sets the valve aside together with its manager: both stand in conf/context.xml."""
    return look.cluster.replication.adopt and valve.file == GLOBAL == store.manager.file


def _all_valves(look: Look, app: Deployed, server: Node | None) -> Iterator[tuple[Node, Files]]:
    yield from ((v, w.files) for w in app.read for v in w.context.all("Valve"))
    for engine in server.all("Service", "Engine") if server is not None else ():
        yield from ((v, look.base) for v in engine.all("Valve"))
        yield from ((v, look.base) for v in engine.all("Host", "Valve"))


def _clusters(look: Look, server: Node | None) -> Iterator[Finding]:
    """A `<Cluster>` that an entity brings in: the last in an Engine counts, and one below a Host for that Host."""
    for engine in server.all("Service", "Engine") if server is not None else ():
        for cluster in (*engine.all("Cluster"), *engine.all("Host", "Cluster")):
            if not cluster.ours and cluster.file != "conf/server.xml":
                message = "this <Cluster>, which an entity brings into conf/server.xml, is the one that the server "
                message += "uses: sessions will not be copied by hactl's"
                hint = "write it into server.xml in its place (`replication: {adopt: true}` then sets it aside)"
                yield spot(cluster, look.base).finding("cluster-in-entity", "", message, hint)


SSO = "org.apache.catalina.authenticator.SingleSignOn"


def _single_sign_on(server: Node | None, look: Look) -> Iterator[Finding]:
    for engine in server.all("Service", "Engine") if server is not None else ():
        for valve in (*engine.all("Valve"), *engine.all("Host", "Valve")):
            if valve.get("className") == SSO:
                message = "single sign-on is not copied: after a failover users stay logged in where they have a "
                message += "session, but every other application asks them to log in again"
                hint = 'className="org.apache.catalina.ha.authenticator.ClusterSingleSignOn" copies it'
                found = spot(valve, look.base).finding("single-sign-on", "", message, hint)
                yield replace(found, loses=False)

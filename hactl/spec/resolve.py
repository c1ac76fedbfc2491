"""From the checked long form to the model: defaults filled in, names looked up, the origin of every value noted."""

from __future__ import annotations

from hactl.model import App, Environment
from hactl.problems import KeyPath, did_you_mean
from hactl.spec.balancer import resolve_balancer
from hactl.spec.clusters import resolve_cluster
from hactl.spec.companions import resolve_companions
from hactl.spec.hosts import Hosts
from hactl.spec.parts import AppPart, SpecPart
from hactl.spec.servers import ServerLines, parse_server
from hactl.spec.setting import Setting
from hactl.spec.told import default_of
from hactl.spec.trail import SPEC, Trail


def resolve(spec: SpecPart, source: str, known: ServerLines, trail: Trail) -> Environment:
    """Return the environment; what does not refer to anything is a problem in the trail.

    With problems the environment is good enough for the checks, and for nothing else.
    """
    _default_server(spec, known, trail)
    trail.note(("name",), spec.name, SPEC)
    hosts = Hosts(spec.hosts or {}, trail)
    balancer = resolve_balancer(spec.balancer, hosts, trail)
    setting = Setting(spec=spec, hosts=hosts, known=known, trail=trail, balancer_address=balancer.host.address)
    clusters = tuple(resolve_cluster(setting, name, part) for name, part in spec.clusters.items())
    companions = tuple(resolve_companions(setting, clusters, spec.balancer.host))
    hosts.note_unused()
    apps = _apps(spec, trail)
    return Environment(
        name=spec.name, source=source, balancer=balancer, clusters=clusters, apps=apps, companions=companions
    )


def _default_server(spec: SpecPart, known: ServerLines, trail: Trail) -> None:
    without = [name for name, part in spec.clusters.items() if part.server is None]
    if spec.server is None and without:
        names = ", ".join(f"`{name}`" for name in without[:5]) + (" and more" if len(without) > 5 else "")
        hint = "add `server: tomcat@7` at the top, or to each of them"
        trail.error(("clusters", without[0]), "spec-missing-key", f"no `server` for cluster {names}", hint)
    found = parse_server(spec.server, known) if spec.server else None
    if isinstance(found, tuple):
        trail.error(("server",), "spec-unknown-server", *found)


def _apps(spec: SpecPart, trail: Trail) -> tuple[App, ...]:
    if spec.apps is None:
        everything = tuple(spec.clusters)
        app = App(name="app", war=None, path="/", clusters=everything)
        trail.note(("apps", "app", "path"), app.path, "default")
        trail.note(("apps", "app", "clusters"), everything, "default")
        return (app,)
    return tuple(_app(spec, name, part, trail) for name, part in spec.apps.items())


def _app(spec: SpecPart, name: str, part: AppPart, trail: Trail) -> App:
    at: KeyPath = ("apps", name)
    for index, cluster in enumerate(part.clusters or ()):
        if cluster not in spec.clusters:
            hint = did_you_mean(cluster, spec.clusters)
            trail.error((*at, "clusters", index), "spec-unknown-cluster", f"there is no cluster `{cluster}`", hint)
    for cluster in part.wars or ():
        if cluster not in (part.clusters or spec.clusters):
            hint = did_you_mean(cluster, part.clusters or spec.clusters)
            trail.error((*at, "wars", cluster), "spec-unknown-cluster", f"no cluster `{cluster}` serves it", hint)
    # In the spec's order and once each: the same set of clusters is one pool.
    written = None if part.clusters is None else tuple(c for c in spec.clusters if c in part.clusters)
    written = written if written or not part.clusters else None  # none that there is: the rest is checked all the same
    return App(
        name=name,
        war=trail.note((*at, "war"), part.war, SPEC if part.war else "default"),
        path=trail.pick((*at, "path"), part.path, f"/{name}", "derived from the application's name"),
        clusters=trail.pick((*at, "clusters"), written, tuple(spec.clusters)),
        wars={name: trail.note((*at, "wars", name), war, SPEC) for name, war in (part.wars or {}).items()},
        replicated=trail.pick((*at, "replicated"), part.replicated, default_of(AppPart, "replicated")),
    )

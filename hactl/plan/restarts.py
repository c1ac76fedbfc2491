"""Which processes must start again, and in which order.

The first instance of each cluster, wait until it is up, then the next: all at once each asks the other for sessions
and waits for the other's answer (Tomcat: 20 s). The balancer is told when the first ones run as they shall and the
others still run as they did, so that one of each cluster always is where it looks. Who leaves is stopped after that.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from shlex import quote

from hactl.model import Cluster, Environment, Instance
from hactl.plan import costs
from hactl.plan.costs import Cost, RestartKind, owner_of
from hactl.plan.types import Action, Change, Plan, Restart, RestartAction
from hactl.targets import BALANCER, Effect, Kind, Owner

START, PID_FILE = "start.sh", "logs/server.pid"  # templates/service.sh writes the second
RESTARTS = (Effect.RESTART, Effect.REPLACE, Effect.PART)


def with_restarts(plan: Plan, environment: Environment, restores_on_request: Container[str] = ()) -> Plan:
    """Return the plan in the order it is carried out, with its restarts.

    Off or removal: the balancer lets go first. `restores_on_request`: clusters in which an instance that
    comes back has a session of its partner's only once that session sees a request.
    """
    touched = _owners(plan.changes)
    without_leader = _after_companions(plan, environment, touched)
    owners = {**dict.fromkeys(without_leader, Effect.RESTART), **touched}
    letting_go = _letting_go(plan, environment, owners)
    instances = _instances(plan, environment, owners, without_leader, restores_on_request)
    ordered = _numbered(_ordered(plan, environment, owners, instances, letting_go=letting_go))
    changes = sorted(plan.changes, key=lambda change: _rank(change, letting_go))
    return replace(plan, changes=tuple(changes), restarts=tuple(ordered))


def _ordered(
    plan: Plan,
    environment: Environment,
    owners: Mapping[str, Effect],
    instances: list[list[Restart]],
    *,
    letting_go: bool,
) -> list[list[Restart]]:
    """Return the waves: the balancer's among them, and a start behind the stop of who leaves its host."""
    hosts = {c.owner: c.location.host for c in plan.changes}
    stops = _stops(plan, environment, owners)
    left = {hosts[stop.owner] for stop in stops}
    waiting = [r for wave in instances for r in wave if r.action == "start" and hosts[r.owner] in left]
    waves = [kept for wave in instances if (kept := [r for r in wave if r not in waiting])]
    others_run = any(plan.on_disk.get(r.owner) for wave in waves[1:] for r in wave)
    leading = 1 if others_run and not _off(plan, environment) else 0
    balancer = [_balancer(plan.changes, owners)]
    early = bool(leading) or letting_go
    return [
        _companions(plan, environment, owners),
        *waves[:leading],
        *(balancer if early else []),
        *waves[leading:],
        *_taking_places(waiting, stops, hosts),
        *([] if early else balancer),
    ]


def _taking_places(
    waiting: Iterable[Restart], stops: Iterable[Restart], hosts: Mapping[str, str]
) -> Iterator[list[Restart]]:
    """Yield each start behind the stops on its host, then the other stops; one at a time."""
    to_stop = list(stops)
    for start in waiting:
        here = [stop for stop in to_stop if hosts[stop.owner] == hosts[start.owner]]
        yield from ([stop] for stop in here)
        yield [start]
        to_stop = [stop for stop in to_stop if stop not in here]
    yield from ([stop] for stop in to_stop)


def _owners(changes: Iterable[Change]) -> dict[str, Effect]:
    """Return owner -> the strongest effect of its changes."""
    strength = tuple(Effect)
    owners: dict[str, Effect] = {}
    for change in changes:
        before = owners.get(change.owner, Effect.AT_ONCE)
        owners[change.owner] = max(before, change.takes_effect, key=strength.index)
    return owners


def _after_companions(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> dict[str, str]:
    """Return whom a restarted companion makes restart too, and it: till then one of them leads the group in its place.

    Source: GlassFish 3.1 (GMS): whoever joins under an instance that leads does not copy to it.
    """
    again = [
        c for c in environment.companions if owners.get(c.name) in RESTARTS and plan.on_disk.get(c.name) is not None
    ]
    served = {cluster: companion.name for companion in again for cluster, _ in companion.receivers}
    members = ((owner_of(c, i), served[c.name]) for c in environment.clusters if c.name in served for i in c.instances)
    return {owner: companion for owner, companion in members if plan.on_disk.get(owner)}


def _letting_go(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> bool:
    return bool(_gone(environment, owners)) or _off(plan, environment)


def _off(plan: Plan, environment: Environment) -> bool:
    return any(not c.ha and plan.on_disk.get(owner_of(c, i)) for c in environment.clusters for i in c.instances)


def _gone(environment: Environment, owners: Iterable[str]) -> list[str]:
    """Return who is no longer in the spec."""
    named = {owner_of(c, i) for c in environment.clusters for i in c.instances}
    named |= {BALANCER, *(c.name for c in environment.companions)}
    return [owner for owner in owners if owner not in named]


def _rank(change: Change, letting_go: bool) -> tuple[bool, int]:
    last = change.directory and change.after is None  # folders go when they are empty
    instances_first = 1 if letting_go else 0
    balancer = 1 - instances_first
    return last, balancer if change.owner == BALANCER else instances_first


def _companions(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> list[Restart]:
    """Return those that must start (again) before any instance: the others look for them."""
    touched = [c.name for c in environment.companions if owners.get(c.name) in RESTARTS]
    new = {name for name in touched if plan.on_disk.get(name) is None}
    return [_one(name, "start" if name in new else "restart", costs.HOLDS_NONE) for name in touched]


def _instances(
    plan: Plan,
    environment: Environment,
    owners: Mapping[str, Effect],
    without_leader: Mapping[str, str],
    restores_on_request: Container[str],
) -> list[list[Restart]]:
    waves: list[list[Restart]] = []
    for cluster in environment.clusters:
        touched = [i for i in cluster.instances if owners.get(owner_of(cluster, i)) in RESTARTS]
        for wave, instance in enumerate(touched):
            if len(waves) <= wave:
                waves.append([])
            how = RestartKind(
                replaced=costs.REPLACED.get(owners[owner_of(cluster, instance)]),
                without_leader=next(
                    (without_leader[o] for i in touched[wave + 1 :] if (o := owner_of(cluster, i)) in without_leader),
                    "",
                ),
                restores_on_request=wave > 0 and cluster.name in restores_on_request,
            )
            waves[wave].append(_instance(plan, cluster, instance, how))
    return waves


def _instance(plan: Plan, cluster: Cluster, instance: Instance, how: RestartKind) -> Restart:
    owner = owner_of(cluster, instance)
    if plan.on_disk.get(owner) is None:
        return _one(owner, "start", costs.NEW)
    return _one(owner, "restart", costs.of_restart(plan, cluster, instance, how))


def _stops(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> list[Restart]:
    """Return who leaves: instances first, then the processes that served them."""
    gone = [owner for owner in _gone(environment, owners) if owner]
    instances = [_one(o, "stop", costs.of_stop(plan, environment, o)) for o in gone if Owner.of(o).cluster]
    stops = instances + [_one(o, "stop", costs.HOLDS_NONE) for o in gone if not Owner.of(o).cluster]
    scripts = {c.owner: c for c in plan.changes if c.location.path.name == START and c.action is Action.DELETE}
    return [replace(one, how=_without(scripts[one.owner])) if one.owner in scripts else one for one in stops]


def _without(script: Change) -> str:
    """Return how to stop a server whose start script is deleted: by the process that the script wrote down."""
    return f"kill $(cut -d' ' -f1 {quote(str(PurePosixPath(script.real or script.location.text).parent / PID_FILE))})"


def _balancer(changes: Iterable[Change], owners: Mapping[str, Effect]) -> list[Restart]:
    if owners.get(BALANCER, Effect.AT_ONCE) is Effect.AT_ONCE:
        return []
    new = any(c.owner == BALANCER and c.kind is Kind.SEED and c.action is Action.CREATE for c in changes)
    return [_one(BALANCER, "start" if new else "reload", costs.NONE)]


def _one(owner: str, action: RestartAction, cost: Cost) -> Restart:
    return Restart(owner=owner, wave=0, action=action, cost=cost.text, keeps=cost.keeps)


def _numbered(waves: Iterable[list[Restart]]) -> Iterator[Restart]:
    number = 0
    for wave in waves:
        number += bool(wave)
        yield from (replace(restart, wave=number) for restart in wave)

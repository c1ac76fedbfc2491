"""Which processes must start again, in which order, and what that costs in sessions.

The first instance of each cluster, wait until it is up, then the next: all at once each asks the other for sessions
and waits for the other's answer (Tomcat: 20 s). The balancer is told when the first ones run as they shall and the
others still run as they did, so that one of each cluster always is where it looks. Who leaves is stopped after that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from hactl.model import Cluster, Environment, Instance
from hactl.plan.types import Action, Change, Plan, Restart
from hactl.targets import Effect, Kind

BALANCER = "balancer"
RESTARTS = (Effect.RESTART, Effect.REPLACE)
ANOTHER = (
    "another server starts in its place: its sessions are lost unless the two copy to each other (`hactl lab roll`)"
)
PARTED = "its sessions are lost: with the old and with the new settings of replication they do not see each other"
GONE = "its sessions are lost: its cluster leaves with it"
ALONE = "its sessions are lost: no instance that stays has a copy"
HOLDS_NONE = "it holds no session"


def with_restarts(plan: Plan, environment: Environment) -> Plan:
    """Return the plan in the order it is carried out, with its restarts.

    Off or removal: the balancer lets go first.
    """
    owners = _owners(plan.changes)
    letting_go = _letting_go(plan, environment, owners)
    ordered = _numbered(_ordered(plan, environment, owners, letting_go=letting_go))
    changes = sorted(plan.changes, key=lambda change: _rank(change, letting_go))
    return replace(plan, changes=tuple(changes), restarts=tuple(ordered))


def _ordered(
    plan: Plan, environment: Environment, owners: Mapping[str, Effect], *, letting_go: bool
) -> Iterator[list[Restart]]:
    """Yield the waves: the balancer's among them, and a start behind the stop of who leaves its host."""
    waves, stops = _instances(plan, environment, owners), _stops(plan, environment, owners)
    hosts = {c.owner: c.location.host for c in plan.changes}
    left = {hosts[stop.owner] for wave in stops for stop in wave}
    waiting = [r for wave in waves for r in wave if r.action == "start" and hosts[r.owner] in left]
    waves = [kept for wave in waves if (kept := [r for r in wave if r not in waiting])]
    later = [r.owner for wave in waves[1:] for r in wave if plan.on_disk.get(r.owner)]
    lead = bool(later) and not _off(plan, environment)
    yield _companions(plan, environment, owners)
    if lead:
        yield waves.pop(0)
    balancer = _balancer(plan.changes, owners)
    if lead or letting_go:
        yield balancer
    yield from waves
    for start in waiting:
        yield from (stop for stop in stops if hosts[stop[0].owner] == hosts[start.owner])
        stops = [stop for stop in stops if hosts[stop[0].owner] != hosts[start.owner]]
        yield [start]
    yield from stops
    if not (lead or letting_go):
        yield balancer


def _owners(changes: Iterable[Change]) -> dict[str, Effect]:
    """Return owner -> the strongest effect of its changes."""
    strength = tuple(Effect)
    owners: dict[str, Effect] = {}
    for change in changes:
        before = owners.get(change.owner, Effect.AT_ONCE)
        owners[change.owner] = max(before, change.takes_effect, key=strength.index)
    return owners


def _letting_go(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> bool:
    return bool(_gone(environment, owners)) or _off(plan, environment)


def _off(plan: Plan, environment: Environment) -> bool:
    return any(not c.ha and plan.on_disk.get(owner_of(c, i)) for c in environment.clusters for i in c.instances)


def _gone(environment: Environment, owners: Iterable[str]) -> list[str]:
    """Return who is no longer in the spec."""
    named = {owner_of(c, i) for c in environment.clusters for i in c.instances}
    named |= {BALANCER, *(c.name for c in environment.companions)}
    return [owner for owner in owners if owner not in named]


def owner_of(cluster: Cluster, instance: Instance) -> str:
    """Return the owner word of an instance's targets."""
    return f"{cluster.name}/{instance.name}"


def _rank(change: Change, letting_go: bool) -> tuple[bool, int]:
    last = change.directory and change.after is None  # folders go when they are empty
    instances_first = 1 if letting_go else 0
    balancer = 1 - instances_first
    return last, balancer if change.owner == BALANCER else instances_first


def _companions(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> list[Restart]:
    """Return those that must start (again) before any instance: the others look for them."""
    touched = [c.name for c in environment.companions if owners.get(c.name) in RESTARTS]
    new = {name for name in touched if plan.on_disk.get(name) is None}
    return [
        Restart(owner=name, wave=0, action="start" if name in new else "restart", cost=HOLDS_NONE, keeps=True)
        for name in touched
    ]


def _instances(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> list[list[Restart]]:
    waves: list[list[Restart]] = []
    for cluster in environment.clusters:
        touched = [i for i in cluster.instances if owners.get(owner_of(cluster, i)) in RESTARTS]
        for wave, instance in enumerate(touched):
            if len(waves) <= wave:
                waves.append([])
            restart = _instance(plan, cluster, instance)
            other = restart.action == "restart" and owners[restart.owner] is Effect.REPLACE
            waves[wave].append(replace(restart, cost=ANOTHER, keeps=False) if other else restart)
    return waves


def _instance(plan: Plan, cluster: Cluster, instance: Instance) -> Restart:
    owner = owner_of(cluster, instance)
    on = plan.on_disk.get(owner)
    if on is None:
        return Restart(owner=owner, wave=0, action="start", cost="new, no sessions yet", keeps=True)
    cost, keeps = _cost(plan, cluster, instance, on)
    return Restart(owner=owner, wave=0, action="restart", cost=cost, keeps=keeps)


def _cost(plan: Plan, cluster: Cluster, instance: Instance, on: bool) -> tuple[str, bool]:
    if not on:
        return "its sessions are lost: they were not copied so far", False
    partners = [p.name for p in cluster.peers(instance) if plan.on_disk.get(owner_of(cluster, p))]
    if not partners:
        return "its sessions are lost: no other instance has a copy", False
    if not cluster.ha:
        return "its sessions are lost: from now on no other instance has a copy", False
    if owner_of(cluster, instance) in plan.parted:
        return PARTED, False
    return f"no session is lost: they go on on {partners[0]}", True


def _stops(plan: Plan, environment: Environment, owners: Mapping[str, Effect]) -> list[list[Restart]]:
    gone = [owner for owner in _gone(environment, owners) if owner]
    last = [
        [Restart(owner=owner, wave=0, action="stop", cost=HOLDS_NONE, keeps=True)] for owner in gone if "/" not in owner
    ]
    return [[_stop(plan, environment, owner)] for owner in gone if "/" in owner] + last


def _stop(plan: Plan, environment: Environment, owner: str) -> Restart:
    """Return the stop of an instance that leaves: who stays in its cluster has its sessions, as far as they copied."""
    cluster = next((c for c in environment.clusters if c.name == owner.partition("/")[0]), None)
    if cluster is None:
        return Restart(owner=owner, wave=0, action="stop", cost=GONE)
    there = [owner_of(cluster, i) for i in cluster.instances if plan.on_disk.get(owner_of(cluster, i))]
    if not there or not cluster.ha or plan.parted & set(there):
        return Restart(owner=owner, wave=0, action="stop", cost=ALONE)
    stays = there[0].partition("/")[2]
    return Restart(owner=owner, wave=0, action="stop", cost=f"no session is lost: they go on on {stays}", keeps=True)


def _balancer(changes: Iterable[Change], owners: Mapping[str, Effect]) -> list[Restart]:
    if owners.get(BALANCER, Effect.AT_ONCE) is Effect.AT_ONCE:
        return []
    new = any(c.owner == BALANCER and c.kind is Kind.SEED and c.action is Action.CREATE for c in changes)
    return [Restart(owner=BALANCER, wave=0, action="start" if new else "reload", cost="no session is lost", keeps=True)]


def _numbered(waves: Iterable[list[Restart]]) -> Iterator[Restart]:
    number = 0
    for wave in waves:
        number += bool(wave)
        yield from (replace(restart, wave=number) for restart in wave)

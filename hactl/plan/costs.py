"""What a restart costs in sessions, in words for a person; `hactl lab roll` holds them against real sessions."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.model import Cluster, Environment, Instance
from hactl.plan.types import Plan
from hactl.targets import Effect, Owner


@dataclass(frozen=True, slots=True)
class Cost:
    """One line, and whether no session is lost."""

    text: str
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartKind:
    """In which way an instance starts again.

    `replaced`: what it costs that it does so as another server, None where it does not, or where the two exchange
    copies. `without_leader`: the companion in whose place another instance leads the group
    meanwhile, "" where none does.
    `restores_on_request`: after its partner, which has a session again only once that sees a request.
    """

    replaced: Cost | None
    without_leader: str
    restores_on_request: bool


NONE = Cost("no session is lost", keeps=True)
NEW = Cost("new, no sessions yet", keeps=True)
HOLDS_NONE = Cost("it holds no session", keeps=True)
NOT_COPIED = Cost("its sessions are lost: they have not been copied yet")
NO_COPY = Cost("its sessions are lost: no other instance has a copy")
OFF = Cost("its sessions are lost: from now on hactl copies them to no other instance")
INCOMPATIBLE = Cost("its sessions are lost: instances with old and new replication settings cannot see each other")
ON_REQUEST = Cost("its sessions continue on the other instance, except those without a request since it came back")
GONE = Cost("its sessions are lost: its whole cluster is removed")
ALONE = Cost("its sessions are lost: no remaining instance has a copy")
ANOTHER = Cost(
    "another server starts in its place: its sessions are lost unless the two copy to each other (`hactl lab roll`)"
)
PART = Cost("its sessions are lost: the version before and this one do not copy to each other")
REPLACED = {Effect.REPLACE: ANOTHER, Effect.PART: PART}


def owner_of(cluster: Cluster, instance: Instance) -> str:
    """Return the owner word of an instance's targets."""
    return str(Owner(cluster.name, instance.name))


def of_restart(plan: Plan, cluster: Cluster, instance: Instance, how: RestartKind) -> Cost:
    """Return what it costs that an instance which is there starts again."""
    if how.replaced:
        return how.replaced
    if not plan.on_disk.get(owner_of(cluster, instance)):
        return NOT_COPIED
    partners = [p.name for p in cluster.peers(instance) if plan.on_disk.get(owner_of(cluster, p))]
    if not partners:
        return NO_COPY
    if not cluster.ha:
        return OFF
    if owner_of(cluster, instance) in plan.incompatible:
        return INCOMPATIBLE
    if how.without_leader:
        text = f"until each instance has been restarted once, one of them leads instead of {how.without_leader}"
        return Cost(f"its sessions are lost: {text}")
    return ON_REQUEST if how.restores_on_request else _kept_by(partners[0])


def of_stop(plan: Plan, environment: Environment, owner: str) -> Cost:
    """Return what it costs that an instance leaves: who stays in its cluster has its sessions if they copied."""
    cluster = next((c for c in environment.clusters if c.name == Owner.of(owner).cluster), None)
    if cluster is None:
        return GONE
    there = [owner_of(cluster, i) for i in cluster.instances if plan.on_disk.get(owner_of(cluster, i))]
    if not there or not cluster.ha or plan.incompatible & set(there):
        return ALONE
    return _kept_by(Owner.of(there[0]).instance)


def _kept_by(name: str) -> Cost:
    return Cost(f"no session is lost: they continue on {name}", keeps=True)

"""Who starts again, in which order, and what it costs in sessions: one row for each thing that can happen to a pair."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import pytest
from support.an_environment import cluster, environment

from hactl.model import Environment
from hactl.plan import with_restarts
from hactl.plan.types import Change, Plan
from hactl.targets import Blob, Effect, Kind, Location

KEPT = "no session is lost: they continue on {}"
LOST = "its sessions are lost: "
PAIR = environment(cluster("a", 10))
OFF = environment(cluster("a", 10, ha=False))
ONE = environment(replace(PAIR.clusters[0], instances=PAIR.clusters[0].instances[:1]))
OTHER = environment(cluster("b", 20))
RESTART, RELOAD, REPLACE = Effect.RESTART, Effect.RELOAD, Effect.REPLACE
ON = {"a/a-1": True, "a/a-2": True}


@dataclass(frozen=True, kw_only=True)
class Row:
    """`touched`: owner -> the effect of its change. `runs`: owner -> is HA on in its files; absent: no files yet."""

    environment: Environment = PAIR
    touched: dict[str, Effect]
    runs: dict[str, bool]
    incompatible: tuple[str, ...] = ()
    hosts: dict[str, str] | None = None
    restores_on_request: tuple[str, ...] = ()
    said: tuple[str, ...]


ROWS = {
    "nothing but a file that counts at once": Row(touched={"a/a-1": Effect.AT_ONCE}, runs=ON, said=()),
    "a new environment": Row(
        touched={"a/a-1": RESTART, "a/a-2": RESTART, "balancer": RELOAD},
        runs={},
        said=(
            "1 start a/a-1: new, no sessions yet",
            "2 start a/a-2: new, no sessions yet",
            "3 start balancer: no session is lost",
        ),
    ),
    "one after the other, and the balancer while one of each cluster runs as it shall": Row(
        touched={"a/a-1": RESTART, "a/a-2": RESTART, "balancer": RELOAD},
        runs={**ON, "balancer": True},
        said=(
            f"1 restart a/a-1: {KEPT.format('a-2')}",
            "2 reload balancer: no session is lost",
            f"3 restart a/a-2: {KEPT.format('a-1')}",
        ),
    ),
    "HA comes on": Row(
        touched={"a/a-1": RESTART, "a/a-2": RESTART},
        runs={"a/a-1": False, "a/a-2": False},
        said=(
            f"1 restart a/a-1: {LOST}they have not been copied yet",
            f"2 restart a/a-2: {LOST}they have not been copied yet",
        ),
    ),
    "HA goes off: the balancer lets go first": Row(
        environment=OFF,
        touched={"a/a-1": RESTART, "a/a-2": RESTART, "balancer": RELOAD},
        runs={**ON, "balancer": True},
        said=(
            "1 reload balancer: no session is lost",
            f"2 restart a/a-1: {LOST}from now on hactl copies them to no other instance",
            f"3 restart a/a-2: {LOST}from now on hactl copies them to no other instance",
        ),
    ),
    "the partner copies nothing yet": Row(
        touched={"a/a-1": RESTART},
        runs={"a/a-1": True, "a/a-2": False},
        said=(f"1 restart a/a-1: {LOST}no other instance has a copy",),
    ),
    "old and new settings cannot copy to each other": Row(
        touched={"a/a-1": RESTART, "a/a-2": RESTART},
        runs=ON,
        incompatible=("a/a-1", "a/a-2"),
        said=(
            f"1 restart a/a-1: {LOST}instances with old and new replication settings cannot see each other",
            f"2 restart a/a-2: {LOST}instances with old and new replication settings cannot see each other",
        ),
    ),
    "another server in its place": Row(
        touched={"a/a-1": REPLACE},
        runs=ON,
        said=(
            (
                "1 restart a/a-1: another server starts in its place: its sessions are lost unless the two copy to each"
                " other (`hactl lab roll`)"
            ),
        ),
    ),
    "a server that gets its sessions back at the next request only": Row(
        touched={"a/a-1": RESTART, "a/a-2": RESTART},
        runs=ON,
        restores_on_request=("a",),
        said=(
            f"1 restart a/a-1: {KEPT.format('a-2')}",
            (
                "2 restart a/a-2: its sessions continue on the other instance, except those without a request since it"
                " came back"
            ),
        ),
    ),
    "an instance leaves a pair: the balancer first": Row(
        environment=ONE,
        touched={"a/a-2": RESTART, "balancer": RELOAD},
        runs={**ON, "balancer": True},
        said=("1 reload balancer: no session is lost", f"2 stop a/a-2: {KEPT.format('a-1')}"),
    ),
    "a cluster leaves, another comes: the new one runs before the old one stops": Row(
        environment=OTHER,
        touched={"b/b-1": RESTART, "b/b-2": RESTART, "a/a-1": RESTART, "a/a-2": RESTART, "balancer": RELOAD},
        runs={**ON, "balancer": True},
        said=(
            "1 reload balancer: no session is lost",
            "2 start b/b-1: new, no sessions yet",
            "3 start b/b-2: new, no sessions yet",
            f"4 stop a/a-1: {LOST}its whole cluster is removed",
            f"5 stop a/a-2: {LOST}its whole cluster is removed",
        ),
    ),
    "on the same host the old one stops before the new one starts": Row(
        environment=OTHER,
        touched={"b/b-1": RESTART, "b/b-2": RESTART, "a/a-1": RESTART, "balancer": RELOAD},
        runs={"a/a-1": True, "balancer": True},
        hosts={"a/a-1": "one", "b/b-1": "one"},
        said=(
            "1 reload balancer: no session is lost",
            "2 start b/b-2: new, no sessions yet",
            f"3 stop a/a-1: {LOST}its whole cluster is removed",
            "4 start b/b-1: new, no sessions yet",
        ),
    ),
}


def planned(row: Row) -> Plan:
    """Return the plan of one change for each owner: a first file where nothing runs yet, else another one."""
    before, after = Blob.of(b"before"), Blob.of(b"after")
    changes = tuple(
        Change(
            location=Location((row.hosts or {}).get(owner, owner), PurePosixPath("file")),
            kind=Kind.SEED,
            owner=owner,
            takes_effect=effect,
            before=before if owner in row.runs else None,
            after=after,
        )
        for owner, effect in row.touched.items()
    )
    return Plan(changes=changes, on_disk=row.runs, incompatible=frozenset(row.incompatible))


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_who_starts_again_in_which_order_and_at_what_cost(row: Row) -> None:
    plan = with_restarts(planned(row), row.environment, row.restores_on_request)
    assert [f"{r.wave} {r.action} {r.owner}: {r.cost}" for r in plan.restarts] == list(row.said)
    promised = ("no session is lost", "new, no sessions yet")
    assert [r.keeps for r in plan.restarts] == [r.cost.startswith(promised) for r in plan.restarts]

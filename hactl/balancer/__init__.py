"""The balancers: a room for each kind, all of the shape `BalancerType`. A new kind is one line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hactl.balancer.interface import BalancerType
from hactl.balancer.nginx import room as nginx
from hactl.model import Environment
from hactl.problems import Problem

BALANCERS: Mapping[str, BalancerType] = {nginx.name: nginx}


def balancer_of(environment: Environment) -> BalancerType:
    """Return the room of the environment's balancer; for a kind that `check` refuses, NGINX."""
    return BALANCERS.get(environment.balancer.kind, nginx)


def check(environment: Environment) -> Iterator[Problem]:
    """Yield what the balancer of this environment cannot do as the spec wants it."""
    if environment.balancer.kind in BALANCERS:
        yield from balancer_of(environment).check(environment)
    else:
        yield Problem(
            id="balancer-kind",
            message=f"there is no balancer `{environment.balancer.kind}`",
            hint="known: " + ", ".join(BALANCERS),
            at=("balancer", "kind"),
        )

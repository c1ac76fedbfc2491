"""Rules that a spec must keep although each of its values is right by itself.

A rule is a function with an id and a severity (`RULES`); it looks at an environment and changes
nothing. What one server product cannot do is checked in its room. What is told about an id, of
rules and of everything else that is reported, stands in `hactl.rules.catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterator

from hactl.model import Environment
from hactl.problems import Problem
from hactl.rules import addresses, apps, clusters, failover, listeners, tls
from hactl.rules.across import check_across
from hactl.rules.rule import Rule

__all__ = ["RULES", "Rule", "check_across", "check_environment"]

RULES: tuple[Rule, ...] = (
    clusters.empty,
    clusters.of_one,
    clusters.large,
    clusters.drained_all,
    clusters.name_twice,
    clusters.heartbeat,
    clusters.route_not_rewritten,
    listeners.port_twice,
    listeners.port_range,
    listeners.base_twice,
    addresses.unusable,
    addresses.public,
    addresses.public_encrypted,
    addresses.shared,
    addresses.mixed_loopback,
    addresses.not_class_d,
    addresses.wide_scope,
    addresses.group_twice,
    apps.path_twice,
    failover.below_the_stall,
    tls.not_spoken,
    tls.own_server,
    tls.nowhere,
)


def check_environment(environment: Environment) -> Iterator[Problem]:
    """Yield everything that breaks a rule, with the key path it is found at (`Spec.locate` adds the place)."""
    for rule in RULES:
        yield from rule.check(environment)

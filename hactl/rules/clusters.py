"""Clusters and their instances: how many, called what, with which times."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.model import Affinity, Applications, Copies, Environment
from hactl.problems import Severity
from hactl.rules.rule import Violation, instance_path, rule

MANY = 4


@rule("cluster-empty")
def empty(environment: Environment) -> Iterator[Violation]:
    """Yield each cluster without instances."""
    for cluster in environment.clusters:
        if not cluster.instances:
            message = f"cluster `{cluster.name}` has no instances"
            yield Violation(at=("clusters", cluster.name), message=message, hint="`[10.0.0.11, 10.0.0.12]` is a pair")


@rule("cluster-of-one")
def of_one(environment: Environment) -> Iterator[Violation]:
    """Yield each cluster with HA on whose one instance has no partner."""
    for cluster in environment.clusters:
        if cluster.ha and len(cluster.instances) == 1:
            message = f"cluster `{cluster.name}` has HA on and one instance: there is nothing to replicate to"
            hint = "add an instance, or say `ha: false` for this cluster"
            yield Violation(at=("clusters", cluster.name), message=message, hint=hint)


@rule("cluster-large", Severity.WARNING)
def large(environment: Environment) -> Iterator[Violation]:
    """Yield each cluster that copies every session to many instances."""
    for cluster in environment.clusters:
        everywhere = cluster.replication.copies is Copies.ALL
        if cluster.ha and everywhere and len(cluster.instances) > MANY:
            message = f"every session of cluster `{cluster.name}` is copied to all {len(cluster.instances)} instances"
            yield Violation(
                at=("clusters", cluster.name),
                message=message,
                hint="split it into clusters of two, or set `copies: one` if the server supports it",
            )


@rule("drained-all")
def drained_all(environment: Environment) -> Iterator[Violation]:
    """Yield each application whose instances are all drained."""
    for pool in environment.pools():
        if pool.instances and all(instance.drain for instance in pool.instances):
            apps = ", ".join(f"`{app.name}`" for app in pool.apps)
            clusters = ", ".join(f"`{cluster.name}`" for cluster in pool.clusters)
            message = f"every instance that serves {apps} is drained: new users would be sent nowhere"
            hint = f"leave at least one instance of {clusters} without `drain: true`"
            yield Violation(at=("clusters", pool.clusters[0].name), message=message, hint=hint)


@rule("instance-name-twice")
def name_twice(environment: Environment) -> Iterator[Violation]:
    """Yield each instance whose name, and so its route, another process of the environment has."""
    first: dict[str, str] = {}
    for instance in environment.instances:
        other = first.setdefault(instance.name, instance.cluster)
        if other != instance.cluster:
            message = f"clusters `{other}` and `{instance.cluster}` both have an instance `{instance.name}`"
            at = instance_path(instance.cluster, instance.name)
            yield Violation(at=at, message=message, hint="rename one: a session id names its instance by this")
    for companion in environment.companions:
        if companion.name in first or companion.name in {c.name for c in environment.clusters}:
            message = f"`{companion.name}` is the name of the {companion.server.type} server beside the instances"
            yield Violation(at=(companion.server.type, companion.name), message=message, hint="rename yours")


@rule("heartbeat")
def heartbeat(environment: Environment) -> Iterator[Violation]:
    """Yield each cluster that gives up a member after a single lost heartbeat."""
    for cluster in environment.clusters:
        times = cluster.replication
        if times.drop_after_ms < 2 * times.heartbeat_ms:
            message = (
                f"`drop_after` ({times.drop_after_ms} ms) of cluster `{cluster.name}` is less than two heartbeats "
                f"of {times.heartbeat_ms} ms: one lost packet drops a member"
            )
            yield Violation(
                at=("clusters", cluster.name, "replication", "drop_after"), message=message, hint="make it longer"
            )


@rule("route-not-rewritten", Severity.WARNING)
def route_not_rewritten(environment: Environment) -> Iterator[Violation]:
    """Yield the balancer's affinity where it trusts a suffix that is not rewritten after a failover."""
    everything = [c.name for c in environment.clusters if c.ha and c.replication.applications is Applications.ALL]
    if environment.balancer.affinity is Affinity.ROUTE and everything:
        message = (
            "`affinity: route` goes by the suffix of the session id; with `applications: all` it is not rewritten "
            f"after a failover for applications without `<distributable/>` (clusters: {', '.join(everything)})"
        )
        hint = "use `affinity: cookie`, or `applications: distributable`"
        yield Violation(at=("balancer", "affinity"), message=message, hint=hint)

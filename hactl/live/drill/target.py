"""What a drill needs to know: where to call, who stands behind, how to kill and start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hactl.errors import UsageError
from hactl.model import Cluster, Copies, Environment, Mode
from hactl.problems import did_you_mean
from hactl.servers import line_of
from hactl.servers.interface import Line


class Control(Protocol):
    """The hand on the running servers. Names are instances'; errors are HactlErrors."""

    def kill(self, name: str) -> None:
        """End the instance with SIGKILL; return when its process is gone."""
        ...

    def start(self, name: str) -> None:
        """Start the instance; return when it is ready to answer."""
        ...

    def status(self) -> Mapping[str, bool]:
        """Return for each instance whether it runs."""
        ...

    def undeciphered(self) -> Sequence[str]:
        """Return the instances that were sent something which they could not decrypt."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillInstance:
    """An instance, its cluster, and the host:port at which it answers directly."""

    name: str
    cluster: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillApp:
    """A demo application: its path ("/" or "/bank") and the clusters it runs on.

    `replicated` False: the spec says that its sessions are not copied, so a drill expects to lose them.
    """

    path: str
    clusters: tuple[str, ...]
    replicated: bool = True

    def at(self, operation: str) -> str:
        """Return the path of an operation of this application."""
        return f"{self.path.rstrip('/')}/{operation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillTarget:
    """The running environment.

    `host` is sent as Host header. `may_be_behind`: clusters with `mode: async`; `replicated`: those with HA on;
    `restores_on_request`: those where a session begun while an instance was away reaches it at its next request only;
    `may_vanish`: those of `may_be_behind` where a session whose last write was not copied yet is lost as a whole.
    `may_fork`: those where a write of one of two tabs may be lost that ask at a time right after a failover.
    `drained`: instances that no new users come to. `even`: new users are shared out evenly among the others, for no
    upstream of a person's says otherwise. `marked_s`: how long the balancer sends no new users to an instance that
    failed, back or not.
    """

    balancer: str
    host: str
    instances: tuple[DrillInstance, ...]
    apps: tuple[DrillApp, ...]
    may_be_behind: frozenset[str] = frozenset()
    replicated: frozenset[str] = frozenset()
    restores_on_request: frozenset[str] = frozenset()
    may_vanish: frozenset[str] = frozenset()
    may_fork: frozenset[str] = frozenset()
    marked_s: float = 0.0
    even: bool = True
    drained: frozenset[str] = frozenset()

    def instance(self, name: str) -> DrillInstance | None:
        """Return the instance of that name, if there is one."""
        return next((i for i in self.instances if i.name == name), None)

    def cluster_of(self, name: str) -> str:
        """Return the cluster of an instance, "" if the name is unknown."""
        found = self.instance(name)
        return found.cluster if found else ""

    def members(self, cluster: str) -> tuple[DrillInstance, ...]:
        """Return the instances of a cluster, in the order of the spec."""
        return tuple(i for i in self.instances if i.cluster == cluster)

    def partner(self, name: str) -> DrillInstance | None:
        """Return the next instance of the same cluster; None in a cluster of one."""
        members = self.members(self.cluster_of(name))
        names = [m.name for m in members]
        return members[(names.index(name) + 1) % len(members)] if len(members) > 1 else None

    def stranger(self, name: str, app: DrillApp) -> DrillInstance | None:
        """Return an instance of another cluster that runs the application, if there is one."""
        mine = self.cluster_of(name)
        return next((i for i in self.instances if i.cluster != mine and i.cluster in app.clusters), None)

    def name_at(self, address: str, otherwise: str) -> str:
        """Return the name of the instance at this address, else what it calls itself."""
        return next((i.name for i in self.instances if i.address == address), otherwise)

    def one_app_per_pool(self) -> tuple[DrillApp, ...]:
        """Return the first application of each set of clusters, a replicated one: the others share its stickiness."""
        ordered = sorted(self.apps, key=lambda app: not app.replicated)
        return tuple({app.clusters: app for app in reversed(ordered)}.values())[::-1]

    def app_on(self, cluster: str) -> DrillApp | None:
        """Return an application that runs on the cluster, a replicated one where there is one."""
        here = [a for a in self.apps if cluster in a.clusters]
        return next((a for a in here if a.replicated), here[0] if here else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillOptions:
    """How hard to drill. Times in seconds.

    `kill`: the instance to kill, default the first; `kill_cluster`: the cluster, default the
    first whose applications all run on another one too. `trials`: sessions for the proof of
    replication, in each pool. `browsers`: users with two tabs, in each pool, at most. `load_s`:
    clicking before, and again after, a kill. A request that takes longer than `delayed_s` counts as
    delayed. `settle_s`: how long a value that is set once may take to reach the partner. `return_s`:
    how soon a returned instance gets users, once the balancer's mark has ended. `until`: the last step.
    """

    users: int = 50
    trials: int = 40
    browsers: int = 8
    kill: str = ""
    kill_cluster: str = ""
    until: str = "return-cluster"
    load_s: float = 2.0
    delayed_s: float = 1.0
    settle_s: float = 3.0
    return_s: float = 30.0
    request_s: float = 20.0
    workers: int = 6


def target_of(environment: Environment, place: Callable[[str], str] = str) -> DrillTarget:
    """Return the target for an environment whose every application is the demo application.

    `place` turns an address of the spec (host:port) into the one where it really answers;
    it is only needed where the lab runs on other ports than the spec says.
    """
    balancer = environment.balancer
    instances = (DrillInstance(name=i.name, cluster=i.cluster, address=place(i.address)) for i in environment.instances)
    behind = [c for c in environment.clusters if c.ha and c.replication.mode is Mode.ASYNC]
    forks = (c for c in environment.clusters if c.replication.copies is Copies.ONE and _line(c).one_copy_forks)
    address = f"{balancer.host.address}:{balancer.listen[0]}"
    return DrillTarget(
        balancer=place(address),
        host=balancer.server_name if balancer.server_name not in ("", "_") else address,
        instances=tuple(instances),
        apps=tuple(DrillApp(path=a.path, clusters=a.clusters, replicated=a.replicated) for a in environment.apps),
        may_be_behind=frozenset(c.name for c in behind),
        may_vanish=frozenset(c.name for c in behind if not _line(c).finds_older),
        may_fork=frozenset(c.name for c in forks if c.ha),
        replicated=frozenset(c.name for c in environment.clusters if c.ha),
        restores_on_request=frozenset(c.name for c in environment.clusters if not _line(c).restores_on_return),
        marked_s=balancer.failover.fail_timeout_ms / 1000,
        drained=frozenset(i.name for i in environment.instances if i.drain),
    )


def _line(cluster: Cluster) -> Line:
    return line_of(cluster.server)


def instance_to_kill(target: DrillTarget, options: DrillOptions) -> DrillInstance:
    """Return the instance the drill kills; a name that is none is a UsageError."""
    with_users = [i.name for i in target.instances if i.name not in target.drained]
    wanted = options.kill or next(iter(with_users), target.instances[0].name)
    found = target.instance(wanted)
    if found is None:
        hint = did_you_mean(wanted, (i.name for i in target.instances))
        raise UsageError(f"there is no instance `{wanted}` to kill", hint=hint)
    return found


def cluster_to_kill(target: DrillTarget, options: DrillOptions) -> str:
    """Return the cluster the drill kills, "" where no other one could take over."""
    clusters = tuple(dict.fromkeys(i.cluster for i in target.instances))
    if options.kill_cluster and options.kill_cluster not in clusters:
        hint = did_you_mean(options.kill_cluster, clusters)
        raise UsageError(f"there is no cluster `{options.kill_cluster}` to kill", hint=hint)
    wanted = (options.kill_cluster,) if options.kill_cluster else clusters
    return next((c for c in wanted if _replaceable(target, c)), "")


def _replaceable(target: DrillTarget, cluster: str) -> bool:
    apps = [a for a in target.apps if cluster in a.clusters]
    open_ = {i.cluster for i in target.instances if i.name not in target.drained}
    return cluster in open_ and bool(apps) and all(open_ & set(a.clusters) - {cluster} for a in apps)

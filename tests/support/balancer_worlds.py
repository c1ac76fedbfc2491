"""Environments for the balancer's tests: built in one call, and all that hypothesis can think of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from hypothesis import strategies as st

from hactl.model import (
    Affinity,
    App,
    Applications,
    Balancer,
    Cluster,
    Discovery,
    Environment,
    Failover,
    Host,
    Instance,
    Keepalive,
    Mode,
    Multicast,
    Ports,
    Replication,
    Server,
    Tls,
)

REPLICATION = Replication(
    mode=Mode.SYNC,
    discovery=Discovery.MULTICAST,
    applications=Applications.ALL,
    heartbeat_ms=500,
    drop_after_ms=3000,
    multicast=Multicast(address="239.192.0.1", port=45564),
    domain="d",
)
FAILOVER = Failover(max_fails=3, fail_timeout_ms=1000, read_timeout_ms=1000)
HOST = Host(name="edge", address="127.0.0.1", cluster_address="127.0.0.1")


@dataclass(frozen=True, kw_only=True)
class Group:
    """A cluster in short: its instances by name → (address, port)."""

    instances: Mapping[str, tuple[str, int]]
    ha: bool = True
    threads: int = 0


@dataclass(frozen=True, kw_only=True)
class World:
    """An environment in short. `apps`: path → clusters."""

    clusters: Mapping[str, Group]
    apps: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: str = "shop"
    source: str = "shop.hactl.yaml"
    listen: tuple[int, ...] = (24001,)
    affinity: Affinity = Affinity.COOKIE
    ours: bool = True
    config: str | None = None
    server_name: str = "_"
    version: str = "1.18"
    kind: str = "nginx"
    failover: Failover = FAILOVER
    drained: frozenset[str] = frozenset()
    keepalive: Keepalive = Keepalive.NONE
    tls: tuple[Tls, ...] = ()
    to_https: bool = False
    trust: tuple[str, ...] = ()
    hsts_days: int = 0
    webroot: str = ""

    def build(self) -> Environment:
        apps = self.apps or {"/": tuple(self.clusters)}
        return Environment(
            name=self.name,
            source=self.source,
            balancer=self._balancer(),
            clusters=tuple(_drained(_cluster(name, group), self.drained) for name, group in self.clusters.items()),
            apps=tuple(
                App(name=f"app{n}", war=None, path=path, clusters=tuple(clusters))
                for n, (path, clusters) in enumerate(apps.items())
            ),
        )

    def _balancer(self) -> Balancer:
        return Balancer(
            kind=self.kind,
            version=self.version,
            host=HOST,
            base=PurePosixPath("nginx"),
            listen=self.listen,
            server_name=self.server_name,
            affinity=self.affinity,
            managed=self.ours,
            failover=self.failover,
            keepalive=self.keepalive,
            tls=self.tls,
            to_https=self.to_https,
            trust=self.trust,
            hsts_days=self.hsts_days,
            webroot=PurePosixPath(self.webroot) if self.webroot else None,
            config=PurePosixPath(self.config) if self.config else None,
        )


def _drained(cluster: Cluster, drained: frozenset[str]) -> Cluster:
    return replace(cluster, instances=tuple(replace(i, drain=i.name in drained) for i in cluster.instances))


def _cluster(name: str, group: Group) -> Cluster:
    return Cluster(
        name=name,
        server=Server(type="tomcat", line="7", version="7.0.109"),
        ha=group.ha,
        instances=tuple(_instance(name, *item) for item in group.instances.items()),
        replication=REPLICATION,
        held_threads=group.threads,
    )


def _instance(cluster: str, name: str, endpoint: tuple[str, int]) -> Instance:
    address, port = endpoint
    return Instance(
        name=name,
        cluster=cluster,
        host=Host(name=address, address=address, cluster_address=address),
        base=PurePosixPath(name),
        home=None,
        ports=Ports(http=port, shutdown=port + 1, receiver=port + 2),
    )


def pairs(count: int, **more: object) -> World:
    """Return a world of so many clusters of two, on addresses of their own."""
    clusters = {
        f"c{n}": Group(instances={f"c{n}-{k}": (f"10.{n // 250}.{n % 250}.{k}", 8080) for k in (1, 2)})
        for n in range(count)
    }
    return World(clusters=clusters, **more)  # type: ignore[arg-type]


NAMES = st.one_of(
    st.sampled_from(["default", "volatile", "include", "hostnames", "a", "a-b", "a_b", "a-b_c", "0", "x" * 32]),
    st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True),
)
CLUSTER_NAMES = NAMES.filter(lambda name: name != "all")
PATHS = st.one_of(st.just("/"), st.from_regex(r"(/[A-Za-z0-9_~-][A-Za-z0-9_~.-]{0,8}){1,3}", fullmatch=True))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Return any world a spec can describe, up to 4 clusters of 3 and 4 applications."""
    clusters = draw(st.lists(CLUSTER_NAMES, min_size=1, max_size=4, unique=True))
    sizes = [draw(st.integers(1, 3)) for _ in clusters]
    instances = iter(draw(st.lists(NAMES, min_size=sum(sizes), max_size=sum(sizes), unique=True)))
    groups = {
        name: Group(
            instances={next(instances): (f"10.0.{n}.{k}", 8080) for k in range(size)},
            ha=size > 1 and draw(st.booleans()),
        )
        for n, (name, size) in enumerate(zip(clusters, sizes, strict=True))
    }
    some = st.sets(st.sampled_from(clusters), min_size=1).map(lambda chosen: [c for c in clusters if c in chosen])
    return World(
        name=draw(NAMES),
        clusters=groups,
        apps=draw(st.dictionaries(PATHS, some, min_size=1, max_size=4)),
        affinity=draw(st.sampled_from(Affinity)),
        ours=draw(st.booleans()),
        keepalive=draw(st.sampled_from(Keepalive)),
        listen=tuple(draw(st.lists(st.integers(24000, 24999), min_size=1, max_size=2, unique=True))),
    )

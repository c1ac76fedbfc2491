"""Environments for the tests of views."""

from __future__ import annotations

from pathlib import PurePosixPath

from hactl import model as m


def host(name: str, last: int) -> m.Host:
    return m.Host(name=name, address=f"10.0.0.{last}", cluster_address=f"10.9.0.{last}")


def cluster(name: str, first: int, *, ha: bool = True) -> m.Cluster:
    instances = tuple(
        m.Instance(
            name=f"{name}-{n}",
            cluster=name,
            host=host(f"{name}{n}", first + n),
            base=PurePosixPath(f"{name}-{n}"),
            home=None,
            ports=m.Ports(http=8080, shutdown=8005, receiver=4000),
        )
        for n in (1, 2)
    )
    replication = m.Replication(
        mode=m.Mode.SYNC,
        discovery=m.Discovery.MULTICAST,
        applications=m.Applications.ALL,
        heartbeat_ms=500,
        drop_after_ms=3000,
        multicast=m.Multicast(address="239.192.7.1", port=45571),
        domain=f"shop-{name}",
    )
    server = m.Server(type="tomcat", line="7", version="7.0.109")
    return m.Cluster(name=name, server=server, ha=ha, instances=instances, replication=replication)


def environment(*clusters: m.Cluster, apps: tuple[m.App, ...] = ()) -> m.Environment:
    balancer = m.Balancer(
        kind="nginx",
        version="1.18",
        host=host("edge", 5),
        base=PurePosixPath("nginx"),
        listen=(80,),
        server_name="_",
        affinity=m.Affinity.COOKIE,
        managed=True,
        failover=m.Failover(max_fails=3, fail_timeout_ms=10_000, read_timeout_ms=60_000),
    )
    everywhere = m.App(name="app", war=None, path="/", clusters=tuple(c.name for c in clusters))
    return m.Environment(
        name="shop", source="shop.hactl.yaml", balancer=balancer, clusters=clusters, apps=apps or (everywhere,)
    )

"""The environment as NGINX sees it: what the templates iterate over, every name and number decided.

Reasons stand in the comments of `templates/nginx/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from hactl.balancer.nginx import names, syntax
from hactl.balancer.nginx.around import Words
from hactl.balancer.nginx.servers import INTERMEDIATE, Guideline, ServerView, servers
from hactl.model import Affinity, Cluster, Environment, Failover, Instance, Keepalive, Pool

# Above this a zone for each instance makes NGINX slow to start (10,000: 11 s instead of 2); the
# pool of all keeps its own.
MOST_ZONES = 1000
FEW = 6
MANY_BUFFERS = 16 * 1024  # larger ones are fewer; NGINX wants at least three (proxy_busy_buffers_size)
LONGEST_OWN_MARK_MS = 10_000
DAY = 24 * 60 * 60  # seconds
MOST_IDLE = 16
WORKERS = 4
ZONE_KILOBYTES = 64  # an empty zone; each server line takes up to 830 bytes more


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceView:
    """An instance: its name, plain and as a map's key, `host:port`, its upstream, the peers that have its sessions.

    `home` is its cluster's name, `cluster` the same with its state for a comment. `words`: what a person's upstream
    says of it (" weight=6"); `standby`: new users come only where nobody else is left; `down`: nobody comes; `drained`:
    those come only who are here already, and users of its cluster.
    """

    name: str
    key: str
    address: str
    upstream: str
    zone: str
    home: str
    cluster: str
    peers: tuple[str, ...]
    words: str = ""
    standby: bool = False
    down: bool = False
    drained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterView:
    """A cluster: its name as a map's key, the upstream of all its instances, and their addresses."""

    key: str
    upstream: str
    addresses: tuple[str, ...]
    down: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolView:
    """A pool: how its names begin, its cookie, its instances, its applications' paths, plain and as `location`s."""

    prefix: str
    cookie: str
    title: str
    zone: str
    instances: tuple[InstanceView, ...]
    clusters: tuple[ClusterView, ...]
    locations: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """All that the templates need. Times are in NGINX's words.

    `forwards`: what servers are told of a request (`X-Forwarded-*`) is what NGINX sees, or what those of `trust` say.
    `splits`: GET and HEAD are not waited for as long as the others, or go over connections that are kept: `idle` of
    them for each upstream and worker, 0 for none.
    """

    name: str
    source: str
    prefix: str
    by_cookie: bool
    pools: tuple[PoolView, ...]
    listen: tuple[str, ...]
    server_name: str
    answers_root: bool
    mark: str
    own_mark: str
    splits: bool
    idle: int
    timeout: str
    read_timeout: str
    read_next_timeout: str
    header_size: str
    buffers: int
    next_timeout: str
    shutdown_timeout: str
    servers: tuple[ServerView, ...] = ()
    guideline: Guideline = INTERMEDIATE
    hsts_seconds: int = 0
    webroot: str = ""
    forwards: bool = False
    trust: tuple[str, ...] = ()


def shape(environment: Environment, said: Mapping[str, Words] | None = None) -> Shape:
    """Return the environment as NGINX sees it; `said`: what a person's upstreams say of an address."""
    balancer = environment.balancer
    read_ms, write_ms = balancer.failover.read_timeout_ms, balancer.failover.write_timeout_ms
    return Shape(
        name=syntax.word(environment.name),
        source=syntax.comment(environment.source),
        prefix=names.environment_prefix(environment),
        by_cookie=balancer.affinity is Affinity.COOKIE,
        pools=tuple(_pool(environment, pool, said or {}) for pool in environment.pools()),
        listen=tuple(syntax.word(f"{balancer.host.address}:{port}") for port in dict.fromkeys(balancer.listen)),
        server_name=syntax.word(balancer.server_name),
        answers_root=any(app.path == "/" for app in environment.apps),
        mark=_mark(balancer.failover, balancer.failover.fail_timeout_ms),
        own_mark=_mark(balancer.failover, min(balancer.failover.fail_timeout_ms, LONGEST_OWN_MARK_MS)),
        splits=read_ms != write_ms or keeps(environment),
        idle=idle(environment) if keeps(environment) else 0,
        timeout=syntax.time(write_ms),
        read_timeout=syntax.time(read_ms),
        read_next_timeout=syntax.time(read_ms * 5 // 4),
        header_size=syntax.size(balancer.failover.header_bytes),
        buffers=8 if balancer.failover.header_bytes <= MANY_BUFFERS else 4,
        next_timeout=syntax.time(write_ms * 5 // 4),  # one second try after a read timeout, not more
        shutdown_timeout=syntax.time(max(read_ms, write_ms) * 2),
        servers=tuple(servers(balancer)),
        forwards=bool(balancer.tls or balancer.trust),
        trust=tuple(syntax.word(each) for each in balancer.trust),
        hsts_seconds=balancer.hsts_days * DAY,
        webroot=syntax.path(str(balancer.webroot)) if balancer.webroot else "",
    )


def keeps(environment: Environment) -> bool:
    """Tell whether pages go over connections that are kept."""
    return environment.balancer.keepalive is Keepalive.PAGES


def idle(environment: Environment) -> int:
    """Return how many idle connections each upstream keeps in each worker process.

    As many as `WORKERS` worker processes may hold without taking half of any instance's threads.
    """
    rooms = [MOST_IDLE, *(c.held_threads // 2 // _ways(environment, c) for c in environment.clusters if c.held_threads)]
    return max(1, min(rooms))


def threads_idle(environment: Environment, cluster: Cluster) -> int:
    """Return how many threads of an instance of this cluster idle connections may hold at most."""
    return idle(environment) * _ways(environment, cluster)


def _ways(environment: Environment, cluster: Cluster) -> int:
    """Return how many upstreams lead to one instance, in all worker processes: each pool's, its own, its partners'."""
    own = len(cluster.instances) if cluster.ha else 1
    return WORKERS * sum(1 + own for pool in environment.pools() if cluster in pool.clusters)


def _mark(failover: Failover, milliseconds: int) -> str:
    return f"max_fails={failover.max_fails} fail_timeout={milliseconds // 1000}s"


def _pool(environment: Environment, pool: Pool, said: Mapping[str, Words]) -> PoolView:
    prefix = names.pool_prefix(environment, pool)
    zoned = len(pool.instances) * (1 + keeps(environment)) <= MOST_ZONES
    views = (
        _said(_instance(prefix, cluster, instance, zoned=zoned), said)
        for cluster in pool.clusters
        for instance in cluster.instances
    )
    return PoolView(
        prefix=prefix,
        cookie=names.cookie(environment, pool),
        title=_title(pool),
        zone=_zone(2 * len(pool.instances)),
        instances=tuple(views),
        clusters=tuple(_cluster(prefix, cluster, said) for cluster in pool.clusters),
        locations=tuple(word for app in pool.apps for word in _locations(app.path)),
        paths=tuple(app.path for app in pool.apps),
    )


def _cluster(prefix: str, cluster: Cluster, said: Mapping[str, Words]) -> ClusterView:
    return ClusterView(
        key=syntax.key(cluster.name),
        upstream=names.cluster_upstream(prefix, cluster),
        addresses=tuple(syntax.word(instance.address) for instance in cluster.instances),
        down=frozenset(address for address, words in said.items() if words.down),
    )


def _title(pool: Pool) -> str:
    apps = _few([f"{syntax.word(app.name)} ({syntax.word(app.path)})" for app in pool.apps])
    return f"{apps} on {_few([syntax.word(cluster.name) for cluster in pool.clusters])}"


def _few(words: list[str]) -> str:
    """Return a list for a comment, which NGINX's reader takes up to 4096 bytes of."""
    more = f" and {len(words) - FEW} more" if len(words) > FEW else ""
    return ", ".join(words[:FEW]) + more


def _instance(prefix: str, cluster: Cluster, instance: Instance, *, zoned: bool) -> InstanceView:
    """Peers only while HA is on: else they do not have the session, and are no better than any other instance."""
    at = cluster.instances.index(instance)
    # each has another one first: two requests of one user are to meet in one place
    ring = (*cluster.instances[at + 1 :], *cluster.instances[:at])
    peers = tuple(syntax.word(peer.address) for peer in ring) if cluster.ha else ()
    return InstanceView(
        name=syntax.word(instance.name),
        key=syntax.key(instance.name),
        address=syntax.word(instance.address),
        upstream=names.instance_upstream(prefix, instance),
        zone=_zone(len(cluster.instances) + 1) if zoned else "",  # the same with HA on and off
        home=syntax.word(cluster.name),
        cluster=f"{syntax.word(cluster.name)}, HA {'on' if cluster.ha else 'off'}",
        peers=peers,
        drained=instance.drain,
    )


def _said(view: InstanceView, said: Mapping[str, Words]) -> InstanceView:
    """Return the instance with what a person says of it; one that is down is nobody's partner either."""
    words = said.get(view.address, Words())
    return replace(
        view,
        peers=tuple(peer for peer in view.peers if not said.get(peer, Words()).down),
        words="".join(f" {word}" for word in _in_the_pool(words)),
        standby=words.standby,
        down=words.down,
    )


def _in_the_pool(words: Words) -> tuple[str, ...]:
    """Return the words of a line; one that stands by comes long before those that failed are tried for real."""
    weighty = any(word.startswith("weight=") for word in words.line)
    return words.line if weighty or not words.standby else (*words.line, "weight=100")


def _zone(servers: int) -> str:
    return f"{ZONE_KILOBYTES + servers}k"


def _locations(path: str) -> Iterator[str]:
    """Yield what `location` says: `/bank` is all of /bank, /bank/… and /bank;jsessionid=…, but not /banking."""
    if path == "/":
        yield "/"
        return
    yield f"= {syntax.word(path)}"
    yield f"{path}/"
    yield f'"{path};"'

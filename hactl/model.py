"""What one spec describes, after defaults: plain frozen data, every value decided.

Built by `spec.resolve`; read by checks, rooms and the balancer. Times are in
milliseconds, addresses are text in canonical form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath


class Mode(StrEnum):
    """When a write is on the partner: before the answer (sync), or soon after it (async)."""

    SYNC = "sync"
    ASYNC = "async"


class Discovery(StrEnum):
    """How instances of a cluster find each other."""

    MULTICAST = "multicast"
    STATIC = "static"


class Applications(StrEnum):
    """Which applications are replicated: all, or those with `<distributable/>` only."""

    ALL = "all"
    DISTRIBUTABLE = "distributable"


class Copies(StrEnum):
    """How many instances of a cluster hold a copy of a session: all others, or one of them."""

    ALL = "all"
    ONE = "one"


class Changes(StrEnum):
    """Which changes of a session are copied: all, or those that `setAttribute` was called for."""

    SET = "set"
    ALL = "all"


class Affinity(StrEnum):
    """What the balancer keeps a user on its instance by: a cookie of its own, or the session id's suffix."""

    COOKIE = "cookie"
    ROUTE = "route"


class Keepalive(StrEnum):
    """For which requests the balancer keeps its connections to the instances: those for pages, or none."""

    PAGES = "pages"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A machine. `address` is what the balancer calls; `cluster_address` carries replication."""

    name: str
    address: str
    cluster_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Listening ports of an instance.

    `receiver` takes replication messages. `shutdown` is where the server can be told to stop: a Tomcat
    waits for the word SHUTDOWN on its loopback address, a GlassFish for `asadmin`; None: nowhere, a signal stops it.
    """

    http: int
    receiver: int
    shutdown: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One server process. `base` is its own folder (relative: below the host's folder in the output).

    `home` is the installation it starts from, if the spec names it. `route` is the
    suffix of its session ids; it is the instance's name. `drain`: no new users come to it.
    """

    name: str
    cluster: str
    host: Host
    base: PurePosixPath
    home: str | None
    ports: Ports
    drain: bool = False

    @property
    def route(self) -> str:
        """Return the name by which a session id names this instance."""
        return self.name

    @property
    def address(self) -> str:
        """Return host:port as the balancer calls it."""
        return f"{self.host.address}:{self.ports.http}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server type, its line ("7") and version ("7.0.109")."""

    type: str
    line: str
    version: str

    def __str__(self) -> str:
        return f"{self.type}@{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Multicast:
    """The group of one cluster: class D address and port; both together are unique in an environment."""

    address: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """Copies travel encrypted. `variable`: what in the server's environment holds the key, which hactl never writes."""

    variable: str

    @property
    def key(self) -> str:
        """Return the key as files may name it: `${SHOP_KEY}`."""
        return f"${{{self.variable}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replication:
    """How sessions are copied inside a cluster. `domain` keeps strangers on the same group out.

    `adopt`: replication that a person wrote into a file stands aside while HA is on. `encrypt` None: copies travel as
    they are.
    """

    mode: Mode
    discovery: Discovery
    applications: Applications
    heartbeat_ms: int
    drop_after_ms: int
    multicast: Multicast
    domain: str
    adopt: bool = False
    copies: Copies = Copies.ALL
    encrypt: Encryption | None = None
    changes: Changes = Changes.SET


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Instances that share sessions while `ha` is on.

    `held_threads`: the threads of an instance's usual connector, where each connection that is open holds one of them.
    """

    name: str
    server: Server
    ha: bool
    instances: tuple[Instance, ...]
    replication: Replication
    held_threads: int = 0

    @property
    def encryption(self) -> Encryption | None:
        """Return how copies are encrypted; None where they are not, or there are none."""
        return self.replication.encrypt if self.ha else None

    def peers(self, instance: Instance) -> tuple[Instance, ...]:
        """Return the other instances of the cluster."""
        return tuple(i for i in self.instances if i.name != instance.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """A process that a product needs beside its instances and that holds no session: GlassFish's DAS.

    `port` is where it is administered; `receivers` are pairs of a cluster's name and the port that takes
    what that cluster's members say to each other.
    """

    name: str
    server: Server
    host: Host
    base: PurePosixPath
    home: str | None
    port: int
    receivers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failover:
    """When the balancer gives an instance up. Times in milliseconds.

    `read_timeout_ms` holds for GET and HEAD, `write_timeout_ms` for all that must not be carried out twice, and for
    what may be silent for a while; in a person's own file for everything. `header_bytes`: the longest header of an
    answer that it takes from an instance.
    """

    max_fails: int
    fail_timeout_ms: int
    read_timeout_ms: int
    write_timeout_ms: int = 60_000
    header_bytes: int = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """A port that speaks TLS, and where its certificate and its key lie on the balancer's host."""

    port: int
    certificate: PurePosixPath
    key: PurePosixPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Balancer:
    """The NGINX in front. `managed`: hactl writes the server block; else it is a person's, with two includes.

    `config`: the person's file whose locations are to lead to the instances, where hactl is to edit it.
    `listen`: all ports; `tls`: those of them that speak TLS. `to_https`: the others send their users there.
    `hsts_days`: how long browsers are to ask by https only, 0: not said. `webroot`: the folder of those who prove to a
    certificate authority that the name is theirs. `trust`: who may say whom a request is from (`X-Forwarded-*`).
    """

    kind: str
    version: str
    host: Host
    base: PurePosixPath
    listen: tuple[int, ...]
    server_name: str
    affinity: Affinity
    managed: bool
    failover: Failover
    config: PurePosixPath | None = None
    keepalive: Keepalive = Keepalive.NONE
    tls: tuple[Tls, ...] = ()
    to_https: bool = False
    hsts_days: int = 0
    webroot: PurePosixPath | None = None
    trust: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """An application: where its archive or folder lies (relative to the spec), its path, its clusters.

    `wars`: another archive for a cluster, by its name. `replicated` False: a person knows that its sessions are not
    copied.
    """

    name: str
    war: str | None
    path: str
    clusters: tuple[str, ...]
    replicated: bool = True
    wars: Mapping[str, str] = field(default_factory=dict)

    def war_of(self, cluster: str) -> str | None:
        """Return the archive that this cluster serves; None: hactl lays none."""
        return self.wars.get(cluster, self.war)

    def archives(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield each archive of its clusters, once, with the keys below `apps.NAME` that name it first."""
        seen = set()
        for cluster in self.clusters:
            war = self.war_of(cluster)
            if war is not None and war not in seen:
                seen.add(war)
                yield (("wars", cluster) if cluster in self.wars else ("war",)), war


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """A distinct set of clusters that serve the same applications; `name` goes into NGINX names and the cookie."""

    name: str
    clusters: tuple[Cluster, ...]
    apps: tuple[App, ...]

    @property
    def instances(self) -> tuple[Instance, ...]:
        """Return all instances of the pool, cluster by cluster."""
        return tuple(i for c in self.clusters for i in c.instances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """One balancer and its clusters. `source` is the spec's file name, for the head of generated files."""

    name: str
    source: str
    balancer: Balancer
    clusters: tuple[Cluster, ...]
    apps: tuple[App, ...]
    companions: tuple[Companion, ...] = ()

    @property
    def instances(self) -> Iterator[Instance]:
        """Yield all instances, cluster by cluster."""
        return (i for c in self.clusters for i in c.instances)

    @property
    def hosts(self) -> Iterator[Host]:
        """Yield the host of everything that runs, the balancer's last; a host may come more than once."""
        yield from (i.host for i in self.instances)
        yield from (c.host for c in self.companions)
        yield self.balancer.host

    def cluster(self, name: str) -> Cluster:
        """Return the cluster of that name; it must exist."""
        return next(c for c in self.clusters if c.name == name)

    def pools(self) -> tuple[Pool, ...]:
        """Return the pools, in the order the applications name them."""
        by_clusters: dict[tuple[str, ...], list[App]] = {}
        for app in self.apps:
            by_clusters.setdefault(app.clusters, []).append(app)
        return tuple(self._pool(names, apps) for names, apps in by_clusters.items())

    def _pool(self, names: tuple[str, ...], apps: list[App]) -> Pool:
        everything = len(names) == len(self.clusters)
        clusters = tuple(c for c in self.clusters if c.name in names)
        name = "all" if everything else "-".join(c.name for c in clusters)
        return Pool(name=name, clusters=clusters, apps=tuple(apps))

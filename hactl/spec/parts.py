"""The long form of a spec as data: what a person wrote, checked but not yet completed.

A value that is None was not written: what then holds is `resolve`'s to decide. What people are told of each key, its
fixed default too, stands here and nowhere else: `hactl schema` and docs/spec.md are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hactl.spec.told import told
from hactl.spec.values import RECEIVER_DISTANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPart:
    """A machine."""

    address: str = field(
        metadata=told("IPv4 address at which the balancer reaches this machine.", examples=("10.0.0.11",))
    )
    cluster_address: str | None = field(
        default=None,
        metadata=told(
            "Address for replication, if that has its own network.",
            otherwise="`address`",
            examples=("10.9.0.11",),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PortsPart:
    """Ports of an instance."""

    http: int | None = field(default=None, metadata=told("Port at which the balancer connects to it.", default=8080))
    shutdown: int | None = field(
        default=None,
        metadata=told(
            "Tomcat's shutdown port on 127.0.0.1; GlassFish's admin listener.",
            otherwise="none: a signal stops it; GlassFish: http + 2000",
            examples=(8005,),
        ),
    )
    receiver: int | None = field(
        default=None,
        metadata=told(
            "Port at which it takes copies of sessions.",
            otherwise=f"http + {RECEIVER_DISTANCE}",
            examples=(4001,),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MulticastPart:
    """The group of a cluster."""

    address: str | None = field(
        default=None,
        metadata=told(
            "Address of the group by which the instances of a cluster find each other.",
            otherwise="derived from environment, balancer and cluster, in 239.192.0.0/14",
            examples=("239.192.7.1",),
        ),
    )
    port: int | None = field(
        default=None,
        metadata=told(
            "Port of the group.",
            otherwise="derived from environment, balancer and cluster, from 45000 to 48999",
            examples=(45571,),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationPart:
    """How sessions are copied; times as written."""

    mode: str | None = field(
        default=None,
        metadata=told(
            "When an instance answers: after the session was copied, or before.",
            words={
                "sync": "an answered write is on the partner",
                "async": "faster; the last writes before a crash may be missing",
            },
            default="sync",
            otherwise="`sync`; GlassFish `async`",
        ),
    )
    discovery: str | None = field(
        default=None,
        metadata=told(
            "How the instances of a cluster find each other.",
            words={"multicast": "by their own multicast group", "static": "by name, for networks without multicast"},
            default="multicast",
        ),
    )
    applications: str | None = field(
        default=None,
        metadata=told(
            "Which applications' sessions are copied.",
            words={"all": "every application's", "distributable": "those with `<distributable/>` in their web.xml"},
            default="all",
        ),
    )
    heartbeat: str | None = field(
        default=None,
        metadata=told("How often an instance says that it is alive: a time with its unit.", default="500ms"),
    )
    drop_after: str | None = field(
        default=None,
        metadata=told("How long an instance may be silent before the others consider it dead.", default="3s"),
    )
    multicast: MulticastPart = field(
        default=MulticastPart(),
        metadata=told("The cluster's multicast group.", otherwise="a separate group for each cluster"),
    )
    adopt: bool | None = field(
        default=None,
        metadata=told(
            "What happens to your own `<Cluster>` or `<Manager>`. `true`: it is set aside while HA is on, "
            "and comes back; `false`: hactl refuses.",
            default=False,
        ),
    )
    copies: str | None = field(
        default=None,
        metadata=told(
            "Which instances have a copy of a session.",
            words={"all": "every other instance of the cluster", "one": "one of them"},
            default="all",
            otherwise="`all`; GlassFish `one`",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsPart:
    """Values that hold wherever nothing nearer is written."""

    ports: PortsPart = field(default=PortsPart(), metadata=told("Ports of every instance.", otherwise="see `ports`"))
    replication: ReplicationPart = field(
        default=ReplicationPart(),
        metadata=told("Replication of every cluster, key by key.", otherwise="see `replication`"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FailoverPart:
    """When the balancer gives an instance up; times as written."""

    max_fails: int | None = field(
        default=None,
        metadata=told(
            "Failures within `fail_timeout` after which an instance gets no requests for a while.", default=1
        ),
    )
    fail_timeout: str | None = field(default=None, metadata=told("How long it gets no requests.", default="60s"))
    read_timeout: str | None = field(
        default=None, metadata=told("How long NGINX waits for the answer to a GET or HEAD.", default="10s")
    )
    write_timeout: str | None = field(
        default=None,
        metadata=told(
            "How long NGINX waits for the answer to anything else.",
            default="60s",
            otherwise="`60s`; `read_timeout` if that is longer",
        ),
    )
    header_size: str | None = field(
        default=None,
        metadata=told("The longest header of an answer: a size with its unit, from `4k` to `1m`.", default="16k"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerPart:
    """The NGINX in front."""

    host: str = field(
        metadata=told(
            "Where it runs: a name below `hosts`, or an address. `balancer: 10.0.0.5:80` is short for this "
            "and `listen`.",
            examples=("10.0.0.5",),
        )
    )
    kind: str | None = field(
        default=None, metadata=told("What it is.", words={"nginx": "NGINX, 1.18 or later"}, default="nginx")
    )
    version: str | None = field(
        default=None, metadata=told("The oldest NGINX that is to run the file, in quotes.", default="1.18")
    )
    base: str | None = field(
        default=None,
        metadata=told("Its folder; absolute: a place on its host.", default="nginx", examples=("/etc/nginx",)),
    )
    listen: list[int] | None = field(default=None, metadata=told("The ports that users connect to.", default=(80,)))
    server_name: str | None = field(
        default=None,
        metadata=told("The host name that users enter; `_`: any name.", default="_", examples=("shop.example.org",)),
    )
    affinity: str | None = field(
        default=None,
        metadata=told(
            "What keeps a user on one instance.",
            words={"cookie": "NGINX's own cookie", "route": "the suffix of the session id"},
            default="cookie",
        ),
    )
    server: str | None = field(
        default=None,
        metadata=told(
            "Who writes the server block.",
            words={"managed": "hactl writes it", "existing": "two includes for your own server block"},
            default="managed",
        ),
    )
    config: str | None = field(
        default=None,
        metadata=told(
            "With `server: existing`: the file that hactl edits so that it leads to the instances.",
            otherwise="none: you add the includes",
            examples=("nginx.conf", "conf.d/shop.conf"),
        ),
    )
    failover: FailoverPart = field(
        default=FailoverPart(),
        metadata=told(
            "When the balancer gives up on an instance.",
            otherwise="as its keys say",
            more="balancer.md#where-does-the-balancer-send-a-user",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InstancePart:
    """One server process."""

    host: str = field(
        metadata=told(
            "Where it runs: a name below `hosts`, or an address. `a-1: 10.0.0.11:8080` is short for this "
            "and `ports: {http: 8080}`.",
            examples=("10.0.0.11",),
        )
    )
    base: str | None = field(
        default=None,
        metadata=told(
            "Its folder; relative: below the output folder's `<host>/`; absolute: a place on its host.",
            otherwise="the instance's name",
            examples=("/srv/a-1",),
            more="existing.md",
        ),
    )
    home: str | None = field(
        default=None,
        metadata=told(
            "The server's installation on its host; it goes into `start.sh` only.",
            otherwise="none: `CATALINA_HOME`",
            examples=("/opt/tomcat7",),
        ),
    )
    ports: PortsPart = field(default=PortsPart(), metadata=told("Its ports.", otherwise="`defaults.ports`"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPart:
    """Instances that share sessions."""

    instances: Mapping[str, InstancePart] = field(
        metadata=told(
            "Servers that copy sessions to each other: a list of addresses, or a map from names to hosts, addresses "
            "or more."
        )
    )
    server: str | None = field(
        default=None, metadata=told("Server type and its line or version.", otherwise="`server` at the top")
    )
    ha: bool | None = field(
        default=None,
        metadata=told("Whether sessions are copied; enable-ha and disable-ha switch it.", otherwise="`ha` at the top"),
    )
    replication: ReplicationPart = field(
        default=ReplicationPart(),
        metadata=told("How sessions are copied.", otherwise="`defaults.replication`, key by key"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPart:
    """An application."""

    war: str | None = field(
        default=None,
        metadata=told(
            "Its archive, or an unpacked folder, from the spec's folder.",
            otherwise="none: put it there yourself",
            examples=("apps/shop.war",),
        ),
    )
    path: str | None = field(
        default=None,
        metadata=told("The path where users find it.", otherwise="`/` and its name", examples=("/shop", "/")),
    )
    clusters: list[str] | None = field(
        default=None, metadata=told("The clusters that serve it.", otherwise="all of them", examples=(["a"],))
    )
    replicated: bool | None = field(
        default=None,
        metadata=told(
            "`false`: you know that its sessions are not copied; no command warns of it, and a drill expects to lose "
            "them.",
            default=True,
            more="what-is-not-copied.md#applications-that-keep-their-sessions-to-themselves",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DasPart:
    """GlassFish's domain administration server."""

    host: str | None = field(
        default=None,
        metadata=told(
            "Where it runs: a name below `hosts`, or an address.",
            otherwise="the balancer's host",
            examples=("10.0.0.5",),
        ),
    )
    domain: str | None = field(default=None, metadata=told("The domain's name.", default="domain1"))
    base: str | None = field(
        default=None,
        metadata=told("The domain's folder; it ends with the domain's name.", otherwise="the domain's name"),
    )
    home: str | None = field(
        default=None,
        metadata=told(
            "GlassFish's installation on its host.", otherwise="none", examples=("/opt/glassfish3/glassfish",)
        ),
    )
    admin_port: int | None = field(default=None, metadata=told("Port at which asadmin connects to it.", default=4848))


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassfishPart:
    """Settings for GlassFish only."""

    das: DasPart = field(
        default=DasPart(),
        metadata=told("The process that administers the domain.", otherwise="as its keys say", more="glassfish.md"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecPart:
    """A whole spec. What is special to a product stands under its name."""

    hactl: int = field(metadata=told("Version of this format.", examples=(1,)))
    name: str = field(metadata=told("Name of the environment.", examples=("shop",)))
    balancer: BalancerPart = field(
        metadata=told("The NGINX in front: `10.0.0.5:80`, or a map with `host` and more.", examples=("10.0.0.5:80",))
    )
    clusters: Mapping[str, ClusterPart] = field(
        metadata=told("Instances that share sessions: a list of addresses, or a map with `instances` and more.")
    )
    server: str | None = field(
        default=None,
        metadata=told(
            "Server type and its line (`tomcat@7`: the newest version that hactl knows) or version, for every cluster.",
            otherwise="none: each cluster names its own",
        ),
    )
    hosts: Mapping[str, HostPart] | None = field(
        default=None,
        metadata=told("Machines, apart from what runs on them.", otherwise="none: instances name addresses"),
    )
    ha: bool | None = field(
        default=None,
        metadata=told(
            "Whether sessions are copied, in every cluster; `true` or `false`, not `on` or `yes`.", default=True
        ),
    )
    defaults: DefaultsPart = field(
        default=DefaultsPart(),
        metadata=told("Defaults for all instances and clusters.", otherwise="as below"),
    )
    apps: Mapping[str, AppPart] | None = field(
        default=None, metadata=told("The applications.", otherwise="one application, `/`, on all clusters")
    )
    glassfish: GlassfishPart | None = field(
        default=None, metadata=told("Settings for GlassFish only.", otherwise="as its keys say", more="glassfish.md")
    )

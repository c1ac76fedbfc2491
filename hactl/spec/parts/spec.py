"""The long form of a spec as data: what a person wrote, checked but not yet completed.

A value that is None was not written: what then holds is `resolve`'s to decide. What people are told of each key, its
fixed default too, stands here and nowhere else: `hactl schema` and docs/spec.md are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hactl.spec.parts.balancer import BalancerPart
from hactl.spec.parts.glassfish import GlassfishPart
from hactl.spec.parts.replication import DefaultsPart, PortsPart, ReplicationPart
from hactl.spec.told import told


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
    drain: bool | None = field(
        default=None,
        metadata=told(
            "`true`: users without a session do not come here any more; those who are here stay, and their partner "
            "takes them as ever. `hactl drain` and `hactl undrain` switch it.",
            otherwise="as its cluster",
            more="upgrading.md#a-second-cluster-beside-the-old-one",
        ),
    )


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
    drain: bool | None = field(
        default=None,
        metadata=told(
            "`true`: users without a session do not come here any more; those who are here stay, and their partner "
            "takes them as ever. `hactl drain` and `hactl undrain` switch it.",
            default=False,
            more="upgrading.md#a-second-cluster-beside-the-old-one",
        ),
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
    wars: dict[str, str] | None = field(
        default=None,
        metadata=told(
            "The archives of clusters that serve another one than the rest, by the cluster's name: "
            "one for `jakarta.servlet` beside one for `javax.servlet`.",
            otherwise="`war`",
            examples=({"new": "apps/shop-jakarta.war"},),
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

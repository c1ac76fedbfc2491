"""The long form of a spec as data: what a person wrote, checked but not yet completed.

A value that is None was not written: its default is `resolve`'s to decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPart:
    """A machine."""

    address: str
    cluster_address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PortsPart:
    """Ports of an instance."""

    http: int | None = None
    shutdown: int | None = None
    receiver: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MulticastPart:
    """The group of a cluster."""

    address: str | None = None
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicationPart:
    """How sessions are copied; times as written."""

    mode: str | None = None
    discovery: str | None = None
    applications: str | None = None
    heartbeat: str | None = None
    drop_after: str | None = None
    multicast: MulticastPart = MulticastPart()
    adopt: bool | None = None
    copies: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultsPart:
    """Values that hold wherever nothing nearer is written."""

    ports: PortsPart = PortsPart()
    replication: ReplicationPart = ReplicationPart()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailoverPart:
    """When the balancer gives an instance up; times as written."""

    max_fails: int | None = None
    fail_timeout: str | None = None
    read_timeout: str | None = None
    write_timeout: str | None = None
    header_size: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerPart:
    """The NGINX in front."""

    host: str
    kind: str | None = None
    version: str | None = None
    base: str | None = None
    listen: list[int] | None = None
    server_name: str | None = None
    affinity: str | None = None
    server: str | None = None
    config: str | None = None
    failover: FailoverPart = FailoverPart()


@dataclass(frozen=True, slots=True, kw_only=True)
class InstancePart:
    """One server process."""

    host: str
    base: str | None = None
    home: str | None = None
    ports: PortsPart = PortsPart()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPart:
    """Instances that share sessions."""

    instances: Mapping[str, InstancePart]
    server: str | None = None
    ha: bool | None = None
    replication: ReplicationPart = ReplicationPart()


@dataclass(frozen=True, slots=True, kw_only=True)
class AppPart:
    """An application."""

    war: str | None = None
    path: str | None = None
    clusters: list[str] | None = None
    replicated: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DasPart:
    """GlassFish's domain administration server."""

    host: str | None = None
    domain: str | None = None
    base: str | None = None
    home: str | None = None
    admin_port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassfishPart:
    """What is special to GlassFish."""

    das: DasPart = DasPart()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecPart:
    """A whole spec. What is special to a product stands under its name."""

    hactl: int
    name: str
    balancer: BalancerPart
    clusters: Mapping[str, ClusterPart]
    server: str | None = None
    hosts: Mapping[str, HostPart] | None = None
    ha: bool | None = None
    defaults: DefaultsPart = DefaultsPart()
    apps: Mapping[str, AppPart] | None = None
    glassfish: GlassfishPart | None = None

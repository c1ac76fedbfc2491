"""What is told of an environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypedDict

from hactl.model import Discovery, Mode
from hactl.views.shapes.restart import RestartData

State = Literal["on", "off", "mixed", "absent", "elsewhere"]


class BalancerData(TypedDict):
    """The NGINX in front."""

    kind: str
    version: Annotated[str, "The oldest that the files must work on; may be empty."]
    host: str
    listen: Annotated[list[str], "address:port"]
    folder: Annotated[str | None, "Where its files lie."]
    running: Annotated[str | None, "What is known of its process."]


class PoolData(TypedDict):
    """The clusters that serve the same applications."""

    name: str
    apps: list[str]
    clusters: list[str]


class CompanionData(TypedDict):
    """A server beside the instances that all of them need, as a GlassFish domain's administration server."""

    name: str
    server: str
    host: str
    address: str
    receivers: Annotated[Mapping[str, int], "cluster -> port"]
    folder: str | None
    running: str | None


class PortsData(TypedDict):
    """Ports of an instance; null or 0: it has none."""

    http: int
    shutdown: int | None
    receiver: int | None


class InstanceData(TypedDict):
    """One running server."""

    name: str
    host: str
    address: Annotated[str, "address:port for HTTP"]
    ports: PortsData
    drained: Annotated[bool, "No new users come to it."]
    folder: Annotated[str | None, "Where its files lie."]
    running: Annotated[str | None, "What is known of its process."]


AppState = State | Literal["not protected", "not replicated"]


class ApplicationData(TypedDict):
    """An application of a cluster, and whether its sessions are copied."""

    path: str
    name: Annotated[str | None, "In the spec; null: only the servers know it."]
    state: AppState
    id: Annotated[str | None, "The problem's id, if it is not protected."]
    why: str | None
    file: str | None
    line: int | None


class ClusterData(TypedDict):
    """Instances that share sessions."""

    name: str
    server: str
    ha: Annotated[bool, "As the spec has it."]
    on_disk: Annotated[State | None, "HA as the files have it; null: not looked at."]
    mode: Mode
    discovery: Discovery
    multicast: Annotated[str, "address:port"]
    instances: list[InstanceData]
    applications: list[ApplicationData]


class NotProtectedData(TypedDict):
    """An application for which HA is on without effect."""

    cluster: str
    app: Annotated[str | None, "null: every application of the cluster."]
    file: str
    line: int


class StatusData(TypedDict):
    """The environment as its files are."""

    environment: str
    spec: str
    balancer: BalancerData
    pools: list[PoolData]
    companions: list[CompanionData]
    clusters: list[ClusterData]
    files: Annotated[
        Mapping[str, str], "Each file that differs -> two letters, as `hactl status --help` explains them."
    ]
    restarts: Annotated[list[RestartData], "In this order."]
    not_copied: Annotated[Mapping[str, str], "Product -> what of a session stays on its instance; when HA goes on."]
    not_protected: list[NotProtectedData]
    next: Annotated[str, "The command to type next; may be empty."]

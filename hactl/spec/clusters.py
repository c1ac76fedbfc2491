"""From the parts of a spec to the clusters of the model: servers, instances, ports, replication."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from hactl.model import Cluster, Instance, Ports, Server
from hactl.problems import KeyPath
from hactl.spec.parts import ClusterPart, InstancePart, PortsPart
from hactl.spec.replication import resolve_replication
from hactl.spec.servers import KnownLine, parse_server
from hactl.spec.setting import Setting
from hactl.spec.told import default_of
from hactl.spec.trail import SPEC
from hactl.spec.values import RECEIVER_DISTANCE


def resolve_cluster(setting: Setting, name: str, part: ClusterPart) -> Cluster:
    """Return the cluster with every value decided."""
    at: KeyPath = ("clusters", name)
    ha_origin = "default" if setting.spec.ha is None else "spec, ha"
    server = _server(setting, at, part)
    line = setting.line(server)
    return Cluster(
        name=name,
        server=server,
        ha=setting.trail.pick((*at, "ha"), part.ha, setting.spec.ha is not False, ha_origin),
        instances=tuple(
            replace(_instance(setting, (name, key), each, line), drain=_drain(setting, (*at, "instances", key), part))
            for key, each in part.instances.items()
        ),
        replication=resolve_replication(setting, name, part.replication, line),
        held_threads=line.held_threads,
    )


def _drain(setting: Setting, at: KeyPath, cluster: ClusterPart) -> bool:
    """Return whether an instance is drained: as it says, else as its cluster does."""
    own, shared = cluster.instances[str(at[-1])].drain, cluster.drain
    origin = "default" if shared is None else f"spec, clusters.{at[1]}.drain"
    return setting.trail.pick((*at, "drain"), own, bool(shared), origin)


def _server(setting: Setting, at: KeyPath, part: ClusterPart) -> Server:
    trail, path = setting.trail, (*at, "server")
    word = part.server or setting.spec.server
    if word is None:  # a problem already, told once by `resolve`
        return Server(type="", line="", version="")
    found = parse_server(word, setting.known)
    if isinstance(found, Server):
        trail.note(path, str(found), SPEC if part.server else "spec, server")
        return found
    if part.server:  # the default of all clusters is checked once, by `resolve`
        trail.error(path, "spec-unknown-server", *found)
    return Server(type=word, line="", version="")


def _instance(setting: Setting, names: tuple[str, str], part: InstancePart, line: KnownLine) -> Instance:
    cluster, name = names
    at: KeyPath = ("clusters", cluster, "instances", name)
    trail = setting.trail
    return Instance(
        name=name,
        cluster=cluster,
        host=setting.hosts.find((*at, "host"), part.host),
        base=PurePosixPath(trail.pick((*at, "base"), part.base, name, "derived from the instance's name")),
        home=trail.note((*at, "home"), part.home, SPEC if part.home else "default"),
        ports=_ports(setting, (*at, "ports"), part.ports, line),
    )


def _ports(setting: Setting, at: KeyPath, part: PortsPart, line: KnownLine) -> Ports:
    shared = setting.spec.defaults.ports

    def pick(key: str, own: int | None, default: int | None, derived: int, origin: str) -> int:
        if default is not None:
            derived, origin = default, "spec, defaults.ports"
        return setting.trail.pick((*at, key), own, derived, origin)

    http = pick("http", part.http, shared.http, default_of(PortsPart, "http"), "default")
    receiver = http + RECEIVER_DISTANCE
    return Ports(
        http=http,
        receiver=pick("receiver", part.receiver, shared.receiver, receiver, f"derived from http + {RECEIVER_DISTANCE}"),
        shutdown=_shutdown(setting, (*at, "shutdown"), part.shutdown, http, line),
    )


def _shutdown(setting: Setting, at: KeyPath, own: int | None, http: int, line: KnownLine) -> int | None:
    """Return the shutdown port: for most servers there is none by default, and a signal stops them."""
    if own is None and setting.spec.defaults.ports.shutdown is not None:
        return setting.trail.note(at, setting.spec.defaults.ports.shutdown, "spec, defaults.ports")
    distance = line.shutdown_distance
    if own is None and distance is not None:
        return setting.trail.note(at, http + distance, f"derived from http + {distance}")
    return setting.trail.note(at, own, "default" if own is None else SPEC)

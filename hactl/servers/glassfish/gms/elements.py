"""What domain.xml must hold for a cluster, element by element. Source: Domain File Format Reference of GlassFish 3.1.

Its structure (configuration, cluster, servers, nodes, references) is made where there is none
of that name; what a person has is left alone. Replication, while HA is on, goes into both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hactl.edits.escaping import quoteattr
from hactl.edits.keyed import Ensure, IfPresent
from hactl.model import App, Cluster, Companion, Discovery, Host, Instance, Mode

LEAST_HEARTBEAT_MS = 1000  # failure-detection takes no shorter one
LISTED = "GMS_DISCOVERY_URI_LIST"
MULTICAST, STATIC = "udpmulticast", "tcp"  # words of `broadcast`
OPTIONS = (
    "-DjvmRoute=${com.sun.aas.instanceName}",
    "-Dorg.shoal.cache.transmitter.frequency.in.millis=2",  # 100 else: that long a write would be on one server only
)
DEFAULTS = {  # what the server leaves out when it writes the file anew
    ("cluster", "gms-enabled"): "true",
    ("cluster", "broadcast"): MULTICAST,
    ("availability-service", "availability-enabled"): "true",
    ("web-container-availability", "availability-enabled"): "true",
    ("application", "availability-enabled"): "false",
    ("application", "async-replication"): "true",
    ("application-ref", "virtual-servers"): "server",
    ("failure-detection", "heartbeat-frequency-in-millis"): "2000",
    ("failure-detection", "max-missed-heartbeats"): "3",
}


def config_of(cluster: Cluster) -> str:
    """Return the name of the configuration that hactl makes for a cluster."""
    return f"{cluster.name}-config"


def node_of(instance: Instance) -> str:
    """Return the node's name: asadmin wants a node's folder to be named like it."""
    return instance.base.parent.name if instance.base.is_absolute() else instance.host.name


def configuration(cluster: Cluster, config: str) -> Iterator[Ensure]:
    """Yield a configuration of hactl's own, as XML, that does not replicate yet."""
    yield Ensure(("configs",), config, IfPresent.KEEP)
    place = ("configs", f"config[{config_of(cluster)}]")
    yield Ensure(place, _availability("false"))
    yield Ensure(place, _detection(cluster))


def structure(cluster: Cluster, config: str, instances: tuple[Instance, ...]) -> Iterator[Ensure]:
    """Yield a cluster that does not replicate yet and these instances of it; `config`: its configuration's name."""
    name = cluster.name
    yield Ensure(("clusters",), _group(cluster, "false", config_ref=config))
    for instance in instances:
        node = _xml(
            "node",
            name=node_of(instance),
            type="CONFIG",
            node_host=instance.host.address,
            install_dir="${com.sun.aas.productRoot}",
        )
        yield Ensure(("nodes",), node)
        yield Ensure(("servers",), _server(instance, config))
        yield Ensure(("clusters", f"cluster[{name}]"), _xml("server-ref", ref=instance.name))


def application(app: App, cluster: Cluster, instances: tuple[Instance, ...]) -> Iterator[Ensure]:
    """Yield an application that hactl lays into applications/, and where it runs."""
    module = _xml("module", _xml("engine", sniffer="web"), _xml("engine", sniffer="security"), name=app.name)
    whole = _xml(
        "application",
        module,
        name=app.name,
        context_root=app.path,
        object_type="user",
        availability_enabled="false",
        location=f"${{com.sun.aas.instanceRootURI}}/applications/{app.name}/",
    )
    yield Ensure(("applications",), whole)
    ref = _xml("application-ref", ref=app.name, virtual_servers="server")
    yield Ensure(("clusters", f"cluster[{cluster.name}]"), ref)
    for instance in instances:
        yield Ensure(("servers", f"server[{instance.name}]"), ref)


def replication(cluster: Cluster, config: str, apps: tuple[str, ...], das: Companion) -> Iterator[Ensure]:
    """Yield what makes a cluster replicate: group, availability of the configuration named `config` and of these."""
    place = ("configs", f"config[{config}]")
    yield _merged(place, _availability("true"))
    yield _merged(place, _detection(cluster))
    yield from options(config, OPTIONS)
    yield _merged(("clusters",), _group(cluster, "true"))
    if cluster.replication.discovery is Discovery.STATIC:
        known = _xml("property", name=LISTED, value=",".join(_members(cluster, das)))
        yield _merged(("clusters", f"cluster[{cluster.name}]"), known)
    late = "true" if cluster.replication.mode is Mode.ASYNC else "false"
    for app in apps:
        yield _merged(
            ("applications",), _xml("application", name=app, async_replication=late, availability_enabled="true")
        )


def options(config: str, given: Iterable[str]) -> Iterator[Ensure]:
    """Yield JVM options of the configuration of this name."""
    for option in given:
        yield _merged(("configs", f"config[{config}]", "java-config"), f"<jvm-options>{option}</jvm-options>")


def _members(cluster: Cluster, das: Companion) -> Iterator[str]:
    """Yield where each member of the group listens, the one that leads it first."""
    yield f"tcp://{das.host.cluster_address}:{dict(das.receivers)[cluster.name]}"
    for instance in cluster.instances:
        yield f"tcp://{instance.host.cluster_address}:{instance.ports.receiver}"


def membership(cluster: Cluster, server: str, host: Host, port: int, how: IfPresent) -> Iterator[Ensure]:
    """Yield where a server (its name in domain.xml) takes part in a cluster's group."""
    values = {f"GMS-BIND-INTERFACE-ADDRESS-{cluster.name}": host.cluster_address, receiver(cluster.name): str(port)}
    for name, value in values.items():
        yield Ensure(("servers", f"server[{server}]"), _xml("system-property", name=name, value=value), how)


def _availability(word: str) -> str:
    inner = _xml("web-container-availability", availability_enabled=word)
    return _xml("availability-service", inner, availability_enabled=word)


def _detection(cluster: Cluster) -> str:
    heartbeat = max(LEAST_HEARTBEAT_MS, cluster.replication.heartbeat_ms)
    inner = _xml(
        "failure-detection",
        heartbeat_frequency_in_millis=str(heartbeat),
        max_missed_heartbeats=str(max(2, round(cluster.replication.drop_after_ms / heartbeat))),
    )
    return _xml("group-management-service", inner)


def _group(cluster: Cluster, enabled: str, **more: str) -> str:
    multicast, static = cluster.replication.multicast, cluster.replication.discovery is Discovery.STATIC
    return _xml(
        "cluster",
        _xml("property", name="GMS_LISTENER_PORT", value=f"${{{receiver(cluster.name)}}}"),
        name=cluster.name,
        **more,
        gms_enabled=enabled,
        broadcast=STATIC if static else MULTICAST,
        gms_multicast_address=multicast.address,
        gms_multicast_port=str(multicast.port),
        gms_bind_interface_address=f"${{GMS-BIND-INTERFACE-ADDRESS-{cluster.name}}}",
    )


def switches(cluster: Cluster, apps: tuple[App, ...]) -> Iterator[str]:
    """Yield asadmin's names of what makes a cluster of hactl's own replicate: each is `true` or `false`."""
    service = f"configs.config.{config_of(cluster)}.availability-service"
    yield f"{service}.availability-enabled"
    yield f"{service}.web-container-availability.availability-enabled"
    yield from (f"applications.application.{app.name}.availability-enabled" for app in apps)
    yield f"clusters.cluster.{cluster.name}.gms-enabled"


def receiver(cluster: str) -> str:
    """Return the system property that holds the port at which a server takes sessions of a cluster."""
    return f"GMS_LISTENER_PORT-{cluster}"


def _server(instance: Instance, config: str) -> str:
    values = {
        "HACTL_ADDRESS": instance.host.address,
        "HTTP_LISTENER_PORT": str(instance.ports.http),
        "ASADMIN_LISTENER_PORT": str(instance.ports.shutdown),
    }
    properties = (_xml("system-property", name=name, value=value) for name, value in values.items())
    return _xml("server", *properties, name=instance.name, config_ref=config, node_ref=node_of(instance))


def _merged(parent: tuple[str, ...], text: str) -> Ensure:
    return Ensure(parent, text, IfPresent.MERGE)


def _xml(tag: str, /, *children: str, **attributes: str) -> str:
    """Return an element, children on lines of their own; `_` in a name is `-`."""
    start = tag + "".join(f" {name.replace('_', '-')}={quoteattr(value)}" for name, value in attributes.items())
    if not children:
        return f"<{start}/>"
    inner = "".join("\n  " + child.replace("\n", "\n  ") for child in children)
    return f"<{start}>{inner}\n</{tag}>"

"""What domain.xml must hold for a cluster, element by element. Source: Domain File Format Reference of GlassFish 3.1.

Its structure (configuration, cluster, servers, nodes, references) is made where there is none
of that name; what a person has is left alone. Replication, while HA is on, goes into both.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from hactl.edits.keyed import Ensure, How
from hactl.model import App, Cluster, Discovery, Host, Instance, Mode

LEAST_HEARTBEAT_MS = 1000  # failure-detection takes no shorter one
OPTIONS = (
    "-DjvmRoute=${com.sun.aas.instanceName}",
    "-Dorg.shoal.cache.transmitter.frequency.in.millis=2",  # 100 else: that long a write would be on one server only
)
DEFAULTS = {  # what the server leaves out when it writes the file anew
    ("cluster", "gms-enabled"): "true",
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


def structure(cluster: Cluster, config: str, instances: tuple[Instance, ...]) -> Iterator[Ensure]:
    """Yield a cluster and these instances of it; `config`: the name of its configuration."""
    name = cluster.name
    yield Ensure(("clusters",), _xml("cluster", name=name, config_ref=config, gms_enabled="false"))
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
        location=f"${{com.sun.aas.instanceRootURI}}/applications/{app.name}/",
    )
    yield Ensure(("applications",), whole)
    ref = _xml("application-ref", ref=app.name, virtual_servers="server")
    yield Ensure(("clusters", f"cluster[{cluster.name}]"), ref)
    for instance in instances:
        yield Ensure(("servers", f"server[{instance.name}]"), ref)


def replication(cluster: Cluster, config: str, apps: tuple[str, ...]) -> Iterator[Ensure]:
    """Yield what makes a cluster replicate: group, availability of the configuration named `config` and of these."""
    on = {"availability_enabled": "true"}
    heartbeat = max(LEAST_HEARTBEAT_MS, cluster.replication.heartbeat_ms)
    detection = _xml(
        "failure-detection",
        heartbeat_frequency_in_millis=str(heartbeat),
        max_missed_heartbeats=str(max(2, round(cluster.replication.drop_after_ms / heartbeat))),
    )
    place = ("configs", f"config[{config}]")
    yield _merged(place, _xml("availability-service", _xml("web-container-availability", **on), **on))
    yield _merged(place, _xml("group-management-service", detection))
    for option in OPTIONS:
        yield _merged((*place, "java-config"), f"<jvm-options>{option}</jvm-options>")
    yield _merged(("clusters",), _group(cluster))
    late = "true" if cluster.replication.mode is Mode.ASYNC else "false"
    for app in apps:
        yield _merged(("applications",), _xml("application", name=app, async_replication=late, **on))


def membership(cluster: Cluster, server: str, host: Host, port: int) -> Iterator[Ensure]:
    """Yield where a server (its name in domain.xml) takes part in a cluster's group."""
    values = {f"GMS-BIND-INTERFACE-ADDRESS-{cluster.name}": host.cluster_address, _receiver(cluster): str(port)}
    for name, value in values.items():
        yield _merged(("servers", f"server[{server}]"), _xml("system-property", name=name, value=value))


def _group(cluster: Cluster) -> str:
    multicast, static = cluster.replication.multicast, cluster.replication.discovery is Discovery.STATIC
    assert not static, "a check refuses it"
    return _xml(
        "cluster",
        _xml("property", name="GMS_LISTENER_PORT", value=f"${{{_receiver(cluster)}}}"),
        name=cluster.name,
        gms_enabled="true",
        gms_multicast_address=multicast.address,
        gms_multicast_port=str(multicast.port),
        gms_bind_interface_address=f"${{GMS-BIND-INTERFACE-ADDRESS-{cluster.name}}}",
    )


def _receiver(cluster: Cluster) -> str:
    return f"GMS_LISTENER_PORT-{cluster.name}"


def _server(instance: Instance, config: str) -> str:
    values = {
        "HACTL_ADDRESS": instance.host.address,
        "HTTP_LISTENER_PORT": str(instance.ports.http),
        "ASADMIN_LISTENER_PORT": str(instance.ports.shutdown),
    }
    properties = (_xml("system-property", name=name, value=value) for name, value in values.items())
    return _xml("server", *properties, name=instance.name, config_ref=config, node_ref=node_of(instance))


def _merged(parent: tuple[str, ...], text: str) -> Ensure:
    return Ensure(parent, text, How.MERGE)


def _xml(tag: str, /, *children: str, **attributes: str) -> str:
    """Return an element, children on lines of their own; `_` in a name is `-`."""
    start = tag + "".join(f" {name.replace('_', '-')}={quoteattr(value)}" for name, value in attributes.items())
    if not children:
        return f"<{start}/>"
    inner = "".join("\n  " + child.replace("\n", "\n  ") for child in children)
    return f"<{start}>{inner}\n</{tag}>"

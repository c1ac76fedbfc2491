"""Addresses that cannot be, or that must not be, where replication listens."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from hactl.model import Cluster, Discovery, Environment, Host, Multicast
from hactl.problems import KeyPath, Severity
from hactl.rules.rule import Violation, instance_path, rule

ORGANIZATION_LOCAL = IPv4Network("239.192.0.0/14")  # RFC 2365
CARRIER = IPv4Network("100.64.0.0/10")  # RFC 6598


def _hosts(environment: Environment) -> Iterator[tuple[KeyPath, Host]]:
    """Yield each host once, with where it is named first."""
    seen: set[str] = set()
    named: list[tuple[KeyPath, Host]] = [(("balancer", "host"), environment.balancer.host)]
    named += [(instance_path(i.cluster, i.name, "host"), i.host) for i in environment.instances]
    for at, host in named:
        if host.name not in seen:
            seen.add(host.name)
            yield at, host


@rule("address-unusable")
def unusable(environment: Environment) -> Iterator[Violation]:
    """Yield each host whose address is not that of one machine."""
    for at, host in _hosts(environment):
        for text in dict.fromkeys((host.address, host.cluster_address)):
            address = IPv4Address(text)
            if address.is_unspecified or address.is_multicast or address == IPv4Address("255.255.255.255"):
                yield Violation(at=at, message=f"`{text}` is not the address of a host", hint="give the address it has")


@rule("receiver-public")
def public(environment: Environment) -> Iterator[Violation]:
    """Yield each instance with HA on whose replication port would be open on a public address."""
    for at, name, address in _public(environment, encrypted=False):
        message = (
            f"`{name}` would take replication on the public address {address}: "
            "the port deserializes Java objects, so anyone who reaches it can run code"
        )
        hint = "declare the host with a private `cluster_address`, or say `ha: false`"
        yield Violation(at=at, message=message, hint=hint)


@rule("receiver-public-encrypted", Severity.WARNING)
def public_encrypted(environment: Environment) -> Iterator[Violation]:
    """Yield each instance whose replication is encrypted and its port open on a public address."""
    for at, name, address in _public(environment, encrypted=True):
        message = f"`{name}` would take replication, encrypted, on the public address {address}"
        hint = (
            "declare the host with a private `cluster_address`: whoever reaches the port can keep the server busy, "
            "and encryption alone was broken by a flaw before"
        )
        yield Violation(at=at, message=message, hint=hint)


@rule("receiver-not-private", Severity.WARNING)
def shared(environment: Environment) -> Iterator[Violation]:
    """Yield each instance that replicates, not encrypted, on an address that is neither private nor public."""
    for at, name, text in _receivers(environment, encrypted=False):
        if text.startswith("100.") and IPv4Address(text) in CARRIER:
            message = f"`{name}` would take replication, not encrypted, on {text}, an address that networks share"
            hint = "declare the host with a private `cluster_address`, or encrypt: `replication: {encrypt: …}`"
            yield Violation(at=at, message=message, hint=hint)


def _public(environment: Environment, *, encrypted: bool) -> Iterator[tuple[KeyPath, str, IPv4Address]]:
    for at, name, text in _receivers(environment, encrypted=encrypted):
        address = IPv4Address(text)
        if address.is_global and not address.is_multicast:
            yield at, name, address


def _receivers(environment: Environment, *, encrypted: bool) -> Iterator[tuple[KeyPath, str, str]]:
    """Yield each instance with HA on that takes copies encrypted, or as they are: its path, its name, the address."""
    for cluster in environment.clusters:
        if cluster.ha and encrypted == (cluster.encryption is not None):
            for instance in cluster.instances:
                yield instance_path(cluster.name, instance.name), instance.name, instance.host.cluster_address


@rule("loopback-mixed")
def mixed_loopback(environment: Environment) -> Iterator[Violation]:
    """Yield each cluster of which only some instances replicate over loopback."""
    for cluster in environment.clusters:
        inside = {i.name: IPv4Address(i.host.cluster_address).is_loopback for i in cluster.instances}
        if cluster.ha and len(set(inside.values())) > 1:
            name = next(name for name, loopback in inside.items() if loopback)
            message = f"`{name}` replicates over loopback, where the rest of cluster `{cluster.name}` cannot reach it"
            yield Violation(
                at=instance_path(cluster.name, name), message=message, hint="give it an address they can reach"
            )


def _groups(environment: Environment) -> Iterator[tuple[Cluster, Multicast, KeyPath]]:
    for cluster in environment.clusters:
        if cluster.replication.discovery is Discovery.MULTICAST:
            at: KeyPath = ("clusters", cluster.name, "replication", "multicast", "address")
            yield cluster, cluster.replication.multicast, at


@rule("multicast-class")
def not_class_d(environment: Environment) -> Iterator[Violation]:
    """Yield each multicast group outside of class D."""
    for _, group, at in _groups(environment):
        if not IPv4Address(group.address).is_multicast:
            hint = "take one of 239.192.0.0/14, or leave it out: hactl derives one"
            yield Violation(at=at, message=f"`{group.address}` is not a multicast address", hint=hint)


@rule("multicast-scope", Severity.WARNING)
def wide_scope(environment: Environment) -> Iterator[Violation]:
    """Yield each multicast group outside of the organization-local scope."""
    for _, group, at in _groups(environment):
        address = IPv4Address(group.address)
        if address.is_multicast and address not in ORGANIZATION_LOCAL:
            message = f"the group {group.address} is outside of {ORGANIZATION_LOCAL}, meant for use inside a site"
            yield Violation(at=at, message=message, hint="leave it out: hactl derives one")


@rule("multicast-twice")
def group_twice(environment: Environment) -> Iterator[Violation]:
    """Yield each multicast group that two clusters use."""
    first: dict[Multicast, str] = {}
    for cluster, group, at in _groups(environment):
        other = first.setdefault(group, cluster.name)
        if other != cluster.name:
            message = f"clusters `{other}` and `{cluster.name}` both use the group {group.address}:{group.port}"
            yield Violation(at=at, message=message, hint="change one, or leave both out: hactl derives them")

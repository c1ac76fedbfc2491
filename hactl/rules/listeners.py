"""Who listens where: ports and folders that two processes of one machine cannot both have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import PurePosixPath

from hactl.model import Companion, Environment, Host, Instance
from hactl.problems import KeyPath
from hactl.rules.rule import Violation, instance_path, rule

LOOPBACK = "the loopback network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A port that a process opens: on which machine, for what, and whose it is."""

    machine: str
    port: int
    use: str
    owner: str
    at: KeyPath

    def __str__(self) -> str:
        return f"{self.use} port of {self.owner}"


def machine(address: str) -> str:
    """Return what names the machine: its address; all loopback addresses are one machine."""
    return LOOPBACK if ip_address(address).is_loopback else address


def listeners(environment: Environment) -> Iterator[Listener]:
    """Yield every port that the environment opens, the balancer's last."""
    for instance in environment.instances:
        yield from _of_instance(instance)
    for companion in environment.companions:
        yield from _of_companion(companion)
    balancer = environment.balancer
    for index, port in enumerate(balancer.listen):
        at: KeyPath = ("balancer", "listen", index)
        yield Listener(machine=machine(balancer.host.address), port=port, use="listen", owner="the balancer", at=at)


def _of_instance(instance: Instance) -> Iterator[Listener]:
    ports = instance.ports
    for use, port in (("http", ports.http), ("receiver", ports.receiver), ("shutdown", ports.shutdown)):
        if port is None:
            continue
        for name in _machines(instance.host) if use == "receiver" else (machine(instance.host.address),):
            at = instance_path(instance.cluster, instance.name, "ports", use)
            yield Listener(machine=name, port=port, use=use, owner=f"`{instance.name}`", at=at)


def _of_companion(companion: Companion) -> Iterator[Listener]:
    at: KeyPath = (companion.server.type, companion.name, "admin_port")
    yield Listener(
        machine=machine(companion.host.address),
        port=companion.port,
        use="admin",
        owner=f"`{companion.name}`",
        at=at,
    )
    for _cluster, port in companion.receivers:
        for name in _machines(companion.host):
            yield Listener(machine=name, port=port, use="receiver", owner=f"`{companion.name}`", at=at)


def _machines(host: Host) -> Iterable[str]:
    return dict.fromkeys((machine(host.address), machine(host.cluster_address)))


@rule("port-twice")
def port_twice(environment: Environment) -> Iterator[Violation]:
    """Yield each port that two processes of one machine want: one problem for a pair of processes."""
    first: dict[tuple[str, int], Listener] = {}
    told: set[tuple[str, str]] = set()
    for listener in listeners(environment):
        other = first.setdefault((listener.machine, listener.port), listener)
        pair = (other.owner, listener.owner)
        if other is listener or other.at == listener.at or pair in told:
            continue
        told.add(pair)
        message = f"port {listener.port} on {listener.machine} is wanted twice: {other}, and {listener}"
        yield Violation(at=listener.at, message=message, hint=_way_out(listener))


def _way_out(listener: Listener) -> str:
    if listener.use == "listen":
        return "let the balancer listen on another port"
    if listener.use == "admin":
        return "name another: `admin_port: ...`"
    if listener.use == "http":
        return "give it another port: `address:8180`, or `ports: {http: 8180}`"
    return f"give it another http port, or name the port: `ports: {{{listener.use}: ...}}`"


@rule("port-range")
def port_range(environment: Environment) -> Iterator[Violation]:
    """Yield each derived port above 65535."""
    for listener in listeners(environment):
        if listener.port > 65535:
            message = f"the {listener} would be {listener.port}: there are ports up to 65535"
            yield Violation(at=listener.at, message=message, hint=f"name it: `ports: {{{listener.use}: ...}}`")


@rule("base-twice")
def base_twice(environment: Environment) -> Iterator[Violation]:
    """Yield each base that another process has, or that lies in another's."""
    taken: dict[tuple[str, PurePosixPath], str] = {}
    bases = list(_bases(environment))
    for host, base, owner, _ in bases:
        taken.setdefault((host, base), owner)
    for host, base, owner, at in bases:
        for folder in (base, *base.parents):
            other = taken.get((host, folder), owner)
            if other != owner:
                message = f"the base `{base}` of {owner} is inside that of {other}" if folder != base else ""
                message = message or f"{owner} and {other} have the same base `{base}`"
                yield Violation(at=at, message=message, hint="give each its own folder: `base: ...`")
                break


def _bases(environment: Environment) -> Iterator[tuple[str, PurePosixPath, str, KeyPath]]:
    for instance in environment.instances:
        at = instance_path(instance.cluster, instance.name, "base")
        yield _on(instance.host, instance.base), instance.base, f"`{instance.cluster}/{instance.name}`", at
    for companion in environment.companions:
        owner_at: KeyPath = (companion.server.type, companion.name)
        yield _on(companion.host, companion.base), companion.base, f"`{companion.name}`", owner_at
    balancer = environment.balancer
    yield _on(balancer.host, balancer.base), balancer.base, "the balancer", ("balancer", "base")


def _on(host: Host, base: PurePosixPath) -> str:
    """Return what a base is unique on: an absolute one on the machine, a relative one below the host's name."""
    return machine(host.address) if base.is_absolute() else host.name

"""Rules across specs: what two environments cannot both have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

from hactl.model import Discovery, Environment
from hactl.problems import KeyPath, Problem, Severity
from hactl.rules.listeners import LOOPBACK, listeners
from hactl.spec import Spec


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """Something that one environment only can have; `nginx`: which one listens, where one serves several."""

    id: str
    what: str
    at: KeyPath
    severity: Severity = Severity.ERROR
    nginx: str = ""


def check_across(specs: Sequence[Spec]) -> list[tuple[Path, Problem]]:
    """Return what specs claim that an earlier one has claimed already, with its file and place.

    One problem for a pair of specs and a kind of claim: a copied spec is told once, not for
    every port. Loopback addresses are a warning: two specs may be for two machines.
    """
    first: dict[str, tuple[Spec, _Claim]] = {}
    told: set[tuple[Path, Path, str]] = set()
    found: list[tuple[Path, Problem]] = []
    for spec in specs:
        for claim in _claims(spec):
            other, earlier = first.setdefault(claim.what, (spec, claim))
            if other is spec or (other.path, spec.path, claim.id) in told or claim.nginx == earlier.nginx != "":
                continue
            told.add((other.path, spec.path, claim.id))
            found.append((spec.path, _problem(spec, claim, other, earlier)))
    return found


def _problem(spec: Spec, claim: _Claim, other: Spec, earlier: _Claim) -> Problem:
    message = f"{claim.what} is used by {other.place(earlier.at)} already"
    hint = "each environment needs its own; hactl derives a group from environment, balancer and cluster"
    if claim.id != "across-multicast":
        hint = "each environment needs its own; if the two never run together, validate them one by one"
    if claim.id == "across-server-name":
        hint = "give each environment of one NGINX a `server_name`: it is how NGINX tells their users apart"
    return spec.locate(Problem(id=claim.id, severity=claim.severity, at=claim.at, message=message, hint=hint))


def _claims(spec: Spec) -> Iterator[_Claim]:
    environment = spec.environment or spec.draft
    if environment is not None:
        yield _output(spec, environment)
        yield from _groups(environment)
        yield from _ports(environment)
        yield from _names(environment)


def _output(spec: Spec, environment: Environment) -> _Claim:
    folder = spec.path.parent / environment.name
    return _Claim(id="across-output", what=f"the output folder `{folder}`", at=("name",))


def _groups(environment: Environment) -> Iterator[_Claim]:
    for cluster in environment.clusters:
        group = cluster.replication.multicast
        if cluster.replication.discovery is Discovery.MULTICAST:
            at: KeyPath = ("clusters", cluster.name, "replication", "multicast", "address")
            yield _Claim(id="across-multicast", what=f"the multicast group {group.address}:{group.port}", at=at)


def _ports(environment: Environment) -> Iterator[_Claim]:
    for listener in listeners(environment):
        door = listener.use == "listen"
        name, nginx = ("across-listener", _nginx(environment)) if door else ("across-port", "")
        severity = Severity.WARNING if listener.machine == LOOPBACK else Severity.ERROR
        what = f"port {listener.port} on {listener.machine}"
        if listener.machine == LOOPBACK or not IPv4Address(listener.machine).is_unspecified:
            yield _Claim(id=name, what=what, at=listener.at, severity=severity, nginx=nginx)


def _names(environment: Environment) -> Iterator[_Claim]:
    """Yield the names that an NGINX which may serve other environments too knows this one by."""
    balancer, nginx = environment.balancer, _nginx(environment)
    for port in balancer.listen if nginx and balancer.managed else ():
        what = f"the server name `{balancer.server_name}` on port {port} of the NGINX in {nginx}"
        yield _Claim(id="across-server-name", what=what, at=("balancer", "server_name"))


def _nginx(environment: Environment) -> str:
    """Return what names an NGINX that several environments may share: its host and its absolute base."""
    balancer = environment.balancer
    return f"{balancer.base} on {balancer.host.address}" if balancer.base.is_absolute() else ""

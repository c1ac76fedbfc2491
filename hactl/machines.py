"""What of an environment lies on this machine, and what on others that are switched by hactl there (`--host NAME`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hactl.errors import UsageError
from hactl.model import Cluster, Environment, Instance
from hactl.places import Places
from hactl.plan import Remembered
from hactl.problems import Problem, Severity, did_you_mean
from hactl.targets import BALANCER, ENVIRONMENT, Location, Owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The folder of a process: an instance, a companion, or "balancer"; `at`: where the spec names it."""

    name: str
    location: Location
    at: tuple[str, ...]


def bases(environment: Environment) -> Iterator[Base]:
    """Yield the folder of everything that runs, the balancer's last."""
    for i in environment.instances:
        at = ("clusters", i.cluster, "instances", i.name)
        yield Base(name=i.name, location=Location(i.host.name, i.base), at=at)
    for c in environment.companions:
        yield Base(name=c.name, location=Location(c.host.name, c.base), at=(c.server.type, c.name))
    balancer = environment.balancer
    yield Base(name=BALANCER, location=Location(balancer.host.name, balancer.base), at=("balancer", "base"))


def elsewhere(environment: Environment, places: Places) -> list[Base]:
    """Return the folders that lie on other machines."""
    return [base for base in bases(environment) if not places.reaches(base.location)]


def unreachable(base: Base) -> Problem:
    """Return why nothing can be done: nobody said which host this machine is."""
    host = base.location.host
    return Problem(
        id="base-elsewhere",
        message=f"{base.location.path} lies on host {host}, which is not this machine",
        hint=f"run hactl there with `--host {host}`, or write below a folder with `--root DIR` and copy it over",
        at=base.at,
    )


def refuse_unknown(here: Iterable[str], environment: Environment, known: Iterable[Location]) -> None:
    """Keep a mistyped `--host` from leaving everything out.

    Raises:
        UsageError: neither the spec nor the manifest has a host of this name.
    """
    names = sorted({*(host.name for host in environment.hosts), *(location.host for location in known)} - {ENVIRONMENT})
    for host in here:
        if host not in names:
            hint = did_you_mean(host, names) or f"its hosts are {', '.join(names)}"
            raise UsageError(f"--host {host}: {environment.name} has no such host", hint=hint)


def left_out(bases: Iterable[Base], known: Iterable[Location]) -> Iterator[Problem]:
    """Yield a note for each host that the plan leaves out; `known`: of the manifest, on other machines."""
    names: dict[str, list[str]] = {}
    for base in bases:
        names.setdefault(base.location.host, []).append(base.name)
    for location in known:
        names.setdefault(location.host, [])
    for host, members in names.items():
        who = ", ".join(members) or "what left the spec"
        yield Problem(
            id="host-left-out",
            message=f"host {host} ({who}) is skipped: it is another machine",
            hint=f"run hactl there with `--host {host}`, with the spec as it is after this",
            severity=Severity.NOTE,
        )


Switched = Mapping[str, Mapping[str, bool]]
"""Cluster -> host -> is HA on in its files: of clusters whose hosts do not agree."""


def remembered_ha(environment: Environment, places: Places, switched: Switched) -> dict[str, bool | None]:
    """Return owner -> is HA on, as the spec says of the instances on other machines."""
    return {
        str(Owner(cluster.name, instance.name)): switched[cluster.name][instance.host.name]
        for cluster, instance in _away(environment, places)
        if instance.host.name in switched.get(cluster.name, {})
    }


def switched(
    environment: Environment, places: Places, before: Switched, on_disk: Mapping[str, bool | None]
) -> dict[str, dict[str, bool]]:
    """Return what the spec is to say once the plan is carried out here."""
    found: dict[str, dict[str, bool]] = {}
    away = [(cluster.name, instance.host.name) for cluster, instance in _away(environment, places)]
    for cluster in environment.clusters:
        others = [host for name, host in away if name == cluster.name]
        here = [i for i in cluster.instances if places.reaches(Location(i.host.name, i.base))]
        changes = any(bool(on_disk.get(str(Owner(cluster.name, i.name)))) is not cluster.ha for i in here)
        if not others or not here or not (changes or cluster.name in before):
            continue
        old = before.get(cluster.name, {})
        states = {i.host.name: cluster.ha for i in here} | {host: old.get(host, not cluster.ha) for host in others}
        if len(set(states.values())) > 1:
            found[cluster.name] = states
    return found


def _away(environment: Environment, places: Places) -> Iterator[tuple[Cluster, Instance]]:
    for cluster in environment.clusters:
        for instance in cluster.instances:
            if not places.reaches(Location(instance.host.name, instance.base)):
                yield cluster, instance


def split(
    known: Mapping[Location, Remembered], places: Places
) -> tuple[dict[Location, Remembered], dict[Location, Remembered]]:
    """Return what the manifest remembers of this machine, and of others."""
    here = {location: entry for location, entry in known.items() if places.reaches(location)}
    return here, {location: entry for location, entry in known.items() if location not in here}

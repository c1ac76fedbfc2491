"""A spec as far as the checks: read, and every rule and every room asked. Where `validate` and `show` get off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hactl.balancer import rules as balancer
from hactl.checks import check_environment
from hactl.errors import HasProblems
from hactl.model import Environment
from hactl.problems import Problem, errors
from hactl.servers import SERVER_TYPES, known_lines
from hactl.servers._interface import ServerType, Site
from hactl.spec import Spec, read_spec, read_text


def load(path: Path) -> Spec:
    """Return the spec with all its problems, those of the rooms included; never raises for them."""
    return _checked(read_spec(path, known=known_lines()))


def load_edited(spec: Spec, data: bytes) -> Spec:
    """Return the same spec with other contents, checked as `load` does."""
    return _checked(read_text(data, spec.source.name, spec.path.parent, known_lines()))


def sound(spec: Spec, *, lenient: bool = False) -> Environment:
    """Return the spec's environment; `lenient`: also one whose values do not fit each other.

    Raises:
        HasProblems: it has errors.
    """
    environment = spec.draft if lenient else spec.environment
    if environment is None or (errors(spec.problems) and not lenient):
        raise HasProblems(f"{spec.source.name} has problems; nothing was changed", spec.problems)
    return environment


def sites(environment: Environment) -> Iterator[tuple[Site, str]]:
    """Yield what each room works on, with the room's name."""
    for name in SERVER_TYPES:
        clusters = tuple(c for c in environment.clusters if c.server.type == name)
        if clusters:
            yield Site(environment=environment, clusters=clusters), name


def _checked(spec: Spec) -> Spec:
    if spec.draft is None:
        return spec
    found = [*check_environment(spec.draft), *_room_checks(spec.draft)]
    return replace(spec, problems=(*spec.problems, *(spec.locate(problem) for problem in found)))


def _copies(site: Site, type_: ServerType) -> Iterator[Problem]:
    """Yield each cluster whose server cannot hold as many copies of a session as the spec says."""
    for cluster in site.clusters:
        can = type_.lines[cluster.server.line].copies
        if cluster.replication.copies not in can:
            yield Problem(
                id="copies-not-here",
                message=f"{type_.title} cannot copy sessions to {cluster.replication.copies} of a cluster's instances",
                hint=f"leave `copies` out: it is `{can[0]}` here",
                at=("clusters", cluster.name, "replication", "copies"),
            )


def _room_checks(environment: Environment) -> Iterator[Problem]:
    for site, room in sites(environment):
        yield from _copies(site, SERVER_TYPES[room])
        yield from SERVER_TYPES[room].check(site)
    yield from balancer.check(environment)

"""A spec as far as the checks: read, and every rule and every room asked. Where `validate` and `show` get off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hactl import balancer
from hactl.errors import HasProblems
from hactl.model import Changes, Environment
from hactl.problems import Problem, Severity, errors
from hactl.rules import check_environment
from hactl.servers import encryption, known_lines, line_of, sites
from hactl.servers.interface import Site
from hactl.spec import Spec, read_spec, read_text
from hactl.spec.salvage import follows


def load(path: Path) -> Spec:
    """Return the spec with all its problems, those of the rooms included; never raises for them."""
    return check(read_spec(path, known=known_lines()))


def load_edited(spec: Spec, data: bytes) -> Spec:
    """Return the same spec with other contents, checked as `load` does."""
    return check(read_text(data, spec.source.name, spec.path.parent, known_lines()))


def sound(spec: Spec, *, lenient: bool = False, edited: bool = False) -> Environment:
    """Return the spec's environment; `lenient`: also one whose values do not fit each other.

    `edited`: it is the spec as a command would leave it.

    Raises:
        HasProblems: it has errors.
    """
    environment = spec.draft if lenient else spec.environment
    if environment is None or (errors(spec.problems) and not lenient):
        has = "would have problems after this command" if edited else "has problems"
        raise HasProblems(f"{spec.source.name} {has}; nothing was changed", spec.problems)
    return environment


def check(spec: Spec) -> Spec:
    """Return the spec with what the rules and the rooms say of it, as far as it can be read."""
    if spec.salvaged is None:
        return spec
    found = (*check_environment(spec.salvaged), *_room_checks(spec.salvaged))
    own = (problem for problem in found if not follows(problem, spec.doubtful))
    return replace(spec, problems=(*spec.problems, *map(spec.locate, own)))


def _untested(site: Site) -> Iterator[Problem]:
    """Yield each cluster of a version that hactl's tests do not run on."""
    for cluster in site.clusters:
        pinned = site.product.lines[cluster.server.line].artifacts
        if cluster.server.version not in pinned:
            yield Problem(
                id="server-version-untested",
                message=f"cluster {cluster.name}: hactl's tests run on {', '.join(pinned)}, "
                f"not on {cluster.server.version}",
                hint="prove that it works: `hactl lab up` and `hactl drill`, with its folder in HACTL_HOMES",
                severity=Severity.WARNING,
                at=("clusters", cluster.name),
            )


def _copies(site: Site) -> Iterator[Problem]:
    """Yield each cluster whose server cannot hold as many copies of a session as the spec says."""
    for cluster in site.clusters:
        can = line_of(cluster.server).copies
        if cluster.replication.copies not in can:
            yield Problem(
                id="copies-not-here",
                message=f"{site.product.title} cannot copy sessions to {cluster.replication.copies} "
                "of a cluster's instances",
                hint=f"leave `copies` out: it is `{can[0]}` here",
                at=("clusters", cluster.name, "replication", "copies"),
            )


def _changes(site: Site) -> Iterator[Problem]:
    """Yield each cluster that wants less than its server does by itself."""
    for cluster in site.clusters:
        if line_of(cluster.server).copies_in_place and cluster.replication.changes is Changes.SET:
            yield Problem(
                id="changes-all-anyway",
                message=f"cluster {cluster.name}: {site.product.title} copies sessions as a whole, so what is changed "
                "without setAttribute is copied too; `changes: set` changes nothing here",
                hint="leave `changes` out",
                severity=Severity.NOTE,
                at=("clusters", cluster.name, "replication", "changes"),
            )


def _room_checks(environment: Environment) -> Iterator[Problem]:
    for family, site in sites(environment):
        yield from _copies(site)
        yield from _changes(site)
        yield from _untested(site)
        yield from encryption.check(site, os.environ)
        yield from family.check(site)
    yield from balancer.check(environment)

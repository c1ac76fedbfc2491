"""Who is in a cluster with whom. Files of a person do not say it: the option does, else the order, and loudly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from string import ascii_lowercase

from hactl.balancer.interface import FoundBalancer
from hactl.errors import UsageError
from hactl.importing.recognise import Recognised
from hactl.importing.request import ImportRequest
from hactl.problems import Problem, Severity

PAIR = 2


def group(
    request: ImportRequest, bases: list[Recognised], balancer: FoundBalancer | None, notes: list[Problem]
) -> dict[str, list[Recognised]]:
    """Return cluster name -> its bases: as the option says, as hactl once wrote, the rest in pairs as given."""
    said = {folder: name for name, folders in request.clusters.items() for folder in folders}
    if stranger := next((f for f in said if f not in {b.folder for b in bases}), None):
        raise UsageError(f"--cluster names {stranger}, which is not among the folders", hint="name it as a folder too")
    written = balancer.ours.clusters if balancer and balancer.ours else {}
    clusters: dict[str, list[Recognised]] = {name: [] for name in request.clusters}
    rest: list[Recognised] = []
    said_first = sorted(bases, key=lambda base: list(said).index(base.folder) if base.folder in said else len(said))
    for base in said_first:
        name = said.get(base.folder) or base.found.cluster or written.get(base.found.instance or "")
        if name:
            clusters.setdefault(name, []).append(base)
        else:
            rest.append(base)
    for name, members in zip(_free_names(clusters), _pairs(rest), strict=False):
        clusters[name] = members
        notes.append(_assumed_pair(name, members))
    notes += (note for name, members in clusters.items() for note in _mixed(name, members))
    return clusters


def _free_names(taken: dict[str, list[Recognised]]) -> Iterator[str]:
    used = set(taken)
    yield from (letter for letter in ascii_lowercase if letter not in used)
    yield from (f"c{number}" for number in range(1, 10_000) if f"c{number}" not in used)


def _pairs(rest: list[Recognised]) -> Iterator[list[Recognised]]:
    """Yield two and two of the same server, in the order given."""
    waiting: list[Recognised] = []
    for base in rest:
        if waiting and waiting[0].server != base.server:
            yield waiting
            waiting = []
        waiting.append(base)
        if len(waiting) == PAIR:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _assumed_pair(name: str, members: list[Recognised]) -> Problem:
    names = " and ".join(str(base.folder) for base in members)
    said = "are assumed to be a pair, in the order given" if len(members) == PAIR else "is left alone"
    again = ",".join(str(base.folder) for base in members)
    return Problem(
        id="import-pair",
        message=f"cluster {name}: nothing says which instances copy to each other; {names} {said}",
        hint=f"say it: `--cluster {name}={again}`",
        severity=Severity.WARNING,
    )


def _mixed(name: str, members: list[Recognised]) -> Iterator[Problem]:
    for first, second in pairwise(members):
        if first.server != second.server:
            message = f"cluster {name}: {first.folder} is {first.server}, {second.folder} is {second.server}"
            yield Problem(
                id="import-mixed", message=message, hint="a cluster has one kind of server; regroup the folders"
            )

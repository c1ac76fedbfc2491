"""The balancer's own folder on this machine, where a person wrote what stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from hactl.balancer import balancer_of
from hactl.balancer.interface import Aside
from hactl.disk import DiskFolder
from hactl.errors import Refused
from hactl.model import Environment
from hactl.places import Places
from hactl.problems import Problem
from hactl.targets import Location


def theirs(environment: Environment, places: Places) -> DiskFolder | None:
    """Return the balancer's folder where hactl edits a person's file in it; None: it does not, or not at hand."""
    balancer = environment.balancer
    if balancer.config is None:
        return None
    base = Location(balancer.host.name, balancer.base)
    try:
        return DiskFolder(places.text(base), places.top(base), lenient=True)
    except Refused:  # it is on another machine
        return None


def aside(environment: Environment, places: Places) -> Mapping[str, Aside]:
    """Return the instances, by their address, that a person's files of the balancer take out or set aside."""
    return balancer_of(environment).aside(environment, theirs(environment, places))


def problems(environment: Environment, places: Places) -> Iterator[Problem]:
    """Yield a warning for what a person's files of the balancer do and will not do any more with HA on."""
    folder = theirs(environment, places)
    if folder is not None:
        host = f"{environment.balancer.host.name}:" if folder.top else ""
        for problem in balancer_of(environment).otherwise(environment, folder):
            assert problem.place is not None, "each has a line"
            yield replace(problem, place=replace(problem.place, file=f"{host}{problem.place.file}"))

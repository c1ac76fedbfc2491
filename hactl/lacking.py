"""Jars that replication needs and that neither this machine nor the environment's bases have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hactl import operations
from hactl.install.jars import read_jars
from hactl.model import Environment
from hactl.operations import Order
from hactl.places import Places
from hactl.problems import Problem
from hactl.servers import line_of
from hactl.servers.interface import Jar
from hactl.targets import Location

ID = "jetty-jar-missing"


def missing(order: Order, environment: Environment) -> Iterator[Problem]:
    """Yield what is missing, one problem for each set of jars, however many instances need them."""
    places = operations.places_for(order, environment)
    for jars in dict.fromkeys(line_of(c.server).jars for c in environment.clusters if c.ha):
        there = read_jars(jars)
        absent = tuple(j for j in jars if j.coordinate not in there and not _in_all_bases(j, jars, environment, places))
        if absent:
            from hactl.servers.jetty import ours  # a spec without Jetty loads nothing of it

            yield ours.lacking(absent)


def _in_all_bases(jar: Jar, jars: tuple[Jar, ...], environment: Environment, places: Places) -> bool:
    """Tell whether somebody has put it into each base that needs it."""
    needing = (c for c in environment.clusters if c.ha and line_of(c.server).jars == jars)
    bases = (Location(i.host.name, i.base) for c in needing for i in c.instances)
    return all(places.reaches(at) and (places.path(at) / jar.folder / jar.name).is_file() for at in bases)


def fetching(problems: Iterable[Problem]) -> str:
    """Return the command that fetches what these problems say is missing; "": nothing is."""
    found = next((each for each in problems if each.id == ID), None)
    return found.hint.split("`")[1] if found else ""

"""NGINX's files of this machine around the one that hactl edits: found from nginx.conf through its includes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hactl.balancer.nginx import otherwise
from hactl.balancer.nginx.around import Around, read
from hactl.balancer.nginx.includes import Source
from hactl.balancer.nginx.room import MAIN, names
from hactl.disk import DiskFolder
from hactl.errors import Refused
from hactl.model import Environment
from hactl.places import Places
from hactl.problems import Problem
from hactl.targets import Location


def look(environment: Environment, places: Places) -> Around:
    """Return what NGINX's files say, nothing where hactl edits none of them or they are not at hand."""
    folder = _folder(environment, places)
    if folder is None:
        return Around()

    def data(path: str) -> bytes | None:
        above, _, name = path.rpartition("/")
        return folder.another(above).read(name)

    source = Source(read=data, names=lambda path: list(folder.another(path).names("")))
    return read(source, f"{folder.own_path}/{MAIN}", f"{folder.own_path}/{environment.balancer.config}")


def problems(environment: Environment, places: Places) -> Iterator[Problem]:
    """Yield a warning for what a person's NGINX files do and will not do any more with HA on."""
    folder = _folder(environment, places)
    if folder is not None:
        edited = folder.real(f"{folder.own_path}/{environment.balancer.config}")
        around = look(environment, places)
        host = f"{environment.balancer.host.name}:" if folder.top else ""
        for problem in otherwise.told(around, names(environment), lambda file: folder.real(file) == edited):
            assert problem.place is not None, "each has a line"
            yield replace(problem, place=replace(problem.place, file=f"{host}{problem.place.file}"))


def _folder(environment: Environment, places: Places) -> DiskFolder | None:
    balancer = environment.balancer
    if balancer.config is None:
        return None
    base = Location(balancer.host.name, balancer.base)
    try:
        return DiskFolder(places.text(base), places.top(base), lenient=True)
    except Refused:  # it is on another machine
        return None

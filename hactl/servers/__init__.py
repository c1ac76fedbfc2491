"""The rooms: one module a server product, all of the shape `ServerType`. A new product is one word here.

A room is imported when it is asked for: a spec of Tomcats has no use for GlassFish.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import cast

from hactl.model import Environment, Server
from hactl.problems import Problem
from hactl.servers.interface import Around, Family, Found, Line, ServerType, Site
from hactl.spec.servers import KnownLine

NAMES = ("glassfish", "jetty", "tomcat", "tomee")


class Rooms(Mapping[str, ServerType]):
    """The rooms by name."""

    def __getitem__(self, name: str) -> ServerType:
        if name not in NAMES:
            raise KeyError(name)
        return cast(ServerType, import_module(f"hactl.servers.{name}"))

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)

    def __contains__(self, name: object) -> bool:
        return name in NAMES


class KnownLines(Mapping[str, Mapping[str, KnownLine]]):
    """Server type -> line -> what a spec must know of it."""

    def __getitem__(self, name: str) -> Mapping[str, KnownLine]:
        return {line.name: line.known() for line in SERVER_TYPES[name].lines.values()}

    def __iter__(self) -> Iterator[str]:
        return iter(SERVER_TYPES)

    def __len__(self) -> int:
        return len(SERVER_TYPES)

    def __contains__(self, name: object) -> bool:
        return name in SERVER_TYPES


SERVER_TYPES: Mapping[str, ServerType] = Rooms()


def line_of(server: Server) -> Line:
    """Return what is known of a server, as it is in its version."""
    return SERVER_TYPES[server.type].lines[server.line].at(server.version)


def families(product: ServerType) -> tuple[Family, ...]:
    """Return the families of a product's lines, each once."""
    return tuple({id(line.family): line.family for line in product.lines.values()}.values())


def sites(environment: Environment) -> Iterator[tuple[Family, Site]]:
    """Yield each family that the environment has clusters of, with what it works on, product by product."""
    used = {cluster.server.type for cluster in environment.clusters}
    for name in (name for name in SERVER_TYPES if name in used):
        product = SERVER_TYPES[name]
        for family in families(product):
            of_it = (c for c in environment.clusters if c.server.type == name)
            clusters = tuple(c for c in of_it if product.lines[c.server.line].family is family)
            if clusters:
                yield family, Site(environment=environment, product=product, clusters=clusters)


def recognised(around: Around) -> Iterator[tuple[ServerType, Found | Problem]]:
    """Yield what stands in a base, with its product, for each family that knows it."""
    for product in SERVER_TYPES.values():
        for family in families(product):
            found = family.recognise(around, product)
            if isinstance(found, Found):
                lines = tuple(name for name, line in product.lines.items() if line.family is family)
                yield product, replace(found, lines=lines)
            elif found is not None:
                yield product, found


def known_lines() -> Mapping[str, Mapping[str, KnownLine]]:
    """Return server type -> line -> what a spec must know of it: what a spec may name."""
    return KnownLines()

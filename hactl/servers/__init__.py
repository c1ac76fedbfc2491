"""The rooms: one module a server product, all of the shape `ServerType`. A new product is one line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hactl.model import Environment, Server
from hactl.problems import Problem
from hactl.servers import glassfish, jetty, tomcat, tomee
from hactl.servers.interface import Around, Family, Found, Line, ServerType, Site
from hactl.spec.servers import KnownLine

SERVER_TYPES: Mapping[str, ServerType] = {
    glassfish.name: glassfish,
    jetty.name: jetty,
    tomcat.name: tomcat,
    tomee.name: tomee,
}


def line_of(server: Server) -> Line:
    """Return what is known of a server, as it is in its version."""
    return SERVER_TYPES[server.type].lines[server.line].at(server.version)


def families(product: ServerType) -> tuple[Family, ...]:
    """Return the families of a product's lines, each once."""
    return tuple({id(line.family): line.family for line in product.lines.values()}.values())


def sites(environment: Environment) -> Iterator[tuple[Family, Site]]:
    """Yield each family that the environment has clusters of, with what it works on, product by product."""
    for name, product in SERVER_TYPES.items():
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
            if found is not None:
                yield product, found


def known_lines() -> dict[str, dict[str, KnownLine]]:
    """Return server type -> line -> what a spec must know of it: what a spec may name."""
    return {name: {line.name: line.known() for line in room.lines.values()} for name, room in SERVER_TYPES.items()}

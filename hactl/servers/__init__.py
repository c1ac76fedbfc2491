"""The rooms: one module a server product, all of the shape `ServerType`. A new product is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from hactl.servers import jetty, tomcat, tomee
from hactl.servers._interface import Finder, ServerType

SERVER_TYPES: Mapping[str, ServerType] = {
    jetty.name: jetty,
    tomcat.name: tomcat,
    tomee.name: tomee,
}

FINDERS: Mapping[str, Finder] = {  # rooms that recognise a base a person has; the first that says yes counts
    jetty.name: jetty,
    tomcat.name: tomcat,
    tomee.name: tomee,
}


def known_lines() -> dict[str, dict[str, str]]:
    """Return server type -> line -> newest version: what a spec may name."""
    return {name: {line.name: line.newest for line in room.lines.values()} for name, room in SERVER_TYPES.items()}

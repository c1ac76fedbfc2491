"""The rooms: one module a server product, all of the shape `ServerType`. A new product is one line here."""

from __future__ import annotations

from collections.abc import Mapping

from hactl.servers import glassfish, jetty, tomcat, tomee
from hactl.servers._interface import CompanionRuns, Finder, ServerType
from hactl.spec.servers import KnownLine

SERVER_TYPES: Mapping[str, ServerType] = {
    glassfish.name: glassfish,
    jetty.name: jetty,
    tomcat.name: tomcat,
    tomee.name: tomee,
}

FINDERS: Mapping[str, Finder] = {  # rooms that recognise a base a person has; the first that says yes counts
    glassfish.name: glassfish,
    jetty.name: jetty,
    tomcat.name: tomcat,
    tomee.name: tomee,
}

COMPANION_RUNS: Mapping[str, CompanionRuns] = {
    glassfish.name: glassfish.runs
}  # rooms whose instances need one more process


def known_lines() -> dict[str, dict[str, KnownLine]]:
    """Return server type -> line -> what a spec must know of it: what a spec may name."""
    return {name: {line.name: line.known() for line in room.lines.values()} for name, room in SERVER_TYPES.items()}

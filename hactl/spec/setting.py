"""What the clusters of one spec are resolved against."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.model import Server
from hactl.spec.hosts import Hosts
from hactl.spec.parts import SpecPart
from hactl.spec.servers import KnownLine, ServerLines
from hactl.spec.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What clusters are resolved against."""

    spec: SpecPart
    hosts: Hosts
    known: ServerLines
    trail: Trail
    balancer_address: str

    def line(self, server: Server) -> KnownLine:
        """Return what is known of a server's line; of an unknown one, which is a problem already, the usual."""
        return self.known.get(server.type, {}).get(server.line) or KnownLine(newest="")

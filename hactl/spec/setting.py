"""What the clusters of one spec are resolved against."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.spec.hosts import Hosts
from hactl.spec.parts import SpecPart
from hactl.spec.servers import Known
from hactl.spec.trail import Trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What clusters are resolved against."""

    spec: SpecPart
    hosts: Hosts
    known: Known
    trail: Trail
    balancer_address: str

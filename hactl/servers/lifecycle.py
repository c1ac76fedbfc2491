"""What a server's line and version mean for whoever runs it: its end of life, and known holes; dated, with sources.

Until when a line is mended stands in its row, beside all else that is known of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hactl.model import Environment, Server
from hactl.servers import SERVER_TYPES
from hactl.servers.interface import State
from hactl.spec.servers import numbers

AS_OF = "2026-11-29"


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole of a product: by line, the first version without it; "": every version of that line has it."""

    name: str
    product: str
    mended: Mapping[str, str]
    words: str
    source: str


HOLES: tuple[Hole, ...] = (
    Hole(
        "CVE-2020-1938",
        "tomcat",
        {"6": "", "7": "7.0.100", "8.5": "8.5.51", "9.0": "9.0.31"},
        "whoever reaches an AJP connector reads any file of the applications",
        "https://tomcat.apache.org/security-9.html",
    ),
    Hole(
        "CVE-2020-9484",
        "tomcat",
        {"7": "7.0.104", "8.5": "8.5.55", "9.0": "9.0.35"},
        "sessions that a FileStore keeps may be exchanged for an attacker's",
        "https://tomcat.apache.org/security-9.html",
    ),
    Hole(
        "CVE-2025-24813",
        "tomcat",
        {"8.5": "", "9.0": "9.0.99", "10.1": "10.1.35", "11.0": "11.0.3"},
        "where the default servlet may write, a file in parts may become a session",
        "https://tomcat.apache.org/security-11.html",
    ),
)


def holes(server: Server) -> Iterator[Hole]:
    """Yield the holes that this version is known to have."""
    for hole in HOLES:
        mended = hole.mended.get(server.line) if hole.product == server.type else None
        if mended is not None and (not mended or numbers(server.version) < numbers(mended)):
            yield hole


def told(environments: Iterable[Environment]) -> Iterator[str]:
    """Yield a line for each server that its makers no longer mend, or whose version has a known hole."""
    servers = dict.fromkeys(c.server for e in environments for c in e.clusters)
    for server in sorted(servers, key=str):
        room = SERVER_TYPES.get(server.type)
        line = room.lines.get(server.line) if room else None  # of a spec with errors it may be none
        said = [line.life.words] if line and line.life.state is State.ENDED else []
        said += [f"{hole.name}: {hole.words}" for hole in holes(server)]
        if said:
            yield f"{server}: {'; '.join(said)} (as of {AS_OF})"

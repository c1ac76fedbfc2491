"""Until when the makers of each line mend it, and holes that a version is known to have: dated, with sources.

A line that is not in LINES is one that hactl knows nothing of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hactl.model import Environment, Server
from hactl.spec.servers import numbers

AS_OF = "2026-11-29"
_TOMCAT = "https://tomcat.apache.org/whichversion.html"
_TOMEE = "https://tomee.apache.org/download.html"
_JETTY = "https://github.com/jetty/jetty.project/issues"
_GLASSFISH = "https://projects.eclipse.org/projects/ee4j.glassfish/governance"


class State(StrEnum):
    """How it stands about a line."""

    CURRENT = "current"
    OLD = "old"  # mended, but no longer developed; or without a release for long, and nobody has said that it ended
    ENDED = "end of life"


@dataclass(frozen=True, slots=True)
class Life:
    """A line's state, a few words on it, and where that is said."""

    state: State
    words: str
    source: str


LINES: Mapping[str, Life] = {
    "tomcat@6": Life(State.ENDED, "ended on 2016-12-31", _TOMCAT),
    "tomcat@7": Life(State.ENDED, "ended on 2021-03-31", _TOMCAT),
    "tomcat@8.5": Life(State.ENDED, "ended on 2024-03-31", _TOMCAT),
    "tomcat@9.0": Life(State.OLD, "still mended; the last line with javax.servlet", _TOMCAT),
    "tomcat@10.1": Life(State.CURRENT, "mended", _TOMCAT),
    "tomcat@11.0": Life(State.CURRENT, "the newest", _TOMCAT),
    "tomee@1.7": Life(State.ENDED, "no release since 2017; its Tomcat 7 ended on 2021-03-31", _TOMEE),
    "tomee@8": Life(State.OLD, "no release since 8.0.16 of 2023-11", _TOMEE),
    "tomee@9": Life(State.ENDED, "no release since 9.1.3 of 2024-04; its Tomcat 10.0 ended on 2022-10-31", _TOMEE),
    "jetty@6": Life(State.ENDED, "no release since 6.1.26 of 2010", f"{_JETTY}/7958"),
    "jetty@9.4": Life(State.ENDED, "the community's support ended on 2022-06-01", f"{_JETTY}/7958"),
    "jetty@10": Life(State.ENDED, "the community's support ended on 2024-01-01", f"{_JETTY}/10485"),
    "jetty@11": Life(State.ENDED, "the community's support ended on 2024-01-01", f"{_JETTY}/10485"),
    "jetty@12.0": Life(State.CURRENT, "mended", f"{_JETTY}/10485"),
    "jetty@12.1": Life(State.CURRENT, "the newest", f"{_JETTY}/10485"),
    "glassfish@3": Life(State.ENDED, "no release since 3.1.2.2 of 2012", _GLASSFISH),
    "glassfish@5.1": Life(State.ENDED, "no release since 5.1.0 of 2019", _GLASSFISH),
    "glassfish@6.2": Life(State.ENDED, "no release since 6.2.5 of 2022-02", _GLASSFISH),
    "glassfish@7": Life(State.CURRENT, "mended", _GLASSFISH),
    "glassfish@8": Life(State.CURRENT, "the newest", _GLASSFISH),
}


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


def life_of(word: str) -> Life | None:
    """Return what is known of a line, by its word (`tomcat@7`)."""
    return LINES.get(word)


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
        life = life_of(f"{server.type}@{server.line}")
        said = [life.words] if life and life.state is State.ENDED else []
        said += [f"{hole.name}: {hole.words}" for hole in holes(server)]
        if said:
            yield f"{server}: {'; '.join(said)} (as of {AS_OF})"

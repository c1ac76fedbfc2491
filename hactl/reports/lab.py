"""How a lab is, and what it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class LabMode(StrEnum):
    """Where a lab stands: in a network namespace of its own, or on this machine's 127.0.0.1."""

    NAMESPACE = "namespace"
    MAPPED = "mapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStatus:
    """How one member is. `pid` as this machine counts, 0 if down; `rss_kib` its memory; `detail` for a person.

    `dead`: its applications that do not answer, by path, each with the reason. `uncopied`: how often its log says
    that a change of a session was not copied, since it was started; `undeciphered`: that a message could not be read
    for want of the right key.
    """

    name: str
    condition: str
    pid: int
    rss_kib: int
    address: str
    detail: str
    dead: Mapping[str, str] = field(default_factory=dict)
    uncopied: int = 0
    undeciphered: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabStatus:
    """How a lab is. `url` is its door for a browser."""

    name: str
    ground: LabMode
    url: str
    pid: int
    members: tuple[MemberStatus, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a lab runs: short hashes of the spec and of the files it began with, and what is newer on disk by now."""

    spec: str
    files: str
    newer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLab:
    """A lab that runs, or what is left of one. `url` "": it does not run; `used`: when, in seconds since 1970.

    `spec`: the file that it was started from, "" where an older hactl did not note it; `gone`: there is no such file.
    """

    name: str
    folder: str
    runs: bool
    url: str
    bytes: int
    used: float
    spec: str = ""
    gone: bool = False

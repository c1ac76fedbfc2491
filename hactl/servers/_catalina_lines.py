"""What differs between the version lines of Tomcat and TomEE, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hactl.model import Copies
from hactl.servers._interface import Line

REQUEST_LOST = "an attribute that cannot be serialized, with all that the same request sets"
TOMCATS = "org.apache.catalina."  # where classes of Tomcat's own live
SESSION_LOST = "an attribute that cannot be serialized, with every later change of its session"  # Tomcat 6 and 7.0.81


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall("[0-9]+", version))


def package(class_name: str) -> str:
    """Return the package of a class."""
    return class_name.rpartition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalinaLine(Line):
    """A version line of Tomcat or TomEE: servlet version, class names and listeners that differ.

    `seeds`: files of a new base that its sisters do not have, each with its template. `ajp_closed_since`: before
    this version, always where it is None, an AJP connector listens on every address and asks for no secret unless
    told so (CVE-2020-1938; Tomcat's changelog).
    `shutdown_address`: <Server> has an `address`; without the attribute the port is on localhost alone.
    `backup_anywhere`: a BackupManager in conf/context.xml starts; else it does in the cluster's own place only.
    """

    servlet: str
    dispatch: str
    listeners: tuple[str, ...]
    seeds: tuple[tuple[str, str], ...] = ()
    ajp_closed_since: str | None = None
    shutdown_address: bool = True
    backup_anywhere: bool = True
    copies: tuple[Copies, ...] = (Copies.ALL, Copies.ONE)  # DeltaManager, BackupManager

    def ajp_open(self, version: str) -> bool:
        """Tell whether AJP is open unless told otherwise in this version of the line."""
        return self.ajp_closed_since is None or _numbers(version) < _numbers(self.ajp_closed_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The product whose room asks."""

    title: str
    lines: Mapping[str, CatalinaLine]

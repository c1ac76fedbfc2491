"""The folder of one process, as the rooms fill it: where its files are, whose they are, what head they carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from hactl.model import Cluster, Instance
from hactl.targets import Blob, Effect, Fold, Kind, Location, Owner, Target, owned

MADE_FROM = re.compile(r"Made by hactl from (.+?); once you change it")
"""Finds in the head of a first file the spec that it came from."""
_HOMES = re.compile(
    rb"^.*_HOME:.*$", re.MULTILINE
)  # in a start script: where the installation is, and of which version


def head(source: str) -> str:
    """Return the words at the top of a first file."""
    return f"Made by hactl from {source}; once you change it, it is yours."


@dataclass(frozen=True, slots=True)
class BaseFolder:
    """One process's folder. `main`: the file that makes a folder a base of this product."""

    location: Location
    owner: str
    main: str

    def at(self, path: str) -> Location:
        """Return where a file of it is."""
        return Location(self.location.host, f"{self.location.text}/{path}")

    def target(self, path: str, kind: Kind, fold: Fold, effect: Effect = Effect.RESTART) -> Target:
        """Return what a file of it shall be."""
        return Target(location=self.at(path), kind=kind, fold=fold, takes_effect=effect, owner=self.owner)

    def new_only(self, target: Target) -> Target:
        """Return a target that comes only into a folder that hactl makes."""
        return replace(target, only_with_new=self.at(self.main))

    def start_script(self, script: bytes) -> Target:
        """Return the target of a new base's start.sh: another installation in it is another server."""
        target = self.target("start.sh", Kind.OWNED, owned(script, 0o755), Effect.REPLACE)
        return replace(self.new_only(target), at_once=_same_installation)

    def archive(self, files: Iterable[tuple[PurePath, Blob]], context: str) -> Iterator[Target]:
        """Yield the copies of an application, below `webapps`: its folder's files, or its one archive."""
        for inner, blob in files:
            path = f"webapps/{context}/{inner}" if inner.parts else f"webapps/{context}.war"
            yield self.target(path, Kind.COPY, owned(blob.data))


def _same_installation(before: bytes, after: bytes) -> bool:
    """Tell whether two start scripts run the same version from the same place: an older hactl's, and today's."""
    return _HOMES.findall(before) == _HOMES.findall(after)


def folder_of(cluster: Cluster, instance: Instance, main: str) -> BaseFolder:
    """Return the folder of an instance."""
    return BaseFolder(Location(instance.host.name, instance.base), str(Owner(cluster.name, instance.name)), main)

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

    def archive(self, files: Iterable[tuple[PurePath, Blob]], context: str) -> Iterator[Target]:
        """Yield the copies of an application, below `webapps`: its folder's files, or its one archive."""
        for inner, blob in files:
            path = f"webapps/{context}/{inner}" if inner.parts else f"webapps/{context}.war"
            yield self.target(path, Kind.COPY, owned(blob.data))


def folder_of(cluster: Cluster, instance: Instance, main: str) -> BaseFolder:
    """Return the folder of an instance."""
    return BaseFolder(Location(instance.host.name, instance.base), str(Owner(cluster.name, instance.name)), main)

"""The folder of one process, as the rooms fill it: where its files are, whose they are, what head they carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from hactl.model import Cluster, Instance
from hactl.targets import Blob, Effect, Fold, Kind, Location, Owner, Target, owned

MADE_FROM = re.compile(r"Made by hactl from (.+?); once you change it")
"""Finds in the head of a first file the spec that it came from."""
_HOMES = re.compile(
    rb"^.*_HOME:.*$", re.MULTILINE
)  # in a start script: where the installation is, and of which version
_VERSION = re.compile(rb"_HOME:\?set [A-Z_]+ to the folder of [^}\n]*? ([0-9][\w.-]*)")
Exchanges = Callable[[str, str], bool | None]


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

    def start_script(self, script: bytes, exchanges: Exchanges = lambda _, __: None) -> Target:
        """Return the target of a new base's start.sh: another installation in it is another server.

        `exchanges`: whether two versions copy sessions to each other; None: nobody knows.
        """
        target = self.target("start.sh", Kind.OWNED, owned(script, 0o755), Effect.REPLACE)
        return replace(self.new_only(target), effect_of=partial(_effect, exchanges))

    def archive(self, files: Iterable[tuple[PurePath, Blob]], context: str) -> Iterator[Target]:
        """Yield the copies of an application, below `webapps`: its folder's files, or its one archive."""
        for inner, blob in files:
            path = f"webapps/{context}/{inner}" if inner.parts else f"webapps/{context}.war"
            yield self.target(path, Kind.COPY, owned(blob.data))


def _effect(exchanges: Exchanges, before: bytes, after: bytes) -> Effect:
    """Return what another start script needs: nothing where the same version runs from the same place.

    The one before is perhaps an older hactl's.
    """
    if _HOMES.findall(before) == _HOMES.findall(after):
        return Effect.AT_ONCE
    moved = versions(before, after)
    known = exchanges(*moved) if moved else None
    return {None: Effect.REPLACE, True: Effect.RESTART, False: Effect.PART}[known]


def versions(before: bytes, after: bytes) -> tuple[str, str] | None:
    """Return the versions that two start scripts run, None where they are not two."""
    said = [found[1].decode() for script in (before, after) if (found := _VERSION.search(script))]
    return (said[0], said[1]) if len(said) == 2 and said[0] != said[1] else None


def folder_of(cluster: Cluster, instance: Instance, main: str) -> BaseFolder:
    """Return the folder of an instance."""
    return BaseFolder(Location(instance.host.name, instance.base), str(Owner(cluster.name, instance.name)), main)

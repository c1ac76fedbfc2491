"""Whatever a command touches of an environment: its files, its runs, what hactl remembers of it. Built in one place.

Today all of it is on this machine (`here`). Many hosts are another `Access`, which `Order` passes in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hactl import manifest, remembered
from hactl.files import Files, LocalFiles
from hactl.files.placed import placed, remember_placed
from hactl.index import Index
from hactl.places import Places
from hactl.problems import Problem
from hactl.remembered import Memory, Own
from hactl.runs import Journal, Keeping, Record, Run, list_runs, load_run, load_spec, recover, spec_file, unfinished
from hactl.targets import Location


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one environment: the one that a command begins, what a killed one left, and those that are kept."""

    places: Places

    def begin(self, command: str, keeping: Keeping | None = None) -> Journal:
        """Return the book of a run that is to be carried out now."""
        return Journal(self.places, command, keeping=keeping or Keeping())

    def recover(self) -> bool:
        """Bring what a killed run left to an end; tell whether there was any. Raises Refused: it cannot be."""
        return recover(self.places) is not None

    def unfinished(self) -> Problem | None:
        """Return the warning that what is there is half done."""
        return unfinished(self.places)

    def kept(self) -> list[Run]:
        """Return the runs that are kept, the oldest first."""
        return list_runs(self.places.out)

    def load(self, run: str) -> Record:
        """Return all that is kept of a run. Raises UsageError: there is none of this name."""
        return load_run(self.places.out, run)

    def spec(self, run: str) -> bytes:
        """Return the spec as it was after a run."""
        return load_spec(self.places.out, run)

    def spec_file(self, run: str) -> Path:
        """Return where that is kept."""
        return spec_file(self.places.out, run)


@dataclass(frozen=True, slots=True)
class Remembering:
    """What hactl remembers of one environment: the manifest, and the bases in place that it changed."""

    places: Places

    def manifest(self) -> bytes | None:
        """Return the manifest as it is; None: the environment was not created yet."""
        return manifest.read_bytes(self.places.out)

    def counted(self, own: Own) -> Memory:
        """Return what of it counts, since whoever wrote a clone wrote its manifest too."""
        return remembered.remembered(self.places, own)

    def index(self, spec: bytes, words: Sequence[str]) -> Index:
        """Return the index of what was found when nothing was to do, for this spec and an order of these words."""
        return Index(out=str(self.places.out), spec=spec, words=words)

    def placed(self) -> frozenset[Location]:
        """Return the bases in place that this user's hactl changed."""
        return placed(self.places.out)

    def keep_placed(self, bases: Iterable[Location]) -> None:
        """Remember exactly these. Raises Refused: they cannot be kept."""
        remember_placed(self.places.out, bases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The three, of one environment."""

    files: Files
    runs: Runs
    memory: Remembering


def here(places: Places) -> Access:
    """Return the access to an environment on this machine."""
    return Access(files=LocalFiles(places), runs=Runs(places), memory=Remembering(places))

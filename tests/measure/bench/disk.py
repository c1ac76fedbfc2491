"""Wall seconds on an ordinary file system, once: for information, since the same code differs threefold there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from measure.bench import floor, specs
from measure.bench.rounds import Model, timed
from measure.bench.subject import measured


def measure(folder: Path, made: Model) -> dict[str, tuple[float, float]]:
    """Return step -> hactl's and the floor's wall seconds, all earlier writing brought to the disk before each."""
    spec, bare = specs.write(folder, made.instances), folder / "bare"
    pairs: dict[str, tuple[str, Callable[[], int]]] = {
        "create": ("create", lambda: floor.create(made.floor, bare)),
        "no change": ("create again", lambda: floor.again(made.floor, bare)),
        "switch half": ("switch half", lambda: floor.switch(made.switch, bare)),
    }
    found = {step: (_hactl(command, spec), _floor(work)) for step, (command, work) in pairs.items()}
    shutil.rmtree(bare)
    return found


def _hactl(command: str, spec: Path) -> float:
    os.sync()
    return measured(command, spec).wall


def _floor(work: Callable[[], int]) -> float:
    os.sync()
    return timed(work).wall

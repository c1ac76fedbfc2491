"""One size: hactl and the floor by turns, each time in a fresh folder (files made after a big delete are slow)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from measure.bench import floor, specs, subject

STEPS = ("create", "create again", "disable-ha, every second cluster", "validate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A step at a size: best seconds of hactl and of the floor."""

    instances: int
    step: str
    hactl: float
    floor: float

    @property
    def ratio(self) -> float:
        """Return how many floors hactl costs."""
        return self.hactl / self.floor


def _timed(what: Callable[[], object]) -> float:
    os.sync()
    begin = perf_counter()
    what()
    return perf_counter() - begin


def _round(folder: Path, instances: int) -> Iterator[tuple[float, float]]:
    """Yield hactl's and the floor's seconds for each of STEPS."""
    folder.mkdir()
    spec, out, bare = specs.write(folder, instances), folder / "hactl", folder / "floor"
    half = specs.names(instances)[::2]
    create = _timed(lambda: subject.create(spec, out))
    again = _timed(lambda: subject.create(spec, out))
    on = floor.floor_of(floor.read_tree(out))
    validate = _timed(lambda: subject.validate(spec))
    off = _timed(lambda: subject.disable_ha(spec, out, half))
    switched = floor.floor_of(floor.read_tree(out))
    first = _timed(lambda: floor.run(on, bare))
    yield create, first
    yield again, _timed(lambda: floor.run(on, bare))
    yield off, _timed(lambda: floor.run(switched, bare))
    yield validate, first


def measure(folder: Path, instances: int, repeat: int) -> list[Row]:
    """Return a row for each step; the best of `repeat` rounds on each side."""
    rounds = [list(_round(folder / f"{instances}-{k}", instances)) for k in range(repeat)]
    best = [(min(r[n][0] for r in rounds), min(r[n][1] for r in rounds)) for n in range(len(STEPS))]
    pairs = zip(STEPS, best, strict=True)
    return [Row(instances=instances, step=step, hactl=mine, floor=least) for step, (mine, least) in pairs]

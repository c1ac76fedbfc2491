"""How cost and memory grow: the same steps at 100, at the rounds' size and at ten times as many, none with an index."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from measure.bench import specs
from measure.bench.rounds import forget
from measure.bench.subject import Cost, measured

STEPS = {"create": "create", "no change": "create again", "switch half": "switch half"}
SMALL = 100
SMALL_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Costs of each of STEPS by size; several only at the smallest."""

    sizes: tuple[int, ...]
    costs: Mapping[int, tuple[Mapping[str, Cost], ...]]

    def each(self, size: int, step: str) -> float:
        """Return the CPU seconds of an instance, the median of the rounds."""
        return median(costs[step].cpu for costs in self.costs[size]) / size

    def times(self, step: str, against: int) -> float:
        """Return what an instance costs at the largest size, as a multiple of what it costs at another."""
        return self.each(self.sizes[-1], step) / self.each(against, step)

    def peak(self, step: str) -> float:
        """Return the memory held at the largest size, in MB."""
        return max(costs[step].peak for costs in self.costs[self.sizes[-1]]) / 1024


def measure(place: Path, size: int) -> Growth:
    """Measure a small size, this one and ten times this one."""
    sizes = (min(SMALL, size), size, 10 * size)
    rounds = {each: SMALL_ROUNDS if each == sizes[0] else 1 for each in sizes}
    costs = {each: tuple(_play(place / "large", each) for _ in range(rounds[each])) for each in dict.fromkeys(sizes)}
    return Growth(sizes=sizes, costs=costs)


def _play(folder: Path, instances: int) -> Mapping[str, Cost]:
    folder.mkdir()
    found = dict(_steps(specs.write(folder, instances)))
    shutil.rmtree(folder)
    return found


def _steps(spec: Path) -> Iterator[tuple[str, Cost]]:
    for title, command in STEPS.items():
        yield title, measured(command, spec)
        forget(spec)

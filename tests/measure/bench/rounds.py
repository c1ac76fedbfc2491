"""Rounds of one size: hactl and the floor by turns, the first of each pair changing, the ratio taken inside a round."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from measure.bench import floor, specs
from measure.bench.floor import Floor, NotTheSameError, Switch, Tree
from measure.bench.subject import Cost, measured

RECORDS, MANIFEST = ".hactl", "manifest.json"
AGAIN = {"again": "create again", "diff": "diff", "status": "status"}
STEPS = ("create", "fresh", *AGAIN, "validate", "switch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The trees that hactl makes at this size, and the floors that make the same."""

    instances: int
    on: Tree
    off: Tree
    floor: Floor
    switch: Switch


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A step in one round: what hactl cost and what its floor did.

    `unseen`: a floor that looks at nothing; `alone`: hactl where no files lie beside the spec.
    """

    hactl: Cost
    floor: Cost
    unseen: Cost | None = None
    alone: Cost | None = None

    @property
    def ratio(self) -> float:
        """Return how many floors hactl costs."""
        return self.hactl.cpu / self.floor.cpu


def out_of(spec: Path) -> Path:
    """Return where the files of a spec made by `specs` go."""
    return spec.parent / specs.NAME


def forget(spec: Path) -> None:
    """Leave of hactl's records only the manifest, as a fresh checkout has them: no index and no other cache."""
    for path in (out_of(spec) / RECORDS).iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != MANIFEST:
            path.unlink()


def model(folder: Path, instances: int) -> Model:
    """Let hactl make both trees, and prove that the floors make the same. Raises NotTheSameError."""
    folder.mkdir()
    spec, bare = specs.write(folder, instances), folder / "bare"
    measured("create", spec)
    on = floor.read_tree(out_of(spec))
    measured("switch half", spec)
    off = floor.read_tree(out_of(spec))
    made = Model(instances=instances, on=on, off=off, floor=floor.floor_of(on), switch=floor.switch_of(on, off))
    for switch in (floor.switch, floor.switch_unseen):
        _must(floor.create(made.floor, bare), len(on.files))
        floor.same(on, floor.read_tree(bare))
        _must(floor.again(made.floor, bare), 0)
        _must(switch(made.switch, bare), len(made.switch.changed.pages) + len(made.switch.changed.binary))
        floor.same(off, floor.read_tree(bare))
        shutil.rmtree(bare)
    shutil.rmtree(folder)
    gc.collect()
    gc.freeze()  # the floor does not pay for what this program keeps in memory
    return made


def _must(written: int, expected: int) -> None:
    if written != expected:
        raise NotTheSameError(f"the floor wrote {written} files, not {expected}")


def timed(work: Callable[[], int]) -> Cost:
    wall, cpu = perf_counter(), process_time()
    work()
    return Cost(cpu=process_time() - cpu, wall=perf_counter() - wall)


def play(folder: Path, made: Model, turn: int, steps: Collection[str]) -> Iterator[tuple[str, Pair]]:
    """Play one round in a fresh folder; yield each step and its pair.

    Raises:
        NotTheSameError: hactl's tree is not the floor's.
    """
    folder.mkdir()
    instances = made.instances
    spec, bare = specs.write(folder, instances), folder / "bare"
    first = Turns(turn)
    created = first.pair("create", spec, lambda: floor.create(made.floor, bare))
    yield "create", created
    floor.same(floor.read_tree(out_of(spec)), floor.read_tree(bare))
    checkout = _checkout(spec, folder / "checkout")
    yield "fresh", first.pair("create again", checkout, lambda: floor.again(made.floor, bare))
    floor.same(floor.read_tree(out_of(checkout)), made.on)
    for step in (step for step in AGAIN if step in steps):
        yield step, first.pair(AGAIN[step], checkout, lambda: floor.again(made.floor, bare))
    if "validate" in steps:
        alone = folder / "alone"
        alone.mkdir()
        copy = Path(shutil.copy(spec, alone))
        both = [measured("validate", each) for each in (checkout, copy)]
        yield "validate", Pair(hactl=both[0], floor=created.floor, alone=both[1])
    if "switch" in steps:
        yield "switch", _switch(first, made, spec, bare)
    shutil.rmtree(folder)


def _switch(first: Turns, made: Model, spec: Path, bare: Path) -> Pair:
    beside = bare.with_name("unseen")
    floor.create(made.floor, beside)
    pair = first.pair("switch half", spec, lambda: floor.switch(made.switch, bare))
    unseen = timed(lambda: floor.switch_unseen(made.switch, beside))
    for tree in (bare, beside):
        floor.same(floor.read_tree(out_of(spec)), floor.read_tree(tree))
    return Pair(hactl=pair.hactl, floor=pair.floor, unseen=unseen)


class Turns:
    """Who begins: hactl in one pair and the floor in the next, and the other way round in the next round."""

    def __init__(self, turn: int) -> None:
        self._turn = turn

    def pair(self, command: str, spec: Path, least: Callable[[], int]) -> Pair:
        """Do both."""
        self._turn += 1
        if self._turn % 2:
            hactl = measured(command, spec)
            return Pair(hactl=hactl, floor=timed(least))
        lowest = timed(least)
        return Pair(hactl=measured(command, spec), floor=lowest)


def _checkout(spec: Path, folder: Path) -> Path:
    """Copy spec and files as `git clone` or `cp -r` would: new times and inodes."""
    folder.mkdir()
    copy = Path(shutil.copy(spec, folder))
    shutil.copytree(out_of(spec), out_of(copy), copy_function=shutil.copy)
    forget(copy)
    return copy

"""`make proof [SHARE=0.2]`: kill and hinder a real run at each of its calls; writes docs/reliability.md's table.

The share of the calls is drawn by a fixed seed; without it, every call.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from signal import SIGCONT, SIGKILL

from measure.proof.injected import ERRORS, double_kills, failures, kills, naive, naive_kills, points, sample, unfit
from measure.proof.obstacles import OBSTACLES, edited_meanwhile, held_up, many_at_once, met, stopped
from measure.proof.power import Powered, cuts, cuts_when_done, naive_cuts, no_images
from measure.proof.swaps import openings, swaps
from measure.proof.world import CHECKOUT, World

PAGE = CHECKOUT / "docs" / "reliability.md"
BEGIN, END = "<!-- made by `make proof` -->\n", "<!-- end -->\n"
HEAD = "| what is done to a run | runs | afterwards all old | all new | broken |\n|---|---|---|---|---|"
SEED = 7
NAIVE_WRITER = "a writer that opens each file and writes it"


def main() -> int:
    """Prove; return 1 if anything is broken, or if the naive writer is not."""
    if os.geteuid() != 0 or unfit():
        print(f"skipped: {unfit() or 'root only: it mounts, and makes files immutable'}")
        return 0
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for row in _rows(Path(folder), float(sys.argv[1]) if len(sys.argv) > 1 else 1.0):
            print(row[0], flush=True)
            rows.append(row)
    before, _, rest = PAGE.read_text().partition(BEGIN)
    table = "\n".join([HEAD, *(text for text, _ in rows)])
    PAGE.write_text(before + BEGIN + table + "\n" + END + rest.partition(END)[2])
    return 0 if all(well for _, well in rows) else 1


def _rows(folder: Path, share: float) -> Iterator[tuple[str, bool]]:
    world = World(folder)
    every = points(world, world.change, folder)
    chosen = sample(every, share, SEED)
    yield _row(f"killed (`SIGKILL`) at each of its {len(every)} calls", kills(world, chosen))
    yield _row("killed, and the command that mends it killed too", double_kills(world, chosen, SEED))
    for error in ERRORS:
        yield _row(f"one call fails with {error}", failures(world, chosen, error, lasting=False))
        yield _row(f"from one call on, all of its kind fail with {error}", failures(world, chosen, error, lasting=True))
    yield _row("eight runs at once", Counter([many_at_once(world)]))
    middle = [point for point in every if point.call.startswith("rename")]
    yield _row("held up half way, while another one starts", Counter([held_up(world, middle[len(middle) // 2])]))
    half = middle[len(middle) // 2]
    yield _row(
        "stopped half way (`SIGSTOP`), others refused; it goes on", Counter([stopped(world, half, then=SIGCONT)])
    )
    yield _row("stopped half way, then killed", Counter([stopped(world, half, then=SIGKILL)]))
    yield _row("a person edits a file right before it is replaced", Counter([edited_meanwhile(world, middle[0])]))
    opened = openings(world, folder)
    yield _row(
        f"another user swaps a folder for a link at each of its {len(opened)} calls, openings of folders included",
        swaps(world, sample(opened, share, SEED)),
    )
    yield from _power(folder / "power", share)
    for obstacle in OBSTACLES:
        yield _row(obstacle, Counter([met(world, obstacle)]))
    number, naive = naive_kills(world, folder, share, SEED)
    text, fine = _row(f"*for comparison*: {NAIVE_WRITER}, killed at each call", naive)
    yield text, not fine and number > 0


def _power(folder: Path, share: float) -> Iterator[tuple[str, bool]]:
    if no_images():
        print(f"skipped: power cuts: {no_images()}", flush=True)
        return
    powered = Powered(folder)
    every = powered.points(lambda: points(powered.world, powered.world.change, folder))
    yield _row(f"the power is cut at each of its {len(every)} calls", cuts(powered, sample(every, share, SEED)))
    yield _row("the power is cut right after it said that all is done", cuts_when_done(powered))
    writes = powered.points(lambda: points(powered.world, naive(powered.world), folder))
    text, fine = _row(
        f"*for comparison*: {NAIVE_WRITER}, the power cut", naive_cuts(powered, sample(writes, share, SEED))
    )
    yield text, not fine


def _row(what: str, found: Counter[str]) -> tuple[str, bool]:
    cells = (what, found.total(), found["old"], found["new"], found["broken"])
    return "| " + " | ".join(map(str, cells)) + " |", found["broken"] == 0


if __name__ == "__main__":
    sys.exit(main())

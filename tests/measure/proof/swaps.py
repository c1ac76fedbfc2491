"""Another user swaps a folder for a link at each call of a root run: what lies behind the link stays as it is."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from measure.proof.injected import CALLS, Point, points
from measure.proof.obstacles import stopped_at
from measure.proof.world import SECONDS, World

USER = 1234
FOLDERS = ("conf", "", "..")  # of a person's base; each in turn
_BASE = "root/10.0.0.22/srv/two"


def openings(world: World, folder: Path) -> list[Point]:
    """Return every call of a run on the environment, each opening of a folder's handle among them."""
    return points(world, world.change, folder, (*CALLS, "openat2"))


def swaps(world: World, chosen: Iterable[Point]) -> Counter[str]:
    """Swap a folder right after each point, until the run has ended; swapped back, all is old or all is new."""
    found: Counter[str] = Counter()
    for number, point in enumerate(chosen):
        name = os.path.normpath(f"{_BASE}/{FOLDERS[number % len(FOLDERS)]}")
        found[_swapped(world, point, world.top / name)] += 1
    return found


def _swapped(world: World, point: Point, folder: Path) -> str:
    world.reset()
    aside, trap = folder.with_name("aside"), world.top.parent / "trap"
    run, pid = stopped_at(world, point)
    shutil.copytree(folder, trap, symlinks=True)  # it looks the same, what the run has staged included
    before = _facts(trap)
    folder.rename(aside)
    folder.symlink_to(trap)
    os.lchown(folder, USER, USER)
    os.kill(pid, signal.SIGCONT)
    said = run.communicate(timeout=SECONDS)[0].decode()
    touched = _facts(trap) != before
    folder.unlink()
    aside.rename(folder)
    shutil.rmtree(trap)
    return "broken" if touched or "has a bug" in said else world.verdict()


def _facts(folder: Path) -> dict[str, tuple[int, int, int, int]]:
    """Return what tells whether anything below was written, made, removed, or got a second name."""
    there = ((path, path.lstat()) for path in [folder, *folder.rglob("*")])
    return {str(path): (found.st_ino, found.st_nlink, found.st_mtime_ns, found.st_ctime_ns) for path, found in there}

"""Every call to the kernel that a run makes on the environment, and what comes of it when that call kills or fails."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from measure.proof.world import SECONDS, World

CALLS = (
    *("open", "openat", "creat", "write", "pwrite64", "rename", "renameat", "renameat2", "unlink", "unlinkat"),
    *("mkdir", "mkdirat", "rmdir", "fsync", "fdatasync", "syncfs", "link", "linkat", "symlink", "symlinkat"),
    *("chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "setxattr", "fsetxattr", "flock"),
)
READING = ("open", "openat")
ERRORS = ("ENOSPC", "EIO", "EROFS", "EPERM")
NAIVE = Path(__file__).with_name("naive.py")
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(")


@dataclass(frozen=True, slots=True)
class Point:
    """The `number`-th call of this name, counted from 1."""

    call: str
    number: int


@cache
def unfit() -> str:
    """Return why calls cannot be injected here, "" if they can."""
    if shutil.which("strace") is None:
        return "strace is not installed"
    done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False)
    return f"strace cannot trace here: {done.stderr.strip()}" if done.returncode else ""


def points(
    world: World, run: Callable[[tuple[str, ...]], object], folder: Path, calls: Iterable[str] = CALLS
) -> list[Point]:
    """Return every call of these that a run makes on a path of the environment."""
    trace = folder / "trace"
    known = ",".join(f"?{call}" for call in calls)  # some do not exist on every machine
    world.reset()
    run(("strace", "-qq", "-y", "-e", f"trace={known}", "-e", "signal=none", "-o", str(trace)))
    counts: Counter[str] = Counter()
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match:
            counts[match[1]] += 1
            if str(world.top) in line:
                found.append(Point(match[1], counts[match[1]]))
    return found


def injecting(point: Point, what: str, *, lasting: bool = False, log: str = "/dev/null") -> tuple[str, ...]:
    """Return the words that make the call do this: `signal=KILL`, `error=EIO`. `log`: what strace says goes there."""
    when = f"{point.number}{'+' if lasting else ''}"
    inject = f"inject={point.call}:{what}:when={when}"
    return ("strace", "-qq", "-e", f"trace={point.call}", "-e", inject, "-o", log)


def sample(all_points: list[Point], share: float, seed: int) -> list[Point]:
    """Return a share of the points, drawn by a seed; all of them for 1."""
    if share >= 1:
        return all_points
    return random.Random(seed).sample(all_points, max(1, round(len(all_points) * share)))


def kills(world: World, chosen: Iterable[Point]) -> Counter[str]:
    """Kill the run at each point; count what the next command finds."""
    found: Counter[str] = Counter()
    for point in chosen:
        world.reset()
        world.change(injecting(point, "signal=KILL"))
        found[world.verdict()] += 1
    return found


def double_kills(world: World, chosen: list[Point], seed: int) -> Counter[str]:
    """Kill the run, and kill the command that would mend it, at any call of its own."""
    found: Counter[str] = Counter()
    draw = random.Random(seed)
    for point in chosen:
        world.reset()
        world.change(injecting(point, "signal=KILL"))
        second = draw.choice(("rename", "unlink", "openat", "fsync", "syncfs", "rmdir", "write"))
        world.hactl("apply", "--yes", before=injecting(Point(second, draw.randint(1, 40)), "signal=KILL"))
        found[world.verdict()] += 1
    return found


def failures(world: World, chosen: Iterable[Point], error: str, *, lasting: bool) -> Counter[str]:
    """Let the call fail, once or from then on; the run says so, and is all old or all new."""
    found: Counter[str] = Counter()
    for point in chosen:
        if lasting and point.call in READING:  # Python could not read its own modules any more
            continue
        world.reset()
        world.change(injecting(point, f"error={error}", lasting=lasting))
        found[world.verdict()] += 1
    return found


def naive(world: World) -> Callable[[tuple[str, ...]], None]:
    """Return a writer that opens each file and writes it, to be run behind these words."""

    def write(before: tuple[str, ...]) -> None:
        line = [*before, sys.executable, str(NAIVE), str(world.kept("new")), str(world.top)]
        subprocess.run(line, capture_output=True, timeout=SECONDS, check=False)

    return write


def naive_kills(world: World, folder: Path, share: float, seed: int) -> tuple[int, Counter[str]]:
    """Kill a writer that opens each file and writes it."""
    write = naive(world)
    chosen = sample(points(world, write, folder), share, seed)
    found: Counter[str] = Counter()
    for point in chosen:
        world.reset()
        write(injecting(point, "signal=KILL"))
        now = world.picture()
        found["old" if now == world.old else "new" if now == world.new else "broken"] += 1
    return len(chosen), found

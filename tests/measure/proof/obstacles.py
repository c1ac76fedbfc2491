"""Things that stand in the way of a run: other runs, a stopped one, files that cannot be replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from measure.proof.injected import Point, injecting
from measure.proof.world import ENVIRONMENT, SECONDS, World

RUNS = 8
HELD_S = 5


def many_at_once(world: World) -> str:
    """Start runs at one moment: one does it, the others are refused or find nothing to do."""
    world.reset()
    line = world.line("disable-ha", "--yes")
    started = [
        subprocess.Popen(line, cwd="/", env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(RUNS)
    ]
    said = [run.communicate(timeout=SECONDS)[0].decode() for run in started]
    codes = {run.returncode for run in started}
    well = codes <= {0, 4} and 0 in codes and not any("Traceback" in text for text in said)
    return "new" if well and world.picture() == world.new else "broken"


def held_up(world: World, point: Point) -> str:
    """Hold a run up in the middle: others are told who holds the environment; it goes on, and ends well."""
    world.reset()
    words = [*injecting(point, f"delay_enter={HELD_S * 1_000_000}"), *world.line("disable-ha", "--yes")]
    run = subprocess.Popen(words, cwd="/", env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    runs = world.top / "shop/.hactl/runs"
    before = set(runs.iterdir())
    deadline = time.monotonic() + SECONDS
    while set(runs.iterdir()) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    refused = world.hactl("enable-ha", "--yes")
    run.communicate(timeout=SECONDS)
    told = refused.code == 4 and "another run of hactl holds" in refused.said
    return "new" if told and run.returncode == 0 and world.picture() == world.new else "broken"


def stopped(world: World, point: Point, *, then: signal.Signals) -> str:
    """Stop a run half way (SIGSTOP): others are told who holds the environment. It goes on, or is killed as it is."""
    world.reset()
    run, pid = stopped_at(world, point)
    refused = world.hactl("enable-ha", "--yes")
    os.kill(pid, then)
    run.communicate(timeout=SECONDS)
    if refused.code != 4 or "another run of hactl holds" not in refused.said:
        return "broken"
    if then is signal.SIGKILL:
        return world.verdict()
    return "new" if run.returncode == 0 and world.picture() == world.new else "broken"


def edited_meanwhile(world: World, point: Point) -> str:
    """Let a person edit a file while a run is held up before it puts anything in place: his edit stays, as all else."""
    world.reset()
    run, pid = stopped_at(world, point)
    file = world.top / "root/10.0.0.22/srv/two/conf/server.xml"
    mine = file.read_bytes().replace(b"<!-- mine -->", b"<!-- mine, and edited -->")
    file.write_bytes(mine)
    os.kill(pid, signal.SIGCONT)
    run.communicate(timeout=SECONDS)
    name = str(file.relative_to(world.top))
    wanted = {**world.old, name: (world.old[name][0], mine)}
    return "old" if run.returncode != 0 and world.picture() == wanted else "broken"


def stopped_at(world: World, point: Point) -> tuple[subprocess.Popen[bytes], int]:
    """Start a run that is stopped at this call; return strace and the stopped process."""
    log = world.top.parent / "strace.txt"
    log.unlink(missing_ok=True)
    words = [*injecting(point, "signal=STOP", log=str(log)), *world.line("disable-ha", "--yes")]
    run = subprocess.Popen(words, cwd="/", env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + SECONDS
    while not (log.exists() and "--- stopped by SIGSTOP ---" in log.read_text()):
        assert time.monotonic() < deadline, "the run was not stopped"
        time.sleep(0.02)
    (child,) = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
    return run, int(child)


@contextmanager
def immutable(world: World) -> Iterator[None]:
    """A file of the plan is `chattr +i`."""
    path = world.top / "root/10.0.0.22/srv/two/conf/server.xml"
    _do("chattr", "+i", path)
    try:
        yield
    finally:
        _do("chattr", "-i", path)


@contextmanager
def read_only(world: World) -> Iterator[None]:
    """One base lies on a file system that is mounted read-only."""
    with _mounted(world.top / "root/10.0.0.22/srv/two", "remount,bind,ro"):
        yield


@contextmanager
def mounted_file(world: World) -> Iterator[None]:
    """A file of the plan is bind-mounted, as containers do: it cannot be renamed over."""
    with _mounted(world.top / "root/10.0.0.22/srv/two/conf/server.xml", ""):
        yield


@contextmanager
def pipe(world: World) -> Iterator[None]:
    """A named pipe is in place of a file: reading it would never end."""
    path = world.top / "root/10.0.0.22/srv/two/conf/server.xml"
    data = path.read_bytes()
    path.unlink()
    os.mkfifo(path)
    try:
        yield
    finally:
        path.unlink()
        path.write_bytes(data)


OBSTACLES: dict[str, Callable[[World], object]] = {
    "a file that is `chattr +i`": immutable,
    "a base on a read-only mount": read_only,
    "a file that is bind-mounted": mounted_file,
    "a named pipe in place of a file": pipe,
}


def met(world: World, obstacle: str) -> str:
    """Run against an obstacle: all stays old; without it, the same command does its work."""
    world.reset()
    with OBSTACLES[obstacle](world):  # type: ignore[attr-defined]
        ended = world.change()
    if ended.code == 0 or world.picture() != world.old:
        return "broken"
    return "old" if world.change().code == 0 and world.picture() == world.new else "broken"


@contextmanager
def _mounted(path: Path, options: str) -> Iterator[None]:
    _do("mount", "--bind", path, path)
    try:
        if options:
            _do("mount", "-o", options, path)
        yield
    finally:
        _do("umount", path)


def _do(*words: object) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True, timeout=SECONDS)

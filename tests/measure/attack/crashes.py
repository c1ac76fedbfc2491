"""Full disks, kills at random moments, many commands at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from measure.attack.ground import Ended, Ground, Row, Skipped, Try, all_of, ended, picture

KILLS = 24
ROUNDS = 3
SEED = 7
AT_ONCE = (
    ("create", "--yes"),
    ("apply", "--yes"),
    ("disable-ha", "--yes"),
    ("enable-ha", "--yes"),
    ("diff",),
    ("status",),
    ("history",),
    ("rollback", "--yes"),
)
RECORDS = ("runs", "lock")


def _start(ground: Ground, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "hactl", *words],
        cwd=ground.work,
        env=ground.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def full_disk(ground: Ground) -> Iterator[Try]:
    """The environment lies on a file system with ever less room."""
    disk = ground.work / "shop"
    ground.spec()
    for kib in (32, 48, 64, 96, 128, 160, 200, 240):
        disk.mkdir(exist_ok=True)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(disk)], capture_output=True, check=False
        )
        if mounted.returncode:
            raise Skipped(f"no tmpfs can be mounted here: {mounted.stderr.decode().strip()}")
        try:
            ran = ground.hactl("create", "--yes")
            left = [name for name in picture(disk, without=(".hactl",)) if (disk / name).is_file()]
        finally:
            subprocess.run(["umount", str(disk)], check=True)
        half = "" if ran.code == 0 or not left else f"left behind: {left[:3]}"
        yield Try(f"{kib} KiB", all_of(ran.fault(), half), ran.seen)


def killed(ground: Ground) -> Iterator[Try]:
    """Each run is killed at a moment drawn by a fixed seed, each third mender too; then all is old, or all is new."""
    random.seed(SEED)
    out = ground.created()
    spec = ground.work / "shop.hactl.yaml"
    states = {}
    for words in (("disable-ha", "--yes"), ("enable-ha", "--yes")):
        assert ground.hactl(*words).code == 0
        states[words[0]] = picture(ground.work, without=RECORDS)
    started = time.monotonic()
    ground.hactl("disable-ha", "--yes")
    lasts = time.monotonic() - started
    for number in range(KILLS):
        words = ("enable-ha", "--yes") if number % 2 == 0 else ("disable-ha", "--yes")
        _kill(_start(ground, *words), random.random() * lasts)
        if number % 3 == 0:
            _kill(_start(ground, "apply", "--yes"), random.random() * lasts)
        mended = ground.hactl("apply", "--yes")
        word = next((w for w, seen in states.items() if seen == picture(ground.work, without=RECORDS)), "")
        fault = all_of(mended.fault(), "" if word else "neither old nor new", "" if spec.exists() else "no spec")
        yield Try(f"kill {number}", fault, f"all as after {word}")
        shutil.rmtree(out) if not word else None
        ground.hactl(*words)


def _kill(run: subprocess.Popen[bytes], after: float) -> None:
    time.sleep(after)
    if run.poll() is None:
        os.killpg(run.pid, signal.SIGKILL)
    run.communicate()


def many_at_once(ground: Ground) -> Iterator[Try]:
    """Eight different commands start at one moment: each does its work or is refused, and the environment is sound."""
    ground.created()
    for number in range(ROUNDS):
        runs = [(words, _start(ground, *words)) for words in AT_ONCE]
        for words, run in runs:
            ran = ended(run, 200)
            yield Try(f"round {number}, {words[0]}", _refused_or_done(ran), ran.seen)
        ground.hactl("apply", "--yes")
        left = ground.hactl("diff", "--exit-code")
        yield Try(
            f"round {number}, afterwards", all_of(left.fault(), "" if left.code == 0 else left.said[:80]), left.seen
        )


def _refused_or_done(ran: Ended) -> str:
    return all_of(ran.fault(), "" if ran.code in (0, 1, 4, 64) else f"it ends with {ran.code}: {ran.err[:80]}")


def no_room_for_links(ground: Ground) -> Iterator[Try]:
    """The environment's folder is read-only: nothing is done, and it is said."""
    out: Path = ground.created()
    before = picture(out)
    done = subprocess.run(["mount", "--bind", out, out], capture_output=True, check=False)
    if done.returncode:
        raise Skipped("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", out], check=True)
        for words in (("disable-ha", "--yes"), ("diff",), ("status",), ("history",)):
            ran = ground.hactl(*words)
            yield Try(words[0], ran.fault(), ran.seen)
    finally:
        subprocess.run(["umount", out], check=True)
    yield Try("all is as before", "" if picture(out) == before else "something changed", "unchanged")


ROWS = (
    Row(title="a disk that is full at ever other places", attack=full_disk, root=True),
    Row(title="a file system that is read-only", attack=no_room_for_links, root=True),
    Row(title=f"{KILLS} runs killed (`SIGKILL`) at random times, a third of the menders too", attack=killed),
    Row(title=f"eight commands at once, {ROUNDS} rounds", attack=many_at_once),
)

"""Power cuts: the environment lies on a file system in an image; what had not reached the image is gone.

A cut is the run killed, the image copied as it is at that moment, and the copy mounted in its place: ext4 replays its
journal as after a real cut. What only the kernel's memory held is lost. ext4 is mounted without the safety net that
writes a file out when it is renamed over another (noauto_da_alloc, ext4(5)), and in half of the cuts another program
has just called fsync, which brings all changes of names to the disk and leaves unsynced contents behind.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from measure.proof.injected import Point, injecting, naive
from measure.proof.world import SECONDS, World

MEGABYTES = 16
OPTIONS = "loop,noauto_da_alloc,commit=60"


@cache
def no_images() -> str:
    """Return why no image can be mounted here, "" if one can."""
    if os.geteuid() != 0:
        return "only root can mount an image"
    if shutil.which("mkfs.ext4", path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
        return "mkfs.ext4 is not installed"
    folder = Path("/tmp") / f"hactl-proof-{os.getpid()}"
    folder.mkdir()
    try:
        _make_image(folder / "image")
        _do("mount", "-o", OPTIONS, folder / "image", folder)
        _do("umount", folder)
    except subprocess.CalledProcessError as error:
        return f"no image can be mounted here: {error.stderr.decode(errors='replace').strip()}"
    finally:
        shutil.rmtree(folder)
    return ""


class Powered:
    """A world on an image of its own; `fresh` is the image as it is before each run."""

    def __init__(self, folder: Path) -> None:
        self._image, self._fresh, self._disk = folder / "image", folder / "fresh", folder / "world"
        self._disk.mkdir(parents=True)
        self._other = self._disk / "of another program"
        _make_image(self._image)
        with self._mounted():
            self.world = World(folder)
            self.world.reset()
        shutil.copyfile(self._image, self._fresh)

    def cut(self, run: Callable[[], object], *, fsync: bool) -> str:
        """Run (it may be killed), cut the power, and return what is found when it is back."""
        with self.after(run, fsync=fsync):
            return self.world.verdict()

    @contextmanager
    def after(self, run: Callable[[], object], *, fsync: bool) -> Iterator[None]:
        """Run, cut the power, and give what is there when it is back."""
        shutil.copyfile(self._fresh, self._image)
        rest = self._image.with_name("rest")
        with self._mounted():
            run()
            if fsync:
                self._another_program_calls_fsync()
            shutil.copyfile(self._image, rest)
        rest.replace(self._image)
        with self._mounted():
            self._other.unlink(missing_ok=True)
            yield

    @contextmanager
    def running(self) -> Iterator[None]:
        """Give the world as it is before each run, without any cut."""
        shutil.copyfile(self._fresh, self._image)
        with self._mounted():
            yield

    def points(self, find: Callable[[], list[Point]]) -> list[Point]:
        """Return the calls of a run on this file system."""
        with self._mounted():
            return find()

    def _another_program_calls_fsync(self) -> None:
        with self._other.open("wb") as file:
            file.write(b"x")
            os.fsync(file.fileno())

    @contextmanager
    def _mounted(self) -> Iterator[None]:
        _do("mount", "-o", OPTIONS, self._image, self._disk)
        try:
            yield
        finally:
            _do("umount", self._disk)


def cuts(powered: Powered, chosen: Iterable[Point]) -> Counter[str]:
    """Cut the power at each of these calls."""
    found: Counter[str] = Counter()
    for number, point in enumerate(chosen):
        before = injecting(point, "signal=KILL")
        found[powered.cut(partial(powered.world.change, before), fsync=bool(number % 2))] += 1
    return found


def cuts_when_done(powered: Powered) -> Counter[str]:
    """Cut the power right after a run has said that all is done: it must be."""
    found: Counter[str] = Counter()
    for fsync in (False, True):
        word = powered.cut(powered.world.change, fsync=fsync)
        found["new" if word == "new" else "broken"] += 1
    return found


def naive_cuts(powered: Powered, chosen: Iterable[Point]) -> Counter[str]:
    """Do the same to a writer that opens each file and writes it; also when it has long ended."""
    writer = naive(powered.world)
    found: Counter[str] = Counter()
    for number, point in enumerate([*chosen, None]):
        before = injecting(point, "signal=KILL") if point else ()
        with powered.after(partial(writer, before), fsync=point is None or bool(number % 2)):
            now = powered.world.picture()
            found["old" if now == powered.world.old else "new" if now == powered.world.new else "broken"] += 1
    return found


def _make_image(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MEGABYTES << 20)
    _do("mkfs.ext4", "-q", "-F", "-O", "^resize_inode", path)


def _do(*words: object) -> None:
    environment = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}
    subprocess.run([str(w) for w in words], check=True, capture_output=True, timeout=SECONDS, env=environment)

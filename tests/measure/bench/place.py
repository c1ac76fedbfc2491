"""Where is measured: on a tmpfs, since there a ratio repeats; on ext4 the same code gave 2.8 to 9.4 floors."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SHARED = Path("/dev/shm")
VARIABLE = "HACTL_BENCH_TMPFS"  # set where this process stands in a user namespace that has one mounted there
BYTES_EACH = 120 * 1024  # what an instance takes, all copies of a round together
FILES_EACH = 70
SPARE = 256 << 20
MOUNT = 'mount -t tmpfs -o mode=700,size="$0",nr_inodes="$1" tmpfs "$2" && shift 2 && exec "$@"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A folder to measure in. `kind`: in words; `tmpfs`: only there do wall figures mean anything."""

    folder: Path
    kind: str
    tmpfs: bool


def file_system(folder: Path) -> str:
    """Return the type of the file system that the folder lies on, "" if it cannot be told (proc(5), mountinfo)."""
    real, best, kind = folder.resolve(), -1, ""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        head, _, tail = line.partition(" - ")
        point = head.split()[4].encode().decode("unicode_escape")
        if real.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), tail.split()[0]
    return kind


def choose(instances: int) -> Place:
    """Return where to measure; this process may be replaced by one that has a tmpfs of its own."""
    size, files = SPARE + instances * BYTES_EACH, 10_000 + instances * FILES_EACH
    if mounted := os.environ.get(VARIABLE):
        return Place(folder=Path(mounted), kind="a tmpfs mounted in a user namespace", tmpfs=True)
    if _has_room(SHARED, size, files):
        return Place(folder=SHARED, kind=f"the tmpfs {SHARED}", tmpfs=True)
    _mount_one(size, files)
    folder = Path(tempfile.gettempdir())
    kind = f"{file_system(folder) or 'an unknown file system'}, since no tmpfs can be had here: no wall figures"
    return Place(folder=folder, kind=kind, tmpfs=False)


def _has_room(folder: Path, size: int, files: int) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK) or file_system(folder) != "tmpfs":
        return False
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize >= size and (found.f_favail >= files or not found.f_files) and _memory(size)


def _memory(size: int) -> bool:
    lines = Path("/proc/meminfo").read_text().splitlines()
    return any(int(line.split()[1]) << 10 >= size for line in lines if line.startswith("MemAvailable:"))


def _mount_one(size: int, files: int) -> None:
    """Start this program again in a user namespace with a tmpfs; return where that is forbidden."""
    if not _memory(size):
        return
    with tempfile.TemporaryDirectory(prefix="hactl-bench-tmpfs-") as folder:
        if _inside(folder, size, files, ["true"]) == 0:
            os.environ[VARIABLE] = folder
            sys.exit(_inside(folder, size, files, [sys.executable, "-m", "measure.bench", *sys.argv[1:]]))


def _inside(folder: str, size: int, files: int, command: Sequence[str]) -> int:
    apart = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, str(size), str(files), folder]
    try:
        quiet = subprocess.DEVNULL if command == ["true"] else None
        return subprocess.run([*apart, *command], stderr=quiet, check=False).returncode
    except FileNotFoundError:
        return 127

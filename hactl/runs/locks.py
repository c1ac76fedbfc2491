"""Locks on folders: flock(2) on the folder itself, so that the kernel frees it whatever becomes of the process."""

from __future__ import annotations

import fcntl
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from hactl.errors import Refused
from hactl.files.system import FOLDER, SYSTEM

Who = Callable[[str], str]
_TRIES = 10
_SPARE = 64  # descriptors for everything else


@contextmanager
def locked(folders: Iterable[str], who: Who) -> Iterator[None]:
    """Hold these folders, which exist, by their real paths; others are told by `who` holds it.

    Raises:
        Refused: another run holds one of them.
    """
    wanted = sorted(set(folders))
    _allow(len(wanted) + _SPARE)
    held: list[int] = []
    try:
        for folder in wanted:
            held.append(_lock(folder, who))
        yield
    finally:
        for fd in held:
            os.close(fd)


def is_held(folder: str, table: str = "/proc/locks") -> bool:
    """Tell whether a run holds this folder, without touching the lock; as far as the kernel's table shows it."""
    try:
        found = os.lstat(folder)
        with open(table, encoding="ascii", errors="replace") as rows:
            held = {row.split()[5] for row in rows if " FLOCK " in row and "->" not in row}
    except (OSError, IndexError):
        return False
    return f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}" in held


def _lock(folder: str, who: Who) -> int:
    for _ in range(_TRIES):
        fd = _open(folder)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _still_there(fd, folder):
                return fd
        except BlockingIOError:
            os.close(fd)
            hint = "wait until it has ended, then run the command again"
            raise Refused(f"another run of hactl holds {folder}{who(folder)}", hint=hint) from None
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)
    raise Refused(f"{folder} is removed again and again")


def _open(folder: str) -> int:
    try:
        return SYSTEM.open(folder, FOLDER)
    except PermissionError as error:
        message = f"{folder} cannot be opened: {error.strerror}"
        raise Refused(message, hint="run hactl as the user who owns it") from None


def _still_there(fd: int, folder: str) -> bool:
    """Tell whether the locked folder is the one at that path: it may have been removed and made again."""
    try:
        found = os.lstat(folder)
    except FileNotFoundError:
        return False
    held = os.fstat(fd)
    return (held.st_dev, held.st_ino) == (found.st_dev, found.st_ino)


def _allow(descriptors: int) -> None:
    """Let this process hold as many open folders, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < descriptors:
        wanted = descriptors if hard == resource.RLIM_INFINITY else min(descriptors, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

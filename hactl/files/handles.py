"""A folder as an open handle: the way to it is walked once, by the kernel, and passes no link.

Paths are resolved before (`real`), so a link on the way was laid since then. By a path, root would
be led wherever somebody who owns one of its folders swaps it for a link between two calls; a handle
stays the folder that it was.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from hactl.errors import Refused

if TYPE_CHECKING:
    import ctypes

_HERE = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY | os.O_CLOEXEC
_OPENAT2, _AT_FDCWD, _NO_LINKS = 437, -100, 0x04  # openat2(2), Linux 5.6: RESOLVE_NO_SYMLINKS
_HOW = struct.pack("QQQ", _HERE, 0, _NO_LINKS)  # with O_NOFOLLOW and O_PATH it would open a link itself
_UNKNOWN = (errno.ENOSYS, errno.EPERM)  # an older kernel; a container's filter of calls


class LinkInTheWay(OSError):
    """A folder on the way is a link by now. Never taken for "not there": what lies behind it may be wanted back."""


@contextmanager
def no_link_meanwhile() -> Iterator[None]:
    """Where nothing was written yet, a link in the way ends the command. Raises Refused."""
    try:
        yield
    except LinkInTheWay as link:
        hint = "it was not a link a moment ago: find out who made it, then run the command again"
        raise Refused(f"nothing was changed: {link.filename}: {link.strerror}", hint=hint) from None


_MOST_KEPT = 16
_kept: dict[str, int] | None = None


@contextmanager
def keeping() -> Iterator[None]:
    """Keep the handles of the last folders meanwhile, for whoever looks at many files of one folder."""
    global _kept
    before, _kept = _kept, {}
    try:
        yield
    finally:
        for handle in _kept.values():
            os.close(handle)
        _kept = before


def _keep(kept: dict[str, int], folder: str) -> int:
    handle = kept.get(folder, -1)
    if handle < 0:
        if len(kept) >= _MOST_KEPT:
            os.close(kept.pop(next(iter(kept))))
        handle = kept[folder] = opened(folder)
    return handle


@contextmanager
def within(path: str, *, itself: bool = False) -> Iterator[tuple[int, str]]:
    """Give the handle of the folder that an absolute path lies in, and the name in it; `itself`: of that folder.

    Errors name the path. Raises LinkInTheWay; OSError as a call by path does.
    """
    folder, _, name = (path, "", ".") if itself else path.rpartition("/")
    handle = -1
    try:
        handle = opened(folder or "/") if _kept is None else _keep(_kept, folder or "/")
        yield handle, name or "."
    except OSError as error:
        error.filename = path
        raise
    finally:
        if handle >= 0 and _kept is None:
            os.close(handle)


def opened(folder: str) -> int:
    """Return a handle of a folder, good to name things in it. Raises LinkInTheWay; OSError."""
    try:
        return _at_once(folder)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _in_the_way(folder) from None
        if error.errno not in _UNKNOWN:
            raise
    return walked(folder)


def _at_once(folder: str) -> int:
    import ctypes

    call, name = _syscall(), os.fsencode(folder)
    if call is None or b"\0" in name:
        number = errno.ENOSYS if call is None else errno.EINVAL
        raise OSError(number, os.strerror(number), folder)
    handle: int = call(_OPENAT2, _AT_FDCWD, name, _HOW, len(_HOW))
    if handle < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), folder)
    return handle


@cache
def _syscall() -> Callable[..., int] | None:
    import ctypes

    if not sys.platform.startswith("linux"):
        return None
    call = libc().syscall
    call.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_size_t)
    call.restype = ctypes.c_long
    return call


def walked(folder: str) -> int:
    """Return the same where the kernel cannot do it at once: one folder after the other."""
    handle = os.open("/", _HERE)
    for name in filter(None, folder.split("/")):
        above = handle
        try:
            handle = os.open(name, _HERE | os.O_NOFOLLOW, dir_fd=above)
        except NotADirectoryError:
            if stat.S_ISLNK(os.lstat(name, dir_fd=above).st_mode):
                raise _in_the_way(folder) from None
            raise
        finally:
            os.close(above)
    return handle


def _in_the_way(folder: str) -> LinkInTheWay:
    return LinkInTheWay(errno.ELOOP, "a folder on its path is a link", folder)


@cache
def libc() -> ctypes.CDLL:
    """Return the C library, for what Python does not know."""
    import ctypes

    return ctypes.CDLL(None, use_errno=True)

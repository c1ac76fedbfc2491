"""Reads what a stranger may hand over: regular files only, up to a size, and never waiting for anybody to write.

A named pipe would be waited for, a device has no end, and a file may be larger than memory.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

from hactl.noting import looked_at

MOST = 64 << 20  # bytes: a manifest of 100,000 files has 30 MB
_KINDS = (
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


class NotRegularError(OSError):
    """It is there, and is no file that can be read whole; `strerror` says what it is."""


def read_json(path: str | Path, most: int = MOST) -> Any:
    """Return what a JSON file says.

    Raises:
        ValueError: it is none, or nested too deep.
        OSError: as `read_regular`.
    """
    try:
        return json.loads(read_regular(path, most))
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def read_regular(path: str | Path, most: int = MOST) -> bytes:
    """Return the bytes of a file; links are followed.

    Raises:
        NotRegularError: it is no regular file, or a larger one.
        OSError: as for any file.
    """
    looked_at(str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except ValueError as error:
        raise NotRegularError(errno.EINVAL, str(error)) from None
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise NotRegularError(errno.ENXIO, "it is a socket, not a file") from None
        raise
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(found.st_mode):
            kind = next((word for is_one, word in _KINDS if is_one(found.st_mode)), "something else")
            raise NotRegularError(errno.EINVAL, f"it is {kind}, not a file")
        if found.st_size <= most and len(data := file.read(most + 1)) <= most:
            return data
        raise NotRegularError(errno.EFBIG, f"it is larger than {most >> 20} MiB")

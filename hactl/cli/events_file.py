"""`--events FILE`: progress as JSON lines, in a file of its own or on stderr."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import TextIO

from hactl.errors import UsageError
from hactl.views.progress import SCHEMA

STDERR = Path("-")


def open_events(file: Path) -> TextIO:
    """Return where events go; `-` is stderr. Only an empty file or one of events is written over.

    Raises:
        UsageError: the file holds something else, or it cannot be written.
    """
    if file == STDERR:
        return sys.stderr
    try:
        if _holds_something_else(file):
            raise UsageError(f"{file} exists and contains no events: it was left as it is", hint="name another file")
        return file.open("w", encoding="ascii")
    except OSError as failed:
        raise UsageError(f"--events {file}: {failed.strerror}") from None


def _holds_something_else(file: Path) -> bool:
    begins = f'{{"schema":"{SCHEMA}",'.encode("ascii")
    try:
        found = file.stat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode) or not found.st_size:
        return False  # a pipe has nothing to lose
    with file.open("rb") as held:
        return held.read(len(begins)) != begins

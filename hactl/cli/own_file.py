"""Files that a person asks for by name: written whole or not at all, and never over one that is not hactl's own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from hactl.errors import HactlError, UsageError
from hactl.files.aside import replace_aside
from hactl.regular import read_regular


def write_own(file: Path, data: bytes, *, what: str, is_ours: Callable[[bytes], bool], mode: int = 0o600) -> None:
    """Write such a file, by default for its owner alone, where there is none or one that `is_ours` knows by its bytes.

    Raises:
        UsageError: there is another file.
        Refused: another user's link leads there.
        HactlError: it cannot be written.
    """
    refuse_other(file, what=what, is_ours=is_ours)
    try:
        replace_aside(file, data, mode)
    except OSError as failed:
        raise HactlError(f"{file} cannot be written: {failed.strerror}") from None


def refuse_other(file: Path, *, what: str, is_ours: Callable[[bytes], bool]) -> None:
    """Keep a file that is not hactl's own from being written over. Raises UsageError."""
    if not os.path.lexists(file):
        return
    try:
        ours = is_ours(read_regular(file))
    except (OSError, ValueError, HactlError):
        ours = False
    if not ours:
        raise UsageError(f"{file} is not {what}: it was left as it is", hint="name another file")

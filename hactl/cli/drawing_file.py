"""Pictures in files: `graph --output FILE` writes one, and never over anything else."""

from __future__ import annotations

import os
from pathlib import Path

from hactl.errors import HactlError, UsageError
from hactl.files.aside import replace_aside
from hactl.graph.picture import DRAWN
from hactl.regular import read_regular

BEGINNING = 2000  # bytes in which a picture says what it is


def write_drawing(file: Path, drawn: str) -> None:
    """Write the picture for all who may read there.

    Raises:
        UsageError: there is a file that hactl did not draw.
        HactlError: it cannot be written.
    """
    _refuse_other_file(file)
    try:
        replace_aside(file, drawn.encode(), mode=0o666)
    except OSError as error:
        raise HactlError(f"the picture cannot be written to {file}: {error.strerror}") from None


def _refuse_other_file(file: Path) -> None:
    if not os.path.lexists(file):
        return
    try:
        ours = DRAWN.encode() in read_regular(file)[:BEGINNING]
    except OSError:
        ours = False
    if not ours:
        hint = "name another file"
        raise UsageError(f"{file} exists and is not a picture by hactl: it was left as it is", hint=hint)

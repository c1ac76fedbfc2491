"""From words to an exit code, and the only place that catches what stops hactl."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from hactl.cli import quick

READER_GONE = 141


def run(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code (docs/exit-codes.md). Nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's text may have what the terminal cannot show
    try:
        return _run(list(arguments))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except (KeyboardInterrupt, Exception) as stop:
        from hactl.cli import endings

        return endings.of(stop)


def _run(arguments: list[str]) -> int:
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:], "--help"]
    said = quick.answer(arguments)
    if said is None:
        from hactl.cli import app  # typer takes longer than all that is answered without it

        return app.run(arguments)
    text, code = said
    (sys.stderr if code == quick.USAGE else sys.stdout).write(text)
    sys.stdout.flush()
    return code

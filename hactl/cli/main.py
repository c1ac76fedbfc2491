"""From words to an exit code, and the only place that catches what stops hactl."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hactl.cli import quick

if TYPE_CHECKING:
    from hactl.cli.console import Console

READER_GONE = 141


def run(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code (docs/exit-codes.md). Nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's text may have what the terminal cannot show
    words = [*arguments[1:], "--help"] if list(arguments[:1]) == ["help"] else list(arguments)
    try:
        return _run(words)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except (KeyboardInterrupt, Exception) as stop:  # while something was loaded, or the last words were written
        from hactl.cli import endings

        ending = endings.of(stop)
        sys.stderr.write(ending.text())
        return ending.code


def _run(words: list[str]) -> int:
    json = quick.asks_for_json(words)
    if not json and (said := quick.answer(words)) is not None:
        return _say(said)
    from hactl.cli.console import Console  # it takes longer than all that is answered without it

    console = Console(quick.named(words), json=json)
    try:
        with console.alone():
            code = _call(words, console)
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, Exception) as stop:
        from hactl.cli import endings

        code = console.ended(endings.of(stop))
    return console.close(code)


def _call(words: list[str], console: Console) -> int:
    if console.json and (said := quick.answer(quick.without_format(words))) is not None:
        return _help(said, console)
    from hactl.cli import app

    return app.run(words, console)


def _help(said: quick.Answer, console: Console) -> int:
    from hactl.errors import UsageError

    text, code = said
    if code:
        raise UsageError("a command is missing", hint="`hactl --help` lists them")
    console.out(text)
    return code


def _say(said: quick.Answer) -> int:
    text, code = said
    (sys.stderr if code == quick.USAGE else sys.stdout).write(text)
    sys.stdout.flush()
    return code

"""From words to an exit code, and the only place that catches what stops hactl."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hactl.cli import manner, quick
from hactl.cli.manner import Manner

if TYPE_CHECKING:
    from hactl.cli.console import Console

READER_GONE = 141


def run(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code (docs/exit-codes.md). Nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's text may have what the terminal cannot show
    try:
        return _run(list(arguments))
    except (KeyboardInterrupt, Exception) as stop:  # while something was loaded, or the last words were written
        from hactl.cli import endings

        if isinstance(stop, OSError):
            endings.let_go(sys.stdout)
        if isinstance(stop, BrokenPipeError):
            endings.let_go(sys.stderr)  # it may be that one
            return READER_GONE
        ending = endings.of(stop)
        sys.stderr.write(ending.text())
        return ending.code


def _run(arguments: list[str]) -> int:
    given, words, wrong = _taken(arguments)
    json = quick.asks_for_json(words)
    if not json and not wrong and (said := quick.answer(words)) is not None:
        return _say(said)
    from hactl.cli.console import Console  # it takes longer than all that is answered without it

    failed: int | None = None
    console = Console(quick.named(words), json=json, manner=given)
    try:
        if wrong:
            raise _usage(wrong)
        with console.alone():
            _go_to(given.folder)
            code = _call(words, console)
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, Exception) as stop:
        from hactl.cli import endings

        code = console.ended(endings.of(stop))
        failed = stop.errno if isinstance(stop, OSError) else None
    try:
        return console.close(code)
    except OSError as again:
        if failed is None or again.errno != failed:
            raise
        from hactl.cli import endings

        endings.let_go(sys.stdout)  # why has been said, and once is enough
        return code


def _taken(arguments: list[str]) -> tuple[Manner, list[str], str]:
    """Return how to speak, the words without that, and what is wrong with it."""
    try:
        given, words = manner.taken(arguments)
    except ValueError as wrong:
        return Manner(), arguments, str(wrong)
    return given, [*words[1:], "--help"] if words[:1] == ["help"] else words, ""


def _usage(wrong: str) -> Exception:
    from hactl.errors import UsageError

    return UsageError(wrong, hint="`hactl --help` lists the options allowed before a command")


def _go_to(folder: str) -> None:
    if folder:
        from pathlib import Path

        from hactl.cli.options import go_to

        go_to(Path(folder))


def _call(words: list[str], console: Console) -> int:
    if console.json and (said := quick.answer(quick.without_format(words))) is not None:
        return _help(said, console)
    from hactl.cli import app, completion

    if completion.asked(words):
        return completion.tell(words)
    helps = console.json and not set(words).isdisjoint(quick.HELP_WORDS)
    return app.run(quick.without_format(words) if helps else words, console)


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

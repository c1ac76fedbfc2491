"""Man pages, made of the same app and the same table as the help: one for hactl, one for each command."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import typer
import typer.main

from hactl import __version__
from hactl.cli import app
from hactl.cli.quick import HELP_WORDS
from hactl.cli.variables import VARIABLES

DATE = "2026-11-29"  # of the words; a page without a date is a fault to mandoc
WIDTH = 78
_EXITS = "0: done. 3: a check failed, or a problem was found. 64: the words are none that it takes."
_MORE = "docs/exit-codes.md lists all of them; `hactl explain` says what a problem means."
_PLAIN = {"\\": r"\e", "-": r"\-", "~": r"\(ti", "^": r"\(ha"}
_CODE = re.compile(r"`([^`]+)`")
_OPTION = re.compile(r"(?<![\w>-])((?:\\-){1,2}\w(?:\w|\\-)*)")


def pages() -> Mapping[str, str]:
    """Return the text of every page by the name that `man` takes: hactl, hactl-create, hactl-lab-up."""
    return dict(_pages(typer.main.get_command(app.build([])), "hactl", None))


def _pages(command: Any, word: str, parent: Any) -> Iterator[tuple[str, str]]:
    context = typer.Context(command, info_name=word, parent=parent, help_option_names=list(HELP_WORDS))
    yield _name(context), _page(command, context)
    for name, each in getattr(command, "commands", {}).items():
        yield from _pages(each, name, context)


def _words(context: Any) -> str:
    """Return what a person types: `hactl lab up`."""
    before = f"{_words(context.parent)} " if context.parent else ""
    return f"{before}{context.info_name}"


def _name(context: Any) -> str:
    return _words(context).replace(" ", "-")


def _page(command: Any, context: Any) -> str:
    name = _name(context)
    lines = [f'.TH {escaped(name.upper())} 1 {DATE} "hactl {__version__}" "hactl manual"', ".SH NAME"]
    said, examples = _said(command)
    lines += [prose(f"{name} - {_short(command, said)}"), ".SH SYNOPSIS"]
    usage = " ".join(command.collect_usage_pieces(context))
    lines += [f".B {escaped(_words(context))}", prose(usage)]
    lines += [".SH EXAMPLES", ".EX", *map(escaped, examples), ".EE", ".SH DESCRIPTION"]
    lines += [line for at, each in enumerate(said) for line in ([".PP"] if at else []) + [prose(each)]]
    lines += _rows("ARGUMENTS", _records(command, context, "argument"))
    lines += _rows("OPTIONS", _records(command, context, "option"))
    commands = getattr(command, "commands", {})
    lines += _rows("COMMANDS", [(each, one.short_help or "") for each, one in commands.items()])
    lines += _rows("ENVIRONMENT", [] if context.parent else list(VARIABLES.items()))
    lines += [".SH EXIT STATUS", prose(_EXITS), prose(_MORE), ".SH SEE ALSO", _see(name, context, commands)]
    return "\n".join(lines) + "\n"


def _said(command: Any) -> tuple[list[str], list[str]]:
    """Return what a command's help says, paragraph by paragraph, and its examples."""
    paragraphs = str(command.help).split("\n\n")
    prose_ = [" ".join(each.split()) for each in paragraphs if not each.startswith("\b")]
    shown = [line for each in paragraphs if each.startswith("\b") for line in each.splitlines()[1:]]
    return prose_, [line.strip() for line in shown if line.strip()]


def _short(command: Any, said: Sequence[str]) -> str:
    return str(command.short_help or said[0]).rstrip(".")


def _records(command: Any, context: Any, kind: str) -> list[tuple[str, str]]:
    found = (p.get_help_record(context) for p in command.get_params(context) if p.param_type_name == kind)
    return [record for record in found if record]


def _rows(title: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    lines = [line for names, text in rows for line in (".TP", _bold(names), prose(" ".join(text.split())))]
    return [f".SH {title}", *lines] if rows else []


def _bold(names: str) -> str:
    """Return the words to type in bold, those that stand for others as they are."""
    if not names.startswith("-"):
        return rf"\fB{escaped(names)}\fR"
    return _OPTION.sub(r"\\fB\1\\fR", escaped(names))


def _see(name: str, context: Any, commands: Mapping[str, Any]) -> str:
    others = [f"{name}-{each}" for each in commands] or [_name(context.parent)]
    return ",\n".join(rf"\fB{escaped(each)}\fR(1)" for each in others)


def prose(text: str) -> str:
    """Return a paragraph as roff, `words to type` in bold."""
    bold = _CODE.sub(lambda found: rf"\fB{found[1]}\fR", "".join(map(_plain, text)))
    return "\n".join(map(_no_request, textwrap.wrap(bold, WIDTH, break_long_words=False, break_on_hyphens=False)))


def escaped(line: str) -> str:
    """Return one line so that roff shows these very characters, and takes none for a request."""
    return _no_request("".join(map(_plain, line)))


def _plain(character: str) -> str:
    return _PLAIN.get(character, character)


def _no_request(line: str) -> str:
    return rf"\&{line}" if line.startswith((".", "'")) else line

"""Help about all commands, and completion of their names: answered from the table, before anything heavy is imported.

The text is what typer makes of the same table, to the byte (tests/cli/test_quick.py).
"""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hactl.cli import table

USAGE = 64
WIDEST, NARROWEST, MARGIN = 80, 50, 2
COMPLETE = "_HACTL_COMPLETE"
SHELL_WORDS = "_TYPER_COMPLETE_ARGS"  # of zsh and fish; bash has COMP_WORDS
HELP_WORDS = table.HELP[0]
FORMAT = "--format"

Answer = tuple[str, int]
"""What is said, and the exit code; with USAGE it goes to stderr."""


def overview(group: Sequence[str]) -> str:
    """Return the help of hactl, or of its group `lab`."""
    if group:
        return _page("hactl lab", table.LAB_TEXT, [table.HELP], table.LAB)
    return _page("hactl", table.TEXT, table.OPTIONS, {name: row[2] for name, row in table.COMMANDS.items()})


def _page(program: str, text: str, options: Iterable[tuple[tuple[str, ...], str]], commands: Mapping[str, str]) -> str:
    width = max(min(shutil.get_terminal_size().columns, WIDEST) - MARGIN, NARROWEST)
    first, _, as_it_is = text.partition("\n\n\b\n")
    said = textwrap.fill(first, width, initial_indent="  ", subsequent_indent="  ")
    example = "\n" + textwrap.indent(as_it_is, "  ") if as_it_is else ""
    shown = {", ".join(names): words for names, words in options}
    return (
        f"Usage: {program} [OPTIONS] COMMAND [ARGS]...\n\n{said}\n{example}"
        f"\nOptions:\n{_list(shown, width)}\nCommands:\n{_list(commands, width)}"
    )


def _list(rows: Mapping[str, str], width: int) -> str:
    column = max(map(len, rows)) + MARGIN
    lines = ((name, textwrap.wrap(words, width - column - MARGIN)) for name, words in rows.items())
    after = "\n" + " " * (column + MARGIN)
    return "".join(f"  {name:<{column}}{after.join(wrapped)}\n" for name, wrapped in lines)


def words(environment: Mapping[str, str]) -> tuple[list[str], str] | None:
    """Return what a shell asks to complete: the words before, and the beginning of the next; None: it does not ask.

    Quoted words are left to typer, too.
    """
    shell = environment.get(COMPLETE, "").partition("complete_")[2]
    line = environment.get("COMP_WORDS" if shell == "bash" else SHELL_WORDS, "")
    if shell not in _SHELLS or any(quote in line for quote in "\"'\\"):
        return None
    typed = line.split()
    at = environment.get("COMP_CWORD", "")
    if shell == "bash" and not at.isdecimal():
        return None
    number = int(at) if shell == "bash" else max(len(typed) - (not line.endswith(" ")), 1)
    return typed[1:number], "".join(typed[number : number + 1])


def completion(environment: Mapping[str, str]) -> Answer | None:
    """Return the names that a shell asks for; None: it does not, or it takes a command's module to know."""
    asked = words(environment)
    if asked is None or "=" in asked[1]:
        return None
    before, begun = asked
    if before in ([], ["lab"]):
        found = {name: said for name, said in _names(before, begun) if name.startswith(begun)}
    elif (names := _of_the_spec(before, begun)) is not None:
        found = dict.fromkeys(names, "")
    else:
        return None
    return _SHELLS[environment[COMPLETE].partition("_")[2]](found, environment)


def _names(before: Sequence[str], begun: str) -> Iterator[tuple[str, str]]:
    if begun.startswith("-"):
        for names, said in [table.HELP] if before else table.OPTIONS:
            yield from ((name.partition(" ")[0], said) for name in names)
    elif before:
        yield from table.LAB.items()
    else:
        yield from ((name, row[2]) for name, row in table.COMMANDS.items())


def _of_the_spec(before: Sequence[str], begun: str) -> list[str] | None:
    """Return names of the spec where an argument is one, and no option says which spec; None: typer has to know."""
    after = 2 if before[0] == "lab" else 1
    kind, many = table.NAMES.get(" ".join(before[:after]), ("", ""))
    given = before[after:]
    if not kind or begun.startswith("-") or any(word.startswith("-") for word in given):
        return None
    from hactl.cli import spec_names  # it reads the spec, and typer is not needed for that

    if given and not many:
        return []
    found: list[str] = getattr(spec_names, kind)(spec_names.Given({many: given}), begun)
    return found


def _bash(found: Mapping[str, str], _environment: Mapping[str, str]) -> Answer:
    return "\n".join(found) + "\n", 0


def _zsh(found: Mapping[str, str], _environment: Mapping[str, str]) -> Answer:
    rows = "\n".join(f'"{_escaped(name)}":"{_escaped(said)}"' for name, said in found.items())
    return (f"_arguments '*: :(({rows}))'\n" if found else "_files\n"), 0


def _escaped(text: str) -> str:
    for special, plain in (('"', '""'), ("'", "''"), ("$", "\\$"), ("`", "\\`"), (":", r"\\:")):
        text = text.replace(special, plain)
    return text


def _fish(found: Mapping[str, str], environment: Mapping[str, str]) -> Answer:
    if environment.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":  # else fish offers files
        return "", 0 if found else 1
    return "\n".join(f"{name}\t{said}" for name, said in found.items()) + "\n", 0


_SHELLS = {"bash": _bash, "zsh": _zsh, "fish": _fish}


def asks_for_json(arguments: Sequence[str]) -> bool:
    """Tell whether a program reads: the last --format counts, as it does when the words are understood."""
    formats = list(_formats(arguments))
    return bool(formats) and formats[-1][1] == "json" and not os.environ.get(COMPLETE)


def without_format(arguments: Sequence[str]) -> list[str]:
    """Return the words without --format and what it says."""
    taken = {at for at, _ in _formats(arguments)}
    taken |= {at + 1 for at in taken if arguments[at] == FORMAT}
    return [word for at, word in enumerate(arguments) if at not in taken]


def _formats(arguments: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield where each --format stands, and what it asks for."""
    words = iter(enumerate(arguments))
    for at, word in words:
        if word == "--":
            return
        if word == FORMAT:
            yield at, next(words, (at, ""))[1]
        elif word.startswith(f"{FORMAT}="):
            yield at, word.partition("=")[2]


def named(arguments: Sequence[str]) -> str:
    """Return the command that these words name, "" where there is none of that name."""
    first, *rest = [*arguments, ""]
    if first != "lab":
        return first if first in table.COMMANDS else ""
    return next((f"lab {word}" for word in rest if word in table.LAB), "")


def answer(arguments: list[str]) -> Answer | None:
    """Return what can be said at once; None: it takes a command's module."""
    if os.environ.get(COMPLETE):
        return completion(os.environ)
    asks = bool(arguments) and arguments[-1] in HELP_WORDS
    group = arguments[:-1] if asks else arguments
    if group not in ([], ["lab"]):
        return None
    return overview(group), 0 if asks else USAGE

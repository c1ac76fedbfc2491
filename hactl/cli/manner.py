"""How a run speaks, said before or behind the command: --color, --quiet, --verbose; and -C before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

AUTO, ALWAYS, NEVER = "auto", "always", "never"
COLOURS = (AUTO, ALWAYS, NEVER)
_QUIET, _VERBOSE = ("-q", "--quiet"), ("-v", "--verbose")
_COLOUR = ("--color", "--colour")
_FOLDER = ("-C", "--directory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """`quiet`: no progress and no remarks, only results and problems. `verbose`: why a problem matters, too.

    `folder`: where to work, said before the command; "" where it was not.
    """

    quiet: bool = False
    verbose: bool = False
    colour: str = AUTO
    folder: str = ""


def taken(arguments: Sequence[str]) -> tuple[Manner, list[str]]:
    """Return how to speak, and the words without that.

    Raises:
        ValueError: --color says none of its words, or something has no word behind it.
    """
    manner, rest, words = Manner(), list[str](), list(arguments)
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            return manner, [*rest, word, *words]
        if word in (*_QUIET, *_VERBOSE):
            manner = replace(manner, quiet=manner.quiet or word in _QUIET, verbose=manner.verbose or word in _VERBOSE)
        elif name in _COLOUR or (name in _FOLDER and not rest):
            if not equals and not words:
                raise ValueError(f"{name} needs a value after it")
            manner = _said(manner, name, value if equals else words.pop(0))
        else:
            rest.append(word)
    return manner, rest


def _said(manner: Manner, name: str, value: str) -> Manner:
    if name in _FOLDER:
        return replace(manner, folder=value)
    if value not in COLOURS:
        raise ValueError(f"{name} is {', '.join(COLOURS[:-1])} or {COLOURS[-1]}, not `{value}`")
    return replace(manner, colour=value)

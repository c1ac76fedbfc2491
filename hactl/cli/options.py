"""Options that several commands share: declared once, handed to a command as one value."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hactl.cli import names
from hactl.cli.console import Console
from hactl.errors import UsageError
from hactl.regular import read_regular


class Format(StrEnum):
    """How a result is shown."""

    TEXT = "text"
    JSON = "json"


AsFormat = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
_EVENTS = Annotated[
    Path | None,
    typer.Option("--events", metavar="FILE", help="Write progress as JSON lines to FILE; `-` is stderr."),
]

_FILE_HELP = "The spec; else HACTL_FILE, else *.hactl.yaml upwards from here."
_SHARED: Mapping[str, Any] = {
    "file": Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help=_FILE_HELP)],
    "directory": Annotated[
        Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")
    ],
    "out": Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Output folder (default: named like the environment)."),
    ],
    "root": Annotated[
        Path | None,
        typer.Option("--root", metavar="DIR", help="Write absolute bases below DIR/<host>/ instead of in place."),
    ],
    "host": Annotated[
        list[str] | None,
        typer.Option(
            "--host",
            metavar="NAME",
            help="This machine is host NAME: write its absolute bases in place.",
            autocompletion=names.hosts,
        ),
    ],
}
_LONG_ALONE = {"file": Annotated[Path | None, typer.Option("--file", metavar="FILE", help=_FILE_HELP)]}
ReadAll = Annotated[bool, typer.Option("--read", help="Read every file, even if none seems to have changed.")]
_APPLY: Mapping[str, Any] = {
    "yes": Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")],
    "dry_run": Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")],
    "overwrite": Annotated[
        bool, typer.Option("--overwrite", help="Overwrite hactl's own files and blocks even if someone changed them.")
    ],
    "read": ReadAll,
    "stat": Annotated[bool, typer.Option("--stat", help="Show how many lines of each file change, not which.")],
    "keep": Annotated[int, typer.Option("--keep", min=1, metavar="N", help="Number of runs to keep for rollback.")],
}
HEAD_BYTES = 200
_POSITIONAL = Annotated[Path | None, typer.Argument(metavar="FILE", help=_FILE_HELP)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What the shared options say: which spec, and where its files lie. `plan`: a saved plan came in its place."""

    spec: Path
    out: Path | None = None
    root: Path | None = None
    here: frozenset[str] = frozenset()
    plan: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """How a person wants a change carried out."""

    yes: bool = False
    dry_run: bool = False
    overwrite: bool = False
    keep: int = 50
    read: bool = False
    stat: bool = False


OptionGroup = tuple[Callable[..., object], Mapping[str, Any]]
"""Options that reach a command as one value: the dataclass they make, and the option of each of its fields."""


def speaks(
    *, form: Any = AsFormat, default: StrEnum = Format.TEXT, events: bool = False
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command `(console: Console, …)` the options --format and, where it has progress, --events.

    `form`, `default`: what --format may say, where that is more than text and json.
    """

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        own = inspect.signature(command, eval_str=True).parameters

        def wrapped(*, context: typer.Context, form: StrEnum, events: Path | None = None, **given: Any) -> int:
            console: Console = context.obj
            console.form = str(form)
            console.json = console.json or form == Format.JSON
            if events is not None:
                console.write_events(events)
            return command(console=console, **given)

        more = [_parameter("context", typer.Context, inspect.Parameter.empty), _parameter("form", form, default)]
        more += [_parameter("events", _EVENTS, None)] if events else []
        _declare(wrapped, command, [*(p for name, p in own.items() if name != "console"), *more])
        return wrapped

    return decorate


def takes_spec(
    *, positional: bool, plans: bool = False, short: bool = True, **groups: OptionGroup
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command `(where: Where, …)` the shared options; `positional`: FILE may also come without -f.

    `plans`: FILE may also be a saved plan. `short` False: -f is the command's own, and the spec is --file alone.

    One that also takes `apply_options: ApplyOptions` gets --yes, --dry-run and --overwrite; `groups` are more
    of that kind, by the name of the parameter.
    """

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        own = inspect.signature(command, eval_str=True).parameters
        shared = {**({"spec_file": _POSITIONAL} if positional else {}), **_SHARED, **({} if short else _LONG_ALONE)}
        known: Mapping[str, OptionGroup] = {"apply_options": (ApplyOptions, _APPLY), **groups}
        packed = takes(**{name: group for name, group in known.items() if name in own})(command)

        def wrapped(**given: Any) -> int:
            where = _where({name: given.pop(name) for name in shared}, plans=plans)
            return packed(where=where, **given)

        declared = inspect.signature(packed).parameters
        first = [p for name, p in declared.items() if name in own and name != "where"]
        last = [p for name, p in declared.items() if name not in own]
        _declare(wrapped, command, [*first, *(_parameter(name, each, None) for name, each in shared.items()), *last])
        return wrapped

    return decorate


def takes(**groups: OptionGroup) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Give a command options that reach it as one value each, by the name of the parameter."""

    def decorate(command: Callable[..., int]) -> Callable[..., int]:
        own = inspect.signature(command, eval_str=True).parameters

        def wrapped(**given: Any) -> int:
            for parameter, (make, options) in groups.items():
                given[parameter] = make(**{name: given.pop(name) for name in options})
            return command(**given)

        more = [p for make, options in groups.values() for p in _parameters(make, options)]
        _declare(wrapped, command, [*(p for name, p in own.items() if name not in groups), *more])
        return wrapped

    return decorate


def _parameters(make: Callable[..., object], options: Mapping[str, Any]) -> list[inspect.Parameter]:
    """Return a parameter for each field of a group, with the field's default."""
    fields = inspect.signature(make).parameters
    return [_parameter(name, option, fields[name].default) for name, option in options.items()]


def _parameter(name: str, annotation: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _declare(wrapped: Callable[..., int], command: Callable[..., int], given: Sequence[inspect.Parameter]) -> None:
    """Make typer see the command's own parameters and the shared ones."""
    both = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in given]
    wrapped.__doc__ = command.__doc__
    wrapped.__name__ = command.__name__
    wrapped.__annotations__ = {p.name: p.annotation for p in both}
    wrapped.__signature__ = inspect.Signature(both, return_annotation=int)  # type: ignore[attr-defined]


def _where(given: Mapping[str, Any], *, plans: bool) -> Where:
    from hactl.spec import find_spec

    go_to(given["directory"])
    argument, option = given.get("spec_file"), given["file"]
    plan = argument if plans and argument and _is_plan(argument) else None
    argument = None if plan else argument
    if argument and option and argument != option:
        raise UsageError(f"two specs are named: {argument} and {option}", hint="name one")
    root, out = given["root"], given["out"]
    return Where(
        spec=find_spec(argument or option, os.environ, Path.cwd()),
        out=out.absolute() if out else None,
        root=root.absolute() if root else None,
        here=frozenset(given["host"] or ()),
        plan=plan,
    )


def _is_plan(file: Path) -> bool:
    """Tell whether this calls itself a saved plan, at its beginning."""
    from hactl.plan.saved import SCHEMA

    try:
        return SCHEMA.encode() in read_regular(file)[:HEAD_BYTES]
    except OSError:
        return False


def go_to(folder: Path | None) -> None:
    """Change into the folder that -C names.

    Raises:
        UsageError: there is no such folder.
    """
    if folder is None:
        return
    try:
        os.chdir(folder)
    except OSError as failed:
        raise UsageError(f"-C {folder}: {failed.strerror}") from None

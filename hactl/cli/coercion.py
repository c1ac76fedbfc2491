"""Words of the command line that need no checking become values here: typer would load pydantic for each of them.

That costs as much as all else of an empty command. What is not plainly right is left to typer, whose message a person
then reads. A typer that has no such seam is not touched: it coerces everything, and hactl only starts later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import GenericAlias
from typing import Any

import typer

from hactl.cli.quick import HELP_WORDS

SEAM = "_runtime_param"  # of typer 0.27 and later: what turns a parameter's words into values, made when first needed


class _NotPlain(Exception):
    """It takes typer to say what this is."""


class Plain:
    """Turns the words of one parameter into what typer makes of them."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value of a parameter."""
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        annotation = param.type_descriptor.annotation
        try:
            if not many:
                return _one(value, annotation)
            return [_one(each, _inside(annotation)) for each in value]
        except _NotPlain:
            setattr(param, SEAM, None)
            return param.get_runtime_param().coerce(value, param=param, ctx=ctx)


def lighten(command: Any) -> None:
    """Let the parameters of a command, and of all commands in it, be coerced here."""
    for each in _all(command):
        context = typer.Context(each, help_option_names=list(HELP_WORDS))
        for param in each.get_params(context):  # its help option, too
            if hasattr(param, SEAM):
                setattr(param, SEAM, Plain())


def _all(command: Any) -> Iterator[Any]:
    yield command
    for each in getattr(command, "commands", {}).values():
        yield from _all(each)


def _inside(annotation: object) -> object:
    return annotation.__args__[0] if isinstance(annotation, GenericAlias) else annotation


def _one(value: object, annotation: object) -> object:
    if not isinstance(annotation, type):
        raise _NotPlain
    if type(value) is annotation:  # a default
        return value
    if annotation is Path and isinstance(value, str) and _may_be_read(value):
        return Path(value)
    if issubclass(annotation, Enum) and value in {each.value for each in annotation}:
        return annotation(value)
    raise _NotPlain


def _may_be_read(path: str) -> bool:
    """Tell whether typer lets this path pass: what is not there is the command's to say."""
    return not os.path.exists(path) or os.access(path, os.R_OK)  # noqa: PTH110 - a Path cannot hold a NUL

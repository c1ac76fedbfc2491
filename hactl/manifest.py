"""The manifest `<out>/.hactl/manifest.json`: what hactl once wrote; one entry a line, sorted, so diffs are small."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path, PurePosixPath
from typing import Any

from hactl.errors import HasProblems, Refused
from hactl.plan.types import Remembered
from hactl.problems import Place, Problem
from hactl.regular import read_regular
from hactl.targets import ENVIRONMENT, Kind, Location

LOCATION = Location(ENVIRONMENT, PurePosixPath(".hactl/manifest.json"))
VERSION = 1
_ODD = re.compile(r"\A\Z|(?:\A|/)\.|//|(?<=.)/\Z")  # what a path of pathlib's may have otherwise


def path(out: Path) -> Path:
    """Return where the manifest of an output folder lies."""
    return out / LOCATION.path


def read_bytes(out: Path) -> bytes | None:
    """Return the manifest as it is on disk, None where there is none."""
    try:
        return read_regular(path(out))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        message = f"{path(out)} cannot be read: {error.strerror}"
        raise Refused(message, hint="run hactl as the user who owns it") from None
    except OSError as error:
        raise _broken(str(path(out)), error.strerror or str(error)) from None


def load(out: Path) -> dict[Location, Remembered]:
    """Return what the manifest remembers, nothing where there is none.

    Raises:
        Refused: a newer hactl wrote it.
        HasProblems: it is damaged.
    """
    data = read_bytes(out)
    return {} if data is None else parse(data, str(path(out)))


def parse(data: bytes, file: str = str(LOCATION)) -> dict[Location, Remembered]:
    """Return what these bytes of a manifest say; `file` names it in messages. Raises as `load`."""
    try:
        tree = json.loads(data)
        version = tree["hactl-manifest"]
        if isinstance(version, int) and version > VERSION:
            message = f"{file} was written by a newer hactl (format {version}; this one knows {VERSION})"
            raise Refused(message, hint="use that version of hactl")
        return dict(map(_entry, tree["files"]))
    except RecursionError:
        raise _broken(file, "it is nested too deep") from None
    except json.JSONDecodeError as error:
        raise _broken(file, f"{error.msg}", error.lineno, error.colno) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _broken(file, f"{type(error).__name__}: {error}") from None


def _broken(file: str, why: str, line: int = 0, column: int = 0) -> HasProblems:
    hint = "restore it from version control or a backup; without it hactl treats its own files as edited by hand"
    place = Place(file, line, column)
    problem = Problem(id="manifest-broken", message=f"not a manifest: {why}", hint=hint, place=place)
    return HasProblems("hactl cannot read its own record here", [problem])


def _entry(data: Mapping[str, Any]) -> tuple[Location, Remembered]:
    mode = data.get("mode")
    known = Remembered(
        kind=Kind(data["kind"]),
        owner=_text(data["owner"]),
        sha256=_text(data["sha256"]),
        mode=None if mode is None else int(mode, 8),
        seed=_text(data.get("seed", "")),
    )
    path = _text(data["path"])
    plain = path and _ODD.search(path) is None
    return Location(_text(data["host"]), path if plain else PurePosixPath(path)), known


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    if "\0" in value:
        raise ValueError(f"{value!r} contains a NUL")
    return value


def render(known: Mapping[Location, Remembered]) -> bytes:
    """Return the manifest that remembers this; equal memory is equal bytes."""
    rows = ",\n".join(_row(location, known[location]) for location in sorted(known, key=Location.order))
    return f'{{\n"hactl-manifest": {VERSION},\n"files": [\n{rows}\n]\n}}\n'.encode("ascii")


def _row(location: Location, known: Remembered) -> str:
    words = {
        "host": location.host,
        "path": location.text,
        "kind": known.kind.value,
        "owner": known.owner,
        "sha256": known.sha256,
    }
    if known.mode is not None:
        words["mode"] = f"{known.mode:04o}"
    if known.seed:
        words["seed"] = known.seed
    return "{" + ", ".join(f'"{name}": {_quoted(value)}' for name, value in words.items()) + "}"


def remember(
    old: Mapping[Location, Remembered], updates: Iterable[tuple[Location, Remembered | None]]
) -> dict[Location, Remembered]:
    """Return the next memory: `updates` in order over `old`; None is forgotten."""
    new = dict(old)
    for location, known in updates:
        if known is None:
            new.pop(location, None)
        else:
            new[location] = known
    return new

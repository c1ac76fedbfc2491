"""Every value of a spec after defaults, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hactl.masking import MASK, is_secret_name, mask
from hactl.problems import KeyPath
from hactl.views.look import PLAIN, Look, clean

if TYPE_CHECKING:
    from hactl.views.shapes.specs import OriginData, ShowData


def text(values: Mapping[str, object], origins: Mapping[KeyPath, str], *, look: Look = PLAIN) -> str:
    """Return one line for each value: its path, the value, its origin; columns aligned where the width allows."""
    rows = [(_dotted(path), _word(value), clean(_origin(path, origins))) for path, value in _leaves(values, ())]
    first = max((len(row[0]) for row in rows), default=0)
    second = max((len(row[1]) for row in rows), default=0)
    third = max((len(row[2]) for row in rows), default=0)
    if look.width and first + second + third + 4 > look.width:
        return "".join(_narrow(row, look) for row in rows)
    return "".join(_wide(row, (first, second), look) for row in rows)


def _wide(row: tuple[str, str, str], widths: tuple[int, int], look: Look) -> str:
    path, value, origin = row
    shown = look.paint(value, "bold") + " " * (widths[1] - len(value))
    return f"{path.ljust(widths[0])}  {shown}  {look.paint(origin, 'dim')}".rstrip() + "\n"


def _narrow(row: tuple[str, str, str], look: Look) -> str:
    path, value, origin = row
    below = f"  {look.paint(origin, 'dim')}\n" if origin else ""
    return f"{path}: {look.paint(value, 'bold')}\n{below}"


def _leaves(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    """Yield every value with its path; empty maps and lists count as values."""
    if isinstance(value, Mapping) and value:
        for key, below in value.items():
            yield from _leaves(below, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str) and any(map(_deep, value)):
        for index, below in enumerate(value):
            yield from _leaves(below, (*path, index))
    else:
        yield path, _masked(value, path)


def _deep(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, Sequence) and not isinstance(value, str))


def _masked(value: object, path: KeyPath) -> object:
    if isinstance(value, bool) or not value:
        return value
    if any(isinstance(key, str) and is_secret_name(key) for key in path) and not str(value).startswith("${"):
        return MASK
    return mask(value) if isinstance(value, str) else value


def _origin(path: KeyPath, origins: Mapping[KeyPath, str]) -> str:
    """Return the origin of the value, or that of the nearest entry around it."""
    return next((origins[path[:n]] for n in range(len(path), 0, -1) if path[:n] in origins), "")


def _dotted(path: KeyPath) -> str:
    return clean(".".join(map(str, path)))


def _word(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_word, value)) + "]"
    if isinstance(value, Mapping):
        return "{}"
    return "-" if value is None else clean(str(value)) or '""'


def as_data(values: Mapping[str, object], origins: Mapping[KeyPath, str]) -> ShowData:
    """Return values (nested) and origins (path and text) for a program."""
    listed: list[OriginData] = [
        {"path": list(path), "origin": _origin(path, origins)} for path, _ in _leaves(values, ())
    ]
    return {"values": {key: _nested(below, (key,)) for key, below in values.items()}, "origins": listed}


def _nested(value: object, path: KeyPath) -> object:
    if isinstance(value, Mapping):
        return {str(key): _nested(below, (*path, str(key))) for key, below in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_nested(below, (*path, index)) for index, below in enumerate(value)]
    return _masked(value, path)

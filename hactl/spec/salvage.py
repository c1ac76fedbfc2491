"""What of a spec can still be checked when some of its values are wrong, so that one run reports all problems.

A wrong value is left out (its default stands in), or the instance, cluster or application that cannot be
without it. What the checks say of the rest may then be a mere consequence: `follows` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hactl.problems import KeyPath, Problem
from hactl.spec.tree import Plain

if TYPE_CHECKING:
    from hactl.spec.parts import SpecPart

_ROUNDS = 8  # leaving one thing out may leave its owner incomplete: as deep as the format is
_STAND_INS: dict[KeyPath, Plain] = {  # whatever cannot be left out, or is referred to by its name
    ("hactl",): 1,
    ("name",): "spec",
    ("balancer",): {"host": "192.0.2.1"},
    ("hosts", "*"): {"address": "192.0.2.1"},
    ("clusters", "*"): {"instances": {}},
}
_NAMED_BY: dict[str, frozenset[KeyPath]] = {  # what a problem says of names, and where those were looked for
    "spec-unused-host": frozenset(
        {("balancer",), ("balancer", "host"), ("clusters", "*"), ("clusters", "*", "*"), ("hosts", "*")}
    ),
    "spec-unused-product": frozenset({("server",), ("clusters", "*"), ("clusters", "*", "server")}),
    "spec-missing-key": frozenset({("server",)}),
}
_COMPARISONS = ("-twice", "-mixed")  # ends of the ids of rules that compare what several instances or clusters have

_NOT_COMPARED = frozenset(
    {"name", "server", "version", "mode", "copies", "heartbeat", "drop_after", "ha", "drain", "affinity", "server_name"}
)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What the schema accepts of a spec, and the key paths that something else than the spec's value stands at."""

    part: SpecPart
    doubtful: frozenset[KeyPath]


def salvage(values: Plain, validate: Callable[[object], SpecPart]) -> Salvaged | None:
    """Return what is sound of these values, None where too little is; `values` is changed."""
    from pydantic_core import ValidationError

    doubtful: set[KeyPath] = set()
    for _round in range(_ROUNDS):
        try:
            return Salvaged(validate(values), frozenset(doubtful))
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False, include_context=False)
        wrong = {_wrong(each["type"], each["loc"]): "[key]" in each["loc"] for each in details}
        if () in wrong or ("clusters",) in wrong:
            return None
        for path in sorted(wrong, key=_from_the_end, reverse=True):
            _replace(values, path, None if wrong[path] else _STAND_INS.get(_pattern(path)))
        doubtful |= wrong.keys()
    return None


def _wrong(kind: str, loc: Iterable[str | int]) -> KeyPath:
    """Return what must be left out for this error: the value, or what cannot be without the one that is missing."""
    path = tuple(part for part in loc if part != "[key]")
    return path[:-1] if kind == "missing" and path not in _STAND_INS else path


def _from_the_end(path: KeyPath) -> tuple[tuple[bool, str, int], ...]:
    """Return a key that puts later items of a list behind earlier ones, and what is inside of a thing behind it."""
    return tuple((isinstance(part, int), str(part), part if isinstance(part, int) else 0) for part in path)


def _replace(values: Plain, path: KeyPath, stand_in: Plain) -> None:
    """Take the value at a path out, or put what stands in for it there."""
    *above, last = path
    for part in above:
        if isinstance(values, dict):
            values = values.get(str(part))
        elif isinstance(values, list) and isinstance(part, int) and part < len(values):
            values = values[part]
    if isinstance(values, dict):
        values.pop(str(last), None)
        if stand_in is not None:
            values[str(last)] = deepcopy(stand_in)
    elif isinstance(values, list) and isinstance(last, int) and last < len(values):
        del values[last]


def follows(problem: Problem, doubtful: Collection[KeyPath]) -> bool:
    """Tell whether a problem may be there only because of what was left out."""
    if not doubtful:
        return False
    at = problem.at or ()
    if problem.id.endswith(_COMPARISONS):
        inherits = any(map(_is_compared, doubtful))
    else:
        inherits = at[:1] == ("clusters",) and any(path[:1] == ("defaults",) for path in doubtful)
    return (
        inherits
        or any(at[: len(path)] == path or path[: len(at)] == at for path in doubtful)
        or any(_pattern(path) in _NAMED_BY.get(problem.id, ()) for path in doubtful)
    )


def _is_compared(path: KeyPath) -> bool:
    """Tell whether what stands in for this may be what a comparison found."""
    by_name = path[-2:-1] in (("clusters",), ("hosts",), ("instances",))
    return path[:1] != ("apps",) and "failover" not in path and (by_name or path[-1] not in _NOT_COMPARED)


def _pattern(path: KeyPath) -> KeyPath:
    """Return the path with `*` for a name, and for what is below it but `server`."""
    if path[:1] not in (("clusters",), ("hosts",)) or len(path) == 1:
        return path
    return (path[0], "*", *("server" if part == "server" else "*" for part in path[2:3]))

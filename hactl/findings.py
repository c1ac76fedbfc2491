"""Which problems count for a repository: those of some ids, from a severity on, and none that a baseline knows."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from hactl.errors import HactlError
from hactl.problems import Problem, Severity

BASELINE = "hactl/baseline/1"
_Mark = tuple[str, str, str]  # id, file from the baseline's folder, key path or else message


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which ids are looked at: patterns as a shell has them; none in `select`: all. `least`: from which severity on."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    least: Severity = Severity.NOTE

    def chooses(self, problem: Problem) -> bool:
        """Tell whether this problem counts."""
        grave = list(Severity).index(problem.severity) <= list(Severity).index(self.least)
        chosen = not self.select or _fits(problem.id, self.select)
        return grave and chosen and not _fits(problem.id, self.ignore)

    def unknown(self, ids: Iterable[str]) -> Iterator[str]:
        """Yield each pattern that fits none of these ids."""
        known = tuple(ids)
        for pattern in (*self.select, *self.ignore):
            if not any(fnmatchcase(id_, pattern) for id_ in known):
                yield pattern


def _fits(id_: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(id_, pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Problems that a repository has had and lives with: how often each is known. Lines may move, so none is in it."""

    known: Mapping[_Mark, int] = field(default_factory=dict)

    def new(self, problems: Sequence[Problem], folder: Path) -> list[Problem]:
        """Return the problems that are not known; of those that are alike, the last ones."""
        left = Counter(self.known)
        found = []
        for problem in problems:
            mark = _mark(problem, folder)
            if left[mark] > 0:
                left[mark] -= 1
            else:
                found.append(problem)
        return found

    def gone(self, problems: Iterable[Problem], folder: Path) -> int:
        """Return how many of the known ones are not there any more."""
        return (Counter(self.known) - Counter(_mark(each, folder) for each in problems)).total()


def baseline_of(problems: Iterable[Problem], folder: Path) -> Baseline:
    """Return the baseline that knows these problems and no other."""
    return Baseline(Counter(_mark(each, folder) for each in problems))


def fingerprint(problem: Problem, folder: Path) -> str:
    """Return what stays the same of a problem while lines move: 32 hexadecimal digits."""
    return hashlib.sha256(json.dumps(_mark(problem, folder)).encode()).hexdigest()[:32]


def as_json(baseline: Baseline) -> str:
    """Return a baseline as the file that a person keeps and reads: one line for each problem."""
    rows = (
        json.dumps(dict(zip(("id", "file", "at", "count"), (*mark, count), strict=True)))
        for mark, count in sorted(baseline.known.items())
    )
    return f'{{"schema": "{BASELINE}", "problems": [\n' + ",\n".join(rows) + "\n]}\n"


def read_baseline(data: bytes, name: str) -> Baseline:
    """Return the baseline in a file. Raises HactlError: it is none."""
    try:
        tree = json.loads(data)
        if tree["schema"] != BASELINE:
            raise ValueError
        rows = {(str(row["id"]), str(row["file"]), str(row["at"])): int(row["count"]) for row in tree["problems"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = f"`hactl validate --write-baseline {name}` writes one"
        raise HactlError(f"{name} is not a baseline by hactl", hint=hint) from None
    return Baseline(rows)


def _mark(problem: Problem, folder: Path) -> _Mark:
    file = os.path.relpath(problem.place.file, folder) if problem.place else ""
    at = "/".join(str(part) for part in problem.at) if problem.at else problem.message
    return problem.id, file.replace(os.sep, "/"), at

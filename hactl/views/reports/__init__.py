"""Problems in the formats of other programs: each module has one, and knows where it is described."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hactl.findings import fingerprint
from hactl.masking import mask
from hactl.problems import Problem, Severity
from hactl.views.look import clean
from hactl.views.problems import in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found in these specs; paths are shown from `folder`. `strict`: warnings fail too."""

    problems: tuple[Problem, ...]
    specs: tuple[str, ...]
    folder: Path
    strict: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "problems", tuple(in_order(self.problems)))

    def fails(self, problem: Problem) -> bool:
        """Tell whether a problem makes the run fail."""
        return problem.severity is Severity.ERROR or (self.strict and problem.severity is Severity.WARNING)

    def path(self, file: str) -> str:
        """Return a path from the folder, where it lies below it; with `/` on every machine."""
        found = os.path.relpath(file, self.folder)
        return (file if found.startswith("..") else found).replace(os.sep, "/")

    def fingerprints(self) -> Iterable[tuple[Problem, str]]:
        """Yield each problem with a name that no other one has and that stays while lines move."""
        seen: dict[str, int] = {}
        for problem in self.problems:
            name = fingerprint(problem, self.folder)
            number = seen[name] = seen.get(name, 0) + 1
            yield problem, name if number == 1 else f"{name}-{number}"


def words(problem: Problem) -> str:
    """Return message and hint as one text: secrets masked, no control characters."""
    said = problem.message + (f"\nhint: {problem.hint}" if problem.hint else "")
    return "\n".join(clean(line) for line in mask(said).splitlines())

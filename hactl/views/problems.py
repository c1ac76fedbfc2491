"""Problems → text with `file:line:column`, or JSON; other programs' formats are in `reports`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hactl.masking import mask
from hactl.problems import Place, Problem, Severity
from hactl.views.look import PLAIN, Look, block, count, fold, safe

if TYPE_CHECKING:
    from hactl.views.shapes.specs import ValidateData
    from hactl.views.shapes.whole import ProblemData

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_NOWHERE = Place("")


def in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems by file, line and column; those without a place last."""
    return sorted(problems, key=lambda p: (p.place is None, p.place or _NOWHERE))


def _unasked(_id: str) -> str:
    return ""


def text(problems: Sequence[Problem], *, look: Look = PLAIN, why: Callable[[str], str] = _unasked) -> str:
    """Return one line for each problem, `file:line:column: error: message [id]`, and its hint below.

    `why`: what is said of an id beside that.
    """
    return "".join(fold(_one(problem, look, why(problem.id)), look.width, "    ") for problem in in_order(problems))


def _one(problem: Problem, look: Look, why: str) -> str:
    place = f"{safe(str(problem.place))}: " if problem.place else ""
    severity = look.paint(f"{problem.severity}:", "bold", _COLOURS[problem.severity])
    line = (
        f"{look.paint(place, 'bold')}{severity} {block(problem.message, '  ')} {look.paint(f'[{problem.id}]', 'dim')}\n"
    )
    line += f"  why: {block(why, '       ')}\n" if why else ""
    return line + (f"  hint: {block(problem.hint, '        ')}\n" if problem.hint else "")


def summary(problems: Sequence[Problem], *, checked: int = 0) -> str:
    """Return `2 errors and 1 warning in 3 specs`; `checked` is the number of specs, 0: not said."""
    counts = Counter(p.severity for p in problems)
    said = [count(counts[s], str(s)) for s in Severity if counts[s]]
    where = f" in {count(checked, 'spec')}" if checked else ""
    return (" and ".join(said) or "no problems") + where


def counted(problems: Sequence[Problem], *, checked: int) -> ValidateData:
    """Return, for a program, how many there are of each severity in so many specs."""
    counts = Counter(p.severity for p in problems)
    return {
        "specs": checked,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.NOTE],
    }


def as_data(problem: Problem) -> ProblemData:
    """Return one problem as it stands in JSON; line and column are null where only the file is known."""
    place = problem.place
    return {
        "id": problem.id,
        "severity": problem.severity,
        "message": mask(problem.message),
        "hint": mask(problem.hint),
        "file": place.file if place else None,
        "line": place.line or None if place else None,
        "column": place.column or None if place else None,
        "at": None if problem.at is None else list(problem.at),
    }

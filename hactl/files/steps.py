"""A change as work on real files: where it happens, and the names of what lies beside it meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hactl.errors import Refused
from hactl.files.real import Found, LinkTrouble, Resolver
from hactl.files.system import parent
from hactl.places import Places
from hactl.plan.types import Change
from hactl.problems import Place, Problem
from hactl.targets import ENVIRONMENT

NEW_FILE = 0o644  # less what the umask takes away
NEW_FOLDER = 0o755


@dataclass(frozen=True, slots=True)
class Step:
    """One file or folder. `before` and `after` are sha256, "" for nothing; `fresh` and `kept` lie beside it."""

    real: str
    before: str
    after: str
    directory: bool
    fresh: str
    kept: str


def changed(files: Iterable[str], what: str = "this file") -> Refused:
    """Return the refusal to go on where somebody changed these files meanwhile."""
    message = f"{what} changed since the plan was made"
    return Refused(
        "nothing was changed: files are not as they were when the plan was made",
        [Problem(id="file-changed", message=message, place=Place(file)) for file in files],
        hint="run the command again: it makes a new plan",
    )


def beside(real: str, token: str, number: int) -> tuple[str, str]:
    """Return the names of the new and the kept file: short, of fixed length, so that any name has room for them."""
    folder = real.rpartition("/")[0]
    stem = f"{folder}/.hactl-{token}-{number:x}"
    return stem + ".new", stem + ".old"


def steps_of(
    places: Places, changes: Iterable[Change], token: str, resolver: Resolver
) -> tuple[list[Step], list[Found]]:
    """Return a step for each change, and what is there now.

    Raises:
        Refused: a link cannot be followed, or leads elsewhere than when the plan was made.
    """
    steps: list[Step] = []
    there: list[Found] = []
    for number, change in enumerate(changes):
        real, found = _real(places, change, resolver)
        if _planned(places, change) not in ("", real):
            raise changed([str(change.location)], "a link on the path to this file")
        before = change.before.sha256 if change.before else ""
        after = change.after.sha256 if change.after else ""
        steps.append(Step(real, before, after, change.directory, *beside(real, token, number)))
        there.append(found)
    return steps, there


def _planned(places: Places, change: Change) -> str:
    """Return where the plan found the file; the spec and hactl's own are named by their real path from the start."""
    return places.text(change.location) if change.location.host == ENVIRONMENT else change.real


def _real(places: Places, change: Change, resolver: Resolver) -> tuple[str, Found]:
    try:
        return resolver.file(places.text(change.location), places.top(change.location))
    except LinkTrouble as trouble:
        problem = Problem(id="file-trouble", message=str(trouble), place=Place(str(change.location)))
        raise Refused("nothing was changed: a link is in the way", [problem]) from None


def missing_folders(steps: Iterable[Step], resolver: Resolver) -> list[str]:
    """Return the folders that have to be made, parents first."""
    missing: dict[str, None] = {}
    for step in steps:
        if step.after:
            _add_missing(step.real if step.directory else parent(step.real), resolver, missing)
    return list(missing)


def _add_missing(folder: str, resolver: Resolver, missing: dict[str, None]) -> None:
    chain = []
    while folder not in missing and not resolver.folder(folder)[1]:
        chain.append(folder)
        folder = parent(folder)
    missing.update(dict.fromkeys(reversed(chain)))

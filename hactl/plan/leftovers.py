"""Files that hactl once wrote and that no target wants any more: their instance left the spec.

Edited files get their bytes back, hactl's own go, a person's stay.
"""

from __future__ import annotations

from hactl.edits import marks
from hactl.edits.marker import EditRefused
from hactl.plan.fold import Folded
from hactl.plan.types import Change, OnDisk, Remembered
from hactl.problems import Place, Problem, Severity
from hactl.targets import Blob, Effect, Kind, Location


def leave(location: Location, remembered: Remembered, seen: OnDisk) -> Folded:
    """Return how hactl takes itself out of this file."""
    if remembered.kind is Kind.DIRECTORY:
        return _folded(
            location, remembered, _change(location, remembered, Blob.of(b""), None) if seen.directory else None
        )
    if seen.blob is None:
        return _folded(location, remembered, None)
    try:
        after = _without_us(remembered, seen.blob)
    except EditRefused as refused:
        problem = refused.problem(str(location))
        return Folded(location=location, owner=remembered.owner, kind=remembered.kind, blocked=(problem,))
    if after == seen.blob:
        return _folded(location, remembered, None, _stays(location))
    return _folded(location, remembered, _change(location, remembered, seen.blob, after))


def _without_us(remembered: Remembered, found: Blob) -> Blob | None:
    """Return the file without hactl: None where it was hactl's alone and nobody changed it."""
    if found.sha256 == remembered.sha256 and remembered.kind in (Kind.OWNED, Kind.COPY):
        return None
    if remembered.kind in (Kind.OWNED, Kind.COPY):
        return found
    bare = marks.strip(found.data)
    if bare is None:
        return None
    blob = found if bare == found.data else Blob.of(bare)
    return None if blob.sha256 == remembered.seed else blob


def _change(location: Location, remembered: Remembered, before: Blob, after: Blob | None) -> Change:
    return Change(
        location=location,
        kind=remembered.kind,
        owner=remembered.owner,
        takes_effect=Effect.AT_ONCE if remembered.kind is Kind.DIRECTORY else Effect.RESTART,
        before=before,
        after=after,
        directory=remembered.kind is Kind.DIRECTORY,
    )


def _folded(
    location: Location, remembered: Remembered, change: Change | None, notes: tuple[Problem, ...] = ()
) -> Folded:
    return Folded(location=location, owner=remembered.owner, kind=remembered.kind, change=change, notes=notes)


def _stays(location: Location) -> tuple[Problem, ...]:
    message = "hactl no longer needs this file; it was edited by hand, so it stays"
    place = Place(str(location))
    return (Problem(id="file-stays", message=message, severity=Severity.NOTE, place=place),)

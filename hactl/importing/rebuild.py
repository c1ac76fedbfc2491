"""What hactl once wrote, found again: a lost manifest is rebuilt from the files themselves.

A file counts as hactl's where it holds hactl's marks, or is to the byte what hactl would write; a seed where
it is so without the marks. All else is a person's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hactl import manifest, operations
from hactl.apply import apply_plan
from hactl.edits import lines, marks
from hactl.edits.marker import EditRefused
from hactl.events import silent
from hactl.operations import Draft, Order
from hactl.plan import Change, OnDisk, Plan, Remembered, make_plan
from hactl.targets import ENVIRONMENT, Blob, Effect, Kind, Location, Target, Wanted

NOTHING = OnDisk()


def rebuild_manifest(order: Order, command: str) -> Draft:
    """Write the manifest that fits the files of this spec; return the draft that comes after it.

    Raises:
        HasProblems: the spec cannot be planned from here.
    """
    draft = operations.draft(order)
    if operations.exists(draft):
        return draft
    known = remembered(draft)
    change = Change(
        location=manifest.LOCATION,
        kind=Kind.OWNED,
        owner=ENVIRONMENT,
        takes_effect=Effect.AT_ONCE,
        before=None,
        after=Blob.of(manifest.render(known)),
    )
    apply_plan(Plan(changes=(change,)), draft.access.files, draft.access.runs.begin(command), silent)
    return operations.draft(order)


def remembered(draft: Draft) -> Mapping[Location, Remembered]:
    """Return what the manifest of these files would remember, had it not been lost."""
    targets = list(operations.targets(draft.environment, draft.spec.path.resolve().parent, draft.places))
    files = draft.access.files
    seen = files.read({target.location for target in targets})
    seeds = dict(_seeds(targets, seen))
    grown = {known.owner for known in seeds.values()}
    folders = dict(_folders(targets, seen, grown))
    plan = make_plan(targets, {**seeds, **folders}, files.read)
    pending = {change.location for change in plan.changes}
    settled = {location: known for location, known in plan.remembered.items() if location not in pending}
    return {**{location: seeds[location] for location in pending & seeds.keys()}, **settled}


def _seeds(targets: list[Target], seen: Mapping[Location, OnDisk]) -> Iterator[tuple[Location, Remembered]]:
    for target in targets:
        blob = seen.get(target.location, NOTHING).blob
        seed = "" if blob is None else _seed(target, blob)
        if blob is not None and seed:
            yield target.location, Remembered(kind=target.kind, owner=target.owner, sha256=blob.sha256, seed=seed)


def _seed(target: Target, blob: Blob) -> str:
    """Return the hash of what this file grew from, where hactl began it; "" where a person did."""
    if target.kind is Kind.EDIT:
        return blob.sha256 if lines.has_mark(blob.data) and lines.strip(blob.data) is None else ""
    fresh = target.fold(None) if target.kind is Kind.SEED else None
    return fresh.blob.sha256 if isinstance(fresh, Wanted) and _bare(blob) == fresh.blob else ""


def _bare(blob: Blob) -> Blob:
    try:
        return _stripped(blob)
    except EditRefused:
        return blob


def _stripped(blob: Blob) -> Blob:
    bare = marks.strip(blob.data)
    return blob if bare is None or bare is blob.data else Blob.of(bare)


def _folders(
    targets: list[Target], seen: Mapping[Location, OnDisk], owners: set[str]
) -> Iterator[tuple[Location, Remembered]]:
    for target in targets:
        if target.kind is Kind.DIRECTORY and target.owner in owners and seen.get(target.location, NOTHING).directory:
            yield target.location, Remembered(kind=Kind.DIRECTORY, owner=target.owner, sha256="")

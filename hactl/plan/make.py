"""Making the plan: each file's targets folded over what is there; then what left the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hactl.plan.fold import Folded, fold
from hactl.plan.leftovers import leave
from hactl.plan.types import Change, OnDisk, Plan, Read, Remembered
from hactl.problems import Place, Problem
from hactl.targets import Kind, Location, Target

NOTHING = OnDisk()


@dataclass(slots=True)
class _Tally:
    """What has been found so far."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Location] = field(default_factory=list)
    blocked: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    remembered: dict[Location, Remembered] = field(default_factory=dict)
    by_file: dict[str, Folded] = field(default_factory=dict)

    def add(self, folded: Folded) -> None:
        self.blocked += folded.blocked
        self.notes += folded.notes
        if folded.remembered is not None:
            self.remembered[folded.location] = folded.remembered
        if folded.change is not None:
            self.changes.append(folded.change)
        elif not folded.blocked and folded.remembered is not None:
            self.kept.append(folded.location)


def make_plan(
    targets: Iterable[Target], remembered: Mapping[Location, Remembered], read: Read, *, overwrite: bool = False
) -> Plan:
    """Return what has to change so that every target is met.

    `remembered` is what the manifest remembers. `overwrite`: hactl's own files and blocks are
    written again where a person changed them; else such a change blocks the plan.
    """
    groups = _by_location(_settled(targets, read))
    left = [location for location in remembered if location not in groups]
    seen = read([*groups, *left, *_looked_at(groups)])
    tally = _Tally()
    for location, targets_here in groups.items():
        group = [target for target in targets_here if _comes(target, remembered, seen)]
        if not group:
            left += [location] if location in remembered else []
            continue
        folded = fold(group, seen.get(location, NOTHING), remembered.get(location), overwrite=overwrite)
        if folded.change is not None and (holder := _holder(group, seen)):
            folded = _held(folded, holder)
        _merge(tally, folded, seen.get(location, NOTHING).real)
    for location in left:
        tally.add(leave(location, remembered[location], seen.get(location, NOTHING)))
    return Plan(
        changes=tuple(replace(c, real=seen.get(c.location, NOTHING).real) for c in tally.changes),
        kept=tuple(tally.kept),
        blocked=tuple(tally.blocked),
        notes=tuple(tally.notes),
        remembered=tally.remembered,
        on_disk=_on_disk(groups, seen),
        incompatible=frozenset(_parted(groups, tally.changes)),
    )


def _settled(targets: Iterable[Target], read: Read) -> list[Target]:
    """Return the targets with those in their places that depend on what another file holds now."""
    all_ = list(targets)
    seen = read(dict.fromkeys(target.by for target in all_ if target.by is not None))
    settled: list[Target] = []
    for target in all_:
        blob = seen.get(target.by, NOTHING).blob if target.by is not None else None
        settled += [target] if target.settle is None else target.settle(blob)
    return settled


def _by_location(targets: Iterable[Target]) -> dict[Location, list[Target]]:
    groups: dict[Location, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.location, []).append(target)
    return groups


def _looked_at(groups: Mapping[Location, list[Target]]) -> list[Location]:
    """Return files that decide about others and are no targets themselves."""
    named = (
        other for group in groups.values() for target in group for other in (target.only_with_new, target.locked_by)
    )
    return list(dict.fromkeys(other for other in named if other and other not in groups))


def _holder(group: list[Target], seen: Mapping[Location, OnDisk]) -> Location | None:
    return next((t.locked_by for t in group if t.locked_by and seen.get(t.locked_by, NOTHING).blob is not None), None)


def _held(folded: Folded, holder: Location) -> Folded:
    problem = Problem(
        id="file-held",
        message=f"the server of {folded.owner} runs ({holder} is there) and would overwrite this file",
        hint="stop it first; if it does not run since it was killed, remove that file",
        place=Place(str(folded.location)),
    )
    return Folded(location=folded.location, owner=folded.owner, kind=folded.kind, blocked=(problem,))


def _comes(target: Target, remembered: Mapping[Location, Remembered], seen: Mapping[Location, OnDisk]) -> bool:
    """Tell whether a file that comes only beside a new one is wanted: never into a base a person made."""
    only_with_new = target.only_with_new
    if only_with_new is None:
        return True
    companion = remembered.get(only_with_new)
    return seen.get(only_with_new, NOTHING).blob is None or (companion is not None and bool(companion.seed))


def _merge(tally: _Tally, folded: Folded, real: str) -> None:
    """Two locations that are one file (a link) must want the same."""
    first = tally.by_file.setdefault(real, folded) if real and folded.kind is not Kind.DIRECTORY else folded
    if first is folded:
        tally.add(folded)
    elif first.wants != folded.wants:
        tally.blocked.append(
            Problem(
                id="plan-one-file",
                message=f"{first.owner} and {folded.owner} share this file through a link and want different contents",
                hint="give each a file of its own",
                place=Place(str(folded.location)),
            )
        )


def _parted(groups: Mapping[Location, list[Target]], changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        read = next((t.group for t in groups.get(change.location, ()) if t.group is not None), None)
        if read is None or change.before is None or change.after is None:
            continue
        after = read(change.after.data)
        before = read(change.before.data) if after is not None else None  # reading a file takes its time
        if before is not None and after is not None and not after.meets(before):
            yield change.owner


def _on_disk(groups: Mapping[Location, list[Target]], seen: Mapping[Location, OnDisk]) -> dict[str, bool | None]:
    state: dict[str, bool | None] = {}
    for location, group in groups.items():
        for target in group:
            if target.ha_state is not None:
                blob = seen.get(location, NOTHING).blob
                state[target.owner] = None if blob is None else target.ha_state(blob.data)
    return state

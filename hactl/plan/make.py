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
BATCH = 4_000  # targets that are read and folded at a time


@dataclass(slots=True)
class _Tally:
    """What has been found so far."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Location] = field(default_factory=list)
    blocked: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    remembered: dict[Location, Remembered] = field(default_factory=dict)
    on_disk: dict[str, bool | None] = field(default_factory=dict)
    incompatible: set[str] = field(default_factory=set)
    untouched: set[Location] = field(default_factory=set)
    by_file: dict[str, tuple[str, str]] = field(default_factory=dict)  # real path -> who wants what there

    def add(self, folded: Folded, real: str) -> None:
        self.blocked += folded.blocked
        self.notes += folded.notes
        if folded.remembered is not None:
            self.remembered[folded.location] = folded.remembered
        if folded.change is not None:
            self.changes.append(replace(folded.change, real=real))
        elif not folded.blocked and folded.remembered is not None:
            self.kept.append(folded.location)

    def merge(self, folded: Folded, real: str) -> None:
        """Add it; two locations that are one file (a link) must want the same."""
        own = (folded.owner, folded.wants)
        first = self.by_file.setdefault(real, own) if real and folded.kind is not Kind.DIRECTORY else own
        if first is own:
            self.add(folded, real)
        elif first[1] != folded.wants:
            self.blocked.append(
                Problem(
                    id="plan-one-file",
                    message=f"{first[0]} and {folded.owner} share this file through a link and need different contents",
                    hint="give each its own file",
                    place=Place(str(folded.location)),
                )
            )


def make_plan(
    targets: Iterable[Target], remembered: Mapping[Location, Remembered], read: Read, *, overwrite: bool = False
) -> Plan:
    """Return what has to change so that every target is met.

    `remembered` is what the manifest remembers. `overwrite`: hactl's own files and blocks are
    written again where a person changed them; else such a change blocks the plan.
    """
    tally, seen_to = _Tally(), set[Location]()
    left_alone: list[Location] = []
    for batch in _batches(targets):
        groups, seen = _read(batch, read)
        first = len(tally.changes)
        seen_to.update(groups)
        for location, targets_here in groups.items():
            group = [target for target in targets_here if _comes(target, remembered, seen)]
            there = seen.get(location, NOTHING)
            if group:
                folded = fold(group, there, remembered.get(location), overwrite=overwrite)
                holder = _holder(group, seen) if folded.change is not None else None
                tally.merge(_held(folded, holder) if holder else folded, there.real)
                if folded.untouched and any(target.ha_state is not None for target in group):
                    tally.untouched.add(location)
            elif location in remembered:
                left_alone.append(location)
        tally.on_disk.update(_on_disk(groups, seen))
        tally.incompatible.update(_parted(groups, tally.changes[first:]))
    left = [*(location for location in remembered if location not in seen_to), *left_alone]
    for some in (left[at : at + BATCH] for at in range(0, len(left), BATCH)):
        for location, there in read(some).items():
            tally.add(leave(location, remembered[location], there), there.real)
    return Plan(
        changes=tuple(tally.changes),
        kept=tuple(tally.kept),
        blocked=tuple(tally.blocked),
        notes=tuple(dict.fromkeys(tally.notes)),  # what is said of many instances is said once
        remembered=tally.remembered,
        on_disk=tally.on_disk,
        incompatible=frozenset(tally.incompatible),
        untouched=frozenset(tally.untouched),
    )


def _batches(targets: Iterable[Target]) -> Iterator[list[Target]]:
    """Yield the targets, some bases at a time: what was read of one batch is let go of before the next.

    All at once where two of them would write one file.
    """
    all_ = list(targets)
    owners: dict[Location, str] = {}
    apart = all(owners.setdefault(target.location, target.owner) == target.owner for target in all_)
    del owners
    all_.reverse()
    while all_:
        batch = [all_.pop()]
        while all_ and (not apart or len(batch) < BATCH or all_[-1].owner == batch[-1].owner):
            batch.append(all_.pop())
        yield batch


def _read(targets: list[Target], read: Read) -> tuple[dict[Location, list[Target]], Mapping[Location, OnDisk]]:
    """Return these targets by location, and what is there.

    In place of a target that depends on what another file holds now come those that it settles on.
    """
    seen = dict(read(dict.fromkeys(target.by for target in targets if target.by is not None)))
    settled: list[Target] = []
    for target in targets:
        blob = seen.get(target.by, NOTHING).blob if target.by is not None else None
        settled += [target] if target.settle is None else target.settle(blob)
    groups = _by_location(settled)
    seen.update(read([each for each in (*groups, *_looked_at(groups)) if each not in seen]))
    return groups, seen


def _by_location(targets: Iterable[Target]) -> dict[Location, list[Target]]:
    groups: dict[Location, list[Target]] = {}
    for target in targets:
        groups.setdefault(target.location, []).append(target)
    return groups


def _looked_at(groups: Mapping[Location, list[Target]]) -> list[Location]:
    """Return files that decide about others and are no targets themselves."""
    named = (
        other
        for group in groups.values()
        for target in group
        for other in (target.only_with_new, target.locked_by, *target.not_beside, *target.base)
    )
    return list(dict.fromkeys(other for other in named if other and other not in groups))


def _holder(group: list[Target], seen: Mapping[Location, OnDisk]) -> Location | None:
    return next((t.locked_by for t in group if t.locked_by and seen.get(t.locked_by, NOTHING).blob is not None), None)


def _held(folded: Folded, holder: Location) -> Folded:
    problem = Problem(
        id="file-held",
        message=f"the server of {folded.owner} runs ({holder} is there) and would overwrite this file",
        hint="stop it first; if it was killed and is not running, remove that file",
        place=Place(str(folded.location)),
    )
    return Folded(location=folded.location, owner=folded.owner, kind=folded.kind, blocked=(problem,))


def _comes(target: Target, remembered: Mapping[Location, Remembered], seen: Mapping[Location, OnDisk]) -> bool:
    """Tell whether a file that comes only beside a new one is wanted: never into a base a person made."""
    only_with_new = target.only_with_new
    if only_with_new is None:
        return True
    companion = remembered.get(only_with_new)
    if companion is not None and companion.seed:
        return True
    return not any(_is_there(seen.get(each, NOTHING)) for each in (only_with_new, *target.not_beside))


def _is_there(found: OnDisk) -> bool:
    return found.blob is not None or found.directory


def _parted(groups: Mapping[Location, list[Target]], changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        read = next((t.group for t in groups.get(change.location, ()) if t.group is not None), None)
        if read is None or change.before is None or change.after is None:
            continue
        states = [target.ha_state for target in groups[change.location] if target.ha_state is not None]
        if not all(state(blob.data) for state in states for blob in (change.before, change.after)):
            continue  # whom it copies to takes its time to read
        after, before = read(change.after.data), read(change.before.data)
        if before is not None and after is not None and not after.meets(before):
            yield change.owner


def _on_disk(groups: Mapping[Location, list[Target]], seen: Mapping[Location, OnDisk]) -> dict[str, bool | None]:
    state: dict[str, bool | None] = {}
    for location, group in groups.items():
        for target in group:
            if target.ha_state is not None:
                blob = seen.get(location, NOTHING).blob
                state[target.owner] = target.ha_state(blob.data) if blob is not None else _off_or_new(target, seen)
    return state


def _off_or_new(target: Target, seen: Mapping[Location, OnDisk]) -> bool | None:
    return False if any(_is_there(seen.get(each, NOTHING)) for each in target.base) else None

"""One file: its targets folded in order over what is there, and what that means for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hactl.edits import marks
from hactl.edits.marker import EditRefused
from hactl.plan import inside
from hactl.plan.types import Change, OnDisk, Remembered
from hactl.problems import Place, Problem, Severity
from hactl.targets import Blob, Blocked, Effect, Kind, Location, Target, Wanted

_STRENGTH = tuple(Effect)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """What one file's targets come to."""

    location: Location
    owner: str
    kind: Kind
    change: Change | None = None
    remembered: Remembered | None = None
    blocked: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    wants: str = ""  # sha256 of the wanted content; "" for no file
    untouched: bool = False  # what is there is, to the byte, what hactl makes, or is made anew


@dataclass(frozen=True, slots=True)
class _Result:
    blob: Blob | None
    mode: int | None
    notes: tuple[Problem, ...]
    seed: str
    untouched: bool = False


def fold(group: Sequence[Target], seen: OnDisk, remembered: Remembered | None, *, overwrite: bool) -> Folded:
    """Return what these targets, all of one location, come to over what is there."""
    first = group[0]
    if seen.trouble:
        return _blocked(first, "file-trouble", seen.trouble, "fix that, then run the command again")
    if first.kind is Kind.DIRECTORY:
        return _directory(first, seen, remembered)
    result = _run(group, seen.blob, remembered)
    if isinstance(result, Blocked) and seen.blob is not None:
        result = _inside(result, group, seen.blob, remembered, overwrite=overwrite)
    if isinstance(result, Blocked):
        return Folded(location=first.location, owner=first.owner, kind=first.kind, blocked=result.problems)
    foreign = _foreign(group, seen.blob, result.blob, remembered)
    if foreign and not overwrite:
        return _blocked(first, *foreign)
    return _file(group, seen, result, remembered)


def _run(group: Sequence[Target], blob: Blob | None, remembered: Remembered | None) -> _Result | Blocked:
    if blob is not None and remembered is not None and remembered.seed:
        return _made_anew(group, blob, remembered) or _folded(group, blob, remembered)
    return _folded(group, blob, remembered)


def _inside(
    blocked: Blocked, group: Sequence[Target], blob: Blob, remembered: Remembered | None, *, overwrite: bool
) -> _Result | Blocked:
    """Return the same with what a person changed inside of hactl's marks; `overwrite`: what comes without that."""
    changed = any(problem.id == inside.CHANGED for problem in blocked.problems)
    wrote = inside.as_written(group, blob) if changed else None
    if wrote is None:
        return blocked
    back = _run(group, wrote, remembered)
    if overwrite and not isinstance(back, Blocked):
        return back
    way_out = not isinstance(back, Blocked)
    return Blocked(tuple(inside.told(problem, blob, wrote, way_out=way_out) for problem in blocked.problems))


def _made_anew(group: Sequence[Target], blob: Blob, remembered: Remembered) -> _Result | None:
    """Return what becomes of a file which has, to the byte, what hactl would make if none were there; None: it has not.

    To do it again changes nothing, and to undo it gives what it was made of: so nothing in it has to be looked at. It
    may be as it is with HA on or off; whose hash the manifest has is no proof, since that one knows edited files too.
    """
    fresh = _folded(group, None, None)
    if isinstance(fresh, Blocked) or fresh.notes or (blob != fresh.blob and blob not in _stages(group)):
        return None
    return _Result(blob if blob == fresh.blob else fresh.blob, fresh.mode, (), remembered.seed, untouched=True)


def _stages(group: Sequence[Target]) -> Iterator[Blob]:
    """Yield a new file before our edits, and with HA the other way."""
    for way in (False, True):
        found: Blob | None = None
        for target in group:
            fold = target.switched if way and target.switched is not None else target.fold
            if target.kind is Kind.SEED or (way and target.switched is not None):
                outcome = fold(found)
                if not isinstance(outcome, Wanted) or outcome.notes:
                    break
                found = outcome.blob
        else:
            if found is not None:
                yield found


def _folded(group: Sequence[Target], blob: Blob | None, remembered: Remembered | None) -> _Result | Blocked:
    mode: int | None = None
    notes: tuple[Problem, ...] = ()
    seeded = remembered.seed if remembered else ""
    anew = False
    for target in group:
        if blob is not None and remembered is not None and _follows(target, blob, remembered):
            blob, anew = None, True
        found = blob
        outcome = target.fold(blob)
        if isinstance(outcome, Blocked):
            return outcome
        blob = outcome.blob if isinstance(outcome, Wanted) else None
        if isinstance(outcome, Wanted):
            mode, notes = outcome.mode or mode, notes + outcome.notes
        if found is None and blob is not None and target.kind in (Kind.SEED, Kind.EDIT):
            seeded = blob.sha256 if target.kind is Kind.SEED else _grown_from(blob)
    return _Result(blob, mode, notes, seeded, untouched=anew)


def _follows(target: Target, blob: Blob, remembered: Remembered) -> bool:
    """Tell whether a file that hactl made is to be made anew: the spec wants another, and nobody changed this one."""
    if target.kind is not Kind.SEED or not remembered.seed:
        return False
    fresh = target.fold(None)
    if not isinstance(fresh, Wanted) or fresh.blob.sha256 == remembered.seed:
        return False
    return nobody_changed(blob, remembered)


def nobody_changed(blob: Blob, remembered: Remembered) -> bool:
    """Tell whether a file is, our marks aside, what hactl first wrote."""
    try:
        return bool(remembered.seed) and remembered.seed == _grown_from(blob)
    except EditRefused:
        return False


def _grown_from(blob: Blob) -> str:
    """Return the hash of a new file without our marks: what it must be for us to take it away again."""
    bare = marks.strip(blob.data)
    return blob.sha256 if bare is None or bare is blob.data else Blob.of(bare).sha256


def _foreign(
    group: Sequence[Target], found: Blob | None, wanted: Blob | None, remembered: Remembered | None
) -> tuple[str, str, str] | None:
    """Tell whether a whole-file target would overwrite what a person wrote: id, message, hint."""
    if found is None or group[-1].kind not in (Kind.OWNED, Kind.COPY) or found == wanted:
        return None
    if remembered is None:
        message = "there is a file here that hactl did not write"
        hint = "move it away, or use `--overwrite` to replace it by hactl's"
        return "file-foreign", message, hint
    if remembered.sha256 != found.sha256:
        message = "someone changed this file since hactl wrote it, and hactl wants to change it too"
        hint = "`--overwrite` replaces it; or move it away to keep your version, or put the change into the spec"
        return "file-edited", message, hint
    return None


def _file(group: Sequence[Target], seen: OnDisk, result: _Result, remembered: Remembered | None) -> Folded:
    first, last = group[0], group[-1]
    mode = None if _runs_alike(result.mode, seen.mode) else result.mode
    same = result.blob == seen.blob and (mode is None or result.blob is None)
    kind = first.kind if result.seed or first.kind is not Kind.SEED else last.kind
    change = None if same else _change(group, seen.blob, result.blob, mode)
    return Folded(
        location=first.location,
        owner=first.owner,
        kind=kind,
        change=change,
        remembered=_remember(kind, first.owner, result) if _ours(kind, result) else None,
        notes=result.notes + _deleted(first, seen, remembered, change),
        wants=result.blob.sha256 if result.blob else "",
        untouched=result.untouched,
    )


def _runs_alike(wanted: int | None, found: int | None) -> bool:
    """Tell whether a mode is what is wanted, as far as its owner goes: a clone has what git and a umask make of it."""
    return wanted == found or (wanted is not None and found is not None and not (wanted ^ found) & 0o700)


def _ours(kind: Kind, result: _Result) -> bool:
    """Tell whether hactl has written anything in this file; what is a person's alone is not remembered."""
    if result.blob is None:
        return False
    data = result.blob.data
    return bool(result.seed) or kind in (Kind.OWNED, Kind.COPY) or marks.has_mark(data)


def _remember(kind: Kind, owner: str, result: _Result) -> Remembered | None:
    if result.blob is None:
        return None
    return Remembered(kind=kind, owner=owner, sha256=result.blob.sha256, mode=result.mode, seed=result.seed)


def _change(group: Sequence[Target], before: Blob | None, after: Blob | None, mode: int | None) -> Change:
    first = group[0]
    effect = max((_effect(t, before, after) for t in group), key=_STRENGTH.index)
    return Change(
        location=first.location,
        kind=first.kind if before is None else group[-1].kind,
        owner=first.owner,
        takes_effect=effect,
        before=before,
        after=after,
        mode=mode,
    )


def _effect(target: Target, before: Blob | None, after: Blob | None) -> Effect:
    if target.effect_of is None or before is None or after is None:
        return target.takes_effect
    return target.effect_of(before.data, after.data)


def _directory(target: Target, seen: OnDisk, remembered: Remembered | None) -> Folded:
    empty = Blob.of(b"")
    left_here = remembered or (
        None if seen.directory else Remembered(kind=Kind.DIRECTORY, owner=target.owner, sha256="")
    )
    change = None
    if not seen.directory:
        change = Change(
            location=target.location,
            kind=Kind.DIRECTORY,
            owner=target.owner,
            takes_effect=Effect.AT_ONCE,
            before=None,
            after=empty,
            directory=True,
        )
    return Folded(
        location=target.location,
        owner=target.owner,
        kind=Kind.DIRECTORY,
        change=change,
        remembered=left_here,
        wants="/",
    )


def _deleted(target: Target, seen: OnDisk, remembered: Remembered | None, change: Change | None) -> tuple[Problem, ...]:
    if remembered is None or seen.blob is not None or change is None:
        return ()
    message = "hactl wrote this file and it has been deleted; it will be written again"
    hint = "if you do not want it, remove what needs it from the spec"
    return (
        Problem(
            id="file-deleted",
            message=message,
            hint=hint,
            severity=Severity.WARNING,
            place=Place(str(target.location)),
        ),
    )


def _blocked(target: Target, problem: str, message: str, hint: str) -> Folded:
    found = Problem(id=problem, message=message, hint=hint, place=Place(str(target.location)))
    return Folded(location=target.location, owner=target.owner, kind=target.kind, blocked=(found,))

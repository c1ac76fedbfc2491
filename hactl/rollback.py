"""Back to an earlier run: its spec, through the one line that leads to files; exactly what there was, or nothing.

No run keeps contents of files, which may hold secrets: what a file was is known by its hash.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from hactl import operations
from hactl.access import Runs
from hactl.errors import Refused, UsageError
from hactl.operations import Draft, Order
from hactl.plan import Change, Plan
from hactl.problems import Place, Problem, did_you_mean
from hactl.runs import Kept, Run
from hactl.runs.records import DONE
from hactl.targets import ENVIRONMENT, Effect, Kind, Location

EDITED, DELETED = "edited", "deleted"
EDITED_HINT = "put it back as it was, or keep your version elsewhere; `hactl history RUN` lists what a run wrote"


def draft_back(run: str | None, order: Order) -> Draft:
    """Return the plan that makes everything what it was after this run; None: after the last but one.

    Raises:
        UsageError: there is no such run.
        Refused: somebody edited the spec or a file since, or a file cannot be made again as it was.
    """
    spec, places = operations.settled(order)
    reached = order.access(places)
    runs = reached.runs
    done = [each for each in runs.kept() if each.outcome == DONE]
    chosen = _chosen(done, run)
    since = done.index(chosen) + 1
    files = _files(runs, done[since:])
    if runs.spec(done[-1].id) != spec.data:
        raise _refused([_spec_edited(spec.source.name, runs.spec_file(done[-1].id))])
    if edited := list(_edited(files, operations.fingerprints(reached.files, (k.location for k in files)))):
        raise _refused(edited)
    draft = operations.draft(order, data=runs.spec(chosen.id))
    left = {kept.location: kept.after for kept in _files(runs, done[:since])}
    if not draft.plan.blocked and (other := _not_so(files, left, draft)):
        raise _refused(other)
    return draft


def _files(kept: Runs, runs: Iterable[Run]) -> list[Kept]:
    """Return what these runs did to files, the first run's first."""
    all_ = [file for each in runs for file in kept.load(each.id).files]
    return [file for file in all_ if file.location.host != ENVIRONMENT and file.kind != "directory"]


def _chosen(done: list[Run], run: str | None) -> Run:
    if run is None:
        if len(done) < 2:
            raise UsageError("there is no earlier run to roll back to", hint="`hactl history` lists what is kept")
        return done[-2]
    found = next((each for each in done if each.id == run), None)
    if found is None:
        hint = did_you_mean(run, [each.id for each in done]) or "`hactl history` lists what is kept"
        raise UsageError(f"there is no run `{run}` to roll back to", hint=hint)
    return found


def _spec_edited(spec: str, kept: Path) -> Problem:
    hint = f"`hactl apply` it first; if that has nothing to do, keep a copy of it and put {kept} in its place"
    return Problem(
        id="spec-edited-since", message="the spec was edited since the last run", hint=hint, place=Place(spec)
    )


def _edited(files: Sequence[Kept], now: dict[Location, str]) -> Iterator[Problem]:
    """Yield each file that is not what the last run that wrote it left."""
    left = {kept.location: kept.after for kept in files}
    for location, sha256 in left.items():
        if now.get(location, "") != sha256:
            yield _since(location, EDITED if location in now else DELETED, EDITED_HINT)


def _not_so(files: Sequence[Kept], left: Mapping[Location, str], draft: Draft) -> list[Problem]:
    """Return why the plan does not lead to what there was; nothing: it does. `left`: by the run and those before it."""
    remembered = operations.memory(draft)
    return [*_other(files, left, draft.plan), *_more(files, draft.plan, remembered)]


def _other(files: Sequence[Kept], left: Mapping[Location, str], plan: Plan) -> Iterator[Problem]:
    """Yield each file that would become neither what the run left, nor what its first later change found."""
    now = {kept.location: kept.after for kept in files}
    found = {kept.location: kept.before for kept in reversed(files)}
    planned = {change.location: change.after.sha256 if change.after else "" for change in plan.changes}
    renewed = {change.location for change in plan.changes if _renewed(change)}
    for location, sha256 in found.items():
        if location not in renewed and planned.get(location, now[location]) not in (sha256, left.get(location)):
            yield _not_again(location)


def _more(files: Sequence[Kept], plan: Plan, remembered: Container[Location]) -> Iterator[Problem]:
    """Yield each file that would change although no later run wrote it, so that it is by now what it was."""
    written = {kept.location for kept in files}
    for change in plan.changes:
        location = change.location
        if location.host == ENVIRONMENT or change.directory or location in written or _renewed(change):
            continue
        if change.before is None and location in remembered:
            yield _since(location, DELETED, "`hactl apply` writes it again; then roll back")
        else:
            yield _not_again(location)


def _renewed(change: Change) -> bool:
    """Tell whether a file of hactl's own is merely another hactl's: nothing has to be done before it counts."""
    there = change.before is not None and change.after is not None
    return there and change.kind is Kind.OWNED and change.takes_effect is Effect.AT_ONCE


def _since(location: Location, what: str, hint: str) -> Problem:
    message = f"this file was {what} since hactl last wrote it"
    return Problem(id="file-edited-since", message=message, hint=hint, place=Place(str(location)))


def _not_again(location: Location) -> Problem:
    message = "this file cannot be restored: another hactl version wrote it, or its archive changed"
    hint = "restore the archive, or edit the spec by hand and look at `hactl diff`"
    return Problem(id="file-not-again", message=message, hint=hint, place=Place(str(location)))


def _refused(problems: Iterable[Problem]) -> Refused:
    return Refused("nothing was changed: cannot roll back to this run", tuple(problems))

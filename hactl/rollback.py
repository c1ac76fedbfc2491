"""Back to an earlier run: its spec, through the one line that leads to files; exactly what there was, or nothing.

No run keeps contents of files, which may hold secrets: what a file was is known by its hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hactl import operations, validation
from hactl.errors import Refused, UsageError
from hactl.files import LocalFiles
from hactl.journal import Kept, Run, list_runs, load_run, load_spec
from hactl.journal.records import DONE
from hactl.operations import Draft, Order
from hactl.plan import Plan
from hactl.problems import Place, Problem, did_you_mean
from hactl.targets import ENVIRONMENT, Location

EDITED_HINT = "put it back as it was, or keep your version elsewhere; `hactl history RUN` lists what a run wrote"


def draft_back(run: str | None, order: Order) -> Draft:
    """Return the plan that makes everything what it was after this run; None: after the last but one.

    Raises:
        UsageError: there is no such run.
        Refused: somebody edited the spec or a file since, or a file cannot be made again as it was.
    """
    spec = validation.load(order.spec)
    places = operations.places_for(order, validation.sound(spec, lenient=True))
    done = [each for each in list_runs(places.out) if each.outcome == DONE]
    chosen = _chosen(done, run)
    later = [kept for each in done[done.index(chosen) + 1 :] for kept in load_run(places.out, each.id).files]
    files = [kept for kept in later if kept.location.host != ENVIRONMENT and kept.kind != "directory"]
    if load_spec(places.out, done[-1].id) != spec.data:
        message = "the spec was edited since the last run"
        place = Place(spec.source.name)
        raise _refused([Problem(id="spec-edited-since", message=message, hint="`hactl apply` it first", place=place)])
    if edited := list(_edited(files, operations.fingerprints(LocalFiles(places), (k.location for k in files)))):
        raise _refused(edited)
    draft = operations.draft(order, data=load_spec(places.out, chosen.id))
    if not draft.plan.blocked and (other := list(_other(files, draft.plan))):
        raise _refused(other)
    return draft


def _chosen(done: list[Run], run: str | None) -> Run:
    if run is None:
        if len(done) < 2:
            raise UsageError("there is no earlier run to go back to", hint="`hactl history` lists what is kept")
        return done[-2]
    found = next((each for each in done if each.id == run), None)
    if found is None:
        hint = did_you_mean(run, [each.id for each in done]) or "`hactl history` lists what is kept"
        raise UsageError(f"there is no run `{run}` to go back to", hint=hint)
    return found


def _edited(files: Iterable[Kept], now: dict[Location, str]) -> Iterator[Problem]:
    """Yield each file that is not what the last run that wrote it left."""
    left = {kept.location: kept.after for kept in files}
    for location, sha256 in left.items():
        if now.get(location, "") != sha256:
            message = "this file was edited since hactl last wrote it"
            yield Problem(id="file-edited-since", message=message, hint=EDITED_HINT, place=Place(str(location)))


def _other(files: Iterable[Kept], plan: Plan) -> Iterator[Problem]:
    """Yield each file that would not become what it was: its first later change says what that is."""
    left = {kept.location: kept.after for kept in files}
    was = {kept.location: kept.before for kept in reversed(list(files))}
    planned = {change.location: change.after.sha256 if change.after else "" for change in plan.changes}
    for location, sha256 in was.items():
        if planned.get(location, left[location]) != sha256:
            message = "this file cannot be made again as it was: another hactl wrote it, or its archive is another now"
            hint = "edit the spec by hand and run `hactl diff`"
            yield Problem(id="file-not-again", message=message, hint=hint, place=Place(str(location)))


def _refused(problems: Iterable[Problem]) -> Refused:
    return Refused("nothing was changed: this run cannot be gone back to", tuple(problems))

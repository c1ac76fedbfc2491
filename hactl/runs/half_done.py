"""What a command that only looks says of a run that has not ended; nothing is written or locked here."""

from __future__ import annotations

from hactl.errors import Refused
from hactl.files.handles import no_link_meanwhile
from hactl.files.journal import Ledger
from hactl.files.system import SYSTEM, System
from hactl.places import Places
from hactl.problems import Place, Problem, Severity
from hactl.runs import records
from hactl.runs.locks import is_held

KILLED, GOING_ON = "run-killed", "run-going-on"


@no_link_meanwhile()
def unfinished(places: Places, system: System = SYSTEM) -> Problem | None:
    """Return the warning that what is there is half done, None where no run has left a journal."""
    ledger = Ledger(str(places.out), system)
    state = ledger.state()
    if state is None:
        return None
    place = Place(ledger.path(state))
    if is_held(str(places.out)):
        hint = f"wait until it has ended{_command(places)}"
        return _warning(GOING_ON, "a run is in progress here: what is shown may be half done", hint, place)
    try:
        ledger.load(state)
    except Refused as refused:
        (problem,) = refused.problems
        return _warning(problem.id, problem.message, problem.hint, place)
    message = "a run was killed here: what is shown may be half done"
    return _warning(KILLED, message, "`hactl apply` finishes it", place)


def _warning(id_: str, message: str, hint: str, place: Place) -> Problem:
    return Problem(id=id_, message=message, hint=hint, place=place, severity=Severity.WARNING)


def _command(places: Places) -> str:
    running = [run for run in records.list_runs(places.out) if run.outcome == records.RUNNING]
    return f": `{running[-1].command}`, process {running[-1].pid}" if running else ""

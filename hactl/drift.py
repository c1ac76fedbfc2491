"""What became of each file since hactl wrote it, and what apply would do to it: two letters a file."""

from __future__ import annotations

from hactl import machines, operations
from hactl.operations import Draft
from hactl.plan import Action
from hactl.targets import Kind

SAME, CHANGED, DELETED = ".", "M", "D"
_PLANNED = {Action.CREATE: "C", Action.UPDATE: "U", Action.DELETE: "D"}


def letters(draft: Draft) -> dict[str, str]:
    """Return file -> two letters, for each file that is not as hactl left it or that apply would change.

    First: M changed, D deleted since hactl wrote it. Second: C created, U updated, D deleted by apply. `.`: neither.
    """
    if draft.looked is None:
        return {}  # nothing is to do, so each file is the one that the manifest remembers
    here, _ = machines.split(operations.memory(draft), draft.places)
    remembered = {place: known for place, known in here.items() if known.kind != Kind.DIRECTORY}
    now = operations.fingerprints(draft.access.files, remembered)
    since = {
        str(location): DELETED if location not in now else CHANGED
        for location, known in remembered.items()
        if now.get(location) != known.sha256
    }
    planned = {
        str(c.location): _PLANNED[c.action]
        for c in draft.plan.changes
        if c.owner and not c.directory and c.action in _PLANNED
    }
    return {file: since.get(file, SAME) + planned.get(file, SAME) for file in sorted({*since, *planned})}

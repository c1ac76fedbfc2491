"""Forward, back and clean up: what is left to do once everything is staged. Each step may be done twice."""

from __future__ import annotations

from collections.abc import Iterable

from hactl.files.staging import Existing
from hactl.files.steps import Step, changed
from hactl.files.system import System, parent, read_file, remove, remove_empty, status
from hactl.targets import Blob


def switch_file(system: System, step: Step, existing: Existing | None) -> None:
    """Put the new file in place of the old one, or take the old one away.

    Raises:
        Refused: somebody changed the file since it was staged.
    """
    if step.directory:
        return
    now = status(system, step.real)
    if not (existing.same(now) if existing else now is None):
        raise changed([step.real])
    if step.after:
        system.rename(step.fresh, step.real)
    else:
        system.unlink(step.real)


def finish_file(system: System, step: Step) -> bool:
    """Go forward where a run was cut off; return False where a person's newer edit was left alone."""
    if step.directory:
        return True
    if step.after and status(system, step.fresh) is None:
        return True
    if step.after and _sha256(system, step.fresh) != step.after:
        return False  # not what the run wrote: another's, and left where it is
    now = _sha256(system, step.real)
    if now != step.before:
        remove(system, step.fresh)
        return not step.after and not now
    if step.after:
        system.rename(step.fresh, step.real)
    else:
        remove(system, step.real)
    return True


def undo_file(system: System, step: Step, *, switched: bool) -> None:
    """Put back what was before. `switched`: the run had begun to put files in place."""
    if step.directory:
        return
    waiting = bool(step.after) and status(system, step.fresh) is not None
    if switched and not waiting and not _put_back(system, step):
        return
    remove(system, step.kept)
    if step.after:
        remove(system, step.fresh)


def _put_back(system: System, step: Step) -> bool:
    """Return False where the kept file is not what the run kept: it stays where it is, and is put nowhere."""
    if _sha256(system, step.real) != step.after:
        return True  # not switched yet, put back already, or a person wrote it since
    if not step.before:
        remove(system, step.real)
        return True
    kept = _sha256(system, step.kept)
    if kept == step.before:
        system.rename(step.kept, step.real)
    return kept in ("", step.before)


def tidy_files(system: System, steps: Iterable[Step]) -> None:
    """Remove what was kept."""
    for step in steps:
        if step.before and not step.directory:
            remove(system, step.kept)


def remove_folders(system: System, steps: Iterable[Step]) -> None:
    """Remove the folders that shall go, if they are empty by now."""
    gone = [step.real for step in steps if step.directory and not step.after]
    for folder in sorted(gone, key=len, reverse=True):
        remove_empty(system, folder)


def folders_of(steps: Iterable[Step]) -> set[str]:
    """Return the folders in which something happens."""
    return {step.real if step.directory and step.after else parent(step.real) for step in steps}


def _sha256(system: System, path: str) -> str:
    data = read_file(system, path)
    return "" if data is None else Blob.of(data).sha256

"""What a run left behind that was killed: undone before its commit, finished forward after it. May itself be killed."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.files.journal import POINTER, Entry, Ledger, State
from hactl.files.switching import finish_file, folders_of, remove_folders, tidy_files, undo_file
from hactl.files.system import SYSTEM, System, read_file, remove, remove_empty, status, sync_file_systems

_LONGEST_PATH = 4096  # bytes; the kernel takes no longer one


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A run that was cut off. `forward`: it is done now, else undone. `left_alone`: files a person changed since."""

    run: str
    forward: bool
    left_alone: tuple[str, ...] = ()


def recover_folder(out: str, system: System = SYSTEM) -> Recovered | None:
    """Bring what an unfinished run of this output folder left to an end; the lock must be held. None: there is none."""
    ledger = Ledger(out, system)
    state = ledger.state()
    if state is None:
        return None
    entry = ledger.load(state)
    if state in (State.STAGING, State.ABORT):
        undo(system, ledger, entry, state)
        return Recovered(run=entry.run, forward=False)
    alone: tuple[str, ...] = ()
    if state is State.COMMIT:
        alone = finish_all(system, entry)
        ledger.mark(State.COMMIT, State.DONE)
    tidy(system, ledger, entry)
    return Recovered(run=entry.run, forward=True, left_alone=alone)


def undo(system: System, ledger: Ledger, entry: Entry, state: State) -> None:
    """Put everything back."""
    if state is State.COMMIT:
        ledger.mark(state, State.ABORT)
        state = State.ABORT
    for step in reversed(entry.steps):
        undo_file(system, step, switched=state is State.ABORT)
    _remove_pointers(system, entry, ledger.out)
    for folder in reversed(entry.folders):
        remove_empty(system, folder)
    _end(system, ledger, entry, state)


def finish_all(system: System, entry: Entry) -> tuple[str, ...]:
    """Put everything in place that is left; return files that a person changed since and that stay."""
    alone = [step.real for step in entry.steps if not finish_file(system, step)]
    sync_file_systems(system, folders_of(entry.steps))
    return tuple(alone)


def tidy(system: System, ledger: Ledger, entry: Entry) -> None:
    """Clean up after a run that is done."""
    tidy_files(system, entry.steps)
    _remove_pointers(system, entry, ledger.out)
    remove_folders(system, entry.steps)  # a pointer may have been the last thing in one
    _end(system, ledger, entry, State.DONE)


def names(system: System, pointer: str) -> str:
    """Return the output folder that a pointer names, "" where it names none; anybody may have written it."""
    found = status(system, pointer)
    data = read_file(system, pointer) or b"" if found is not None and found.st_size <= _LONGEST_PATH else b""
    return "" if b"\0" in data else data.decode("utf-8", "surrogateescape").removesuffix("\n")


def _remove_pointers(system: System, entry: Entry, out: str) -> None:
    for pointer in entry.pointers:  # one that a killed run could not write to its end is its own, too
        if pointer.rpartition("/")[2] == POINTER and out.startswith(names(system, pointer)):
            remove(system, pointer)


def _end(system: System, ledger: Ledger, entry: Entry, state: State) -> None:
    if state is State.ABORT:
        sync_file_systems(system, folders_of(entry.steps))
    ledger.end(state)

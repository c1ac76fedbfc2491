"""The journal of the run that is going on: `<out>/.hactl/journal.<state>`.

The state is the file's name, so that going from one to the next is one rename: atomic,
and possible on a full disk. The body never changes: the SHA-256 of the rest, then JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hactl.errors import Refused
from hactl.files.steps import Step, beside
from hactl.files.system import SYSTEM, System, remove, replace_durably, sync_folder
from hactl.targets import Blob

FOLDER_NAME = ".hactl"
PRIVATE = 0o700
POINTER = ".hactl-run"
_VERSION = 1


class State(StrEnum):
    """How far a run is. Found at the start of a command: staging and abort are undone, commit and done finished."""

    STAGING = "staging"
    COMMIT = "commit"
    ABORT = "abort"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a run is about to do.

    `folders`: made by it. `pointers`: files that lead here. `token`: stands in its file names.
    """

    run: str
    token: str
    steps: Sequence[Step]
    folders: Sequence[str]
    pointers: Sequence[str]

    def encoded(self) -> bytes:
        """Return the file: a line with the SHA-256 of the rest, then JSON. Holds hashes, never contents."""
        steps = [[s.real, s.before, s.after, s.directory] for s in self.steps]
        data = {
            "hactl-journal": _VERSION,
            "run": self.run,
            "token": self.token,
            "folders": list(self.folders),
            "pointers": list(self.pointers),
            "steps": steps,
        }
        body = json.dumps(data, ensure_ascii=True).encode("ascii")  # file names that are no UTF-8 become \udcXX
        return Blob.of(body).sha256.encode("ascii") + b"\n" + body

    @classmethod
    def decoded(cls, data: bytes) -> Entry:
        """Return the entry. Raises ValueError: it is damaged, or of another version."""
        head, _, body = data.partition(b"\n")
        if head.decode("ascii", "replace") != Blob.of(body).sha256:
            raise ValueError("its checksum does not fit")
        found = json.loads(body)
        if found.get("hactl-journal") != _VERSION:
            raise ValueError("it was written by another version of hactl")
        token = found["token"]
        steps = [_step(token, number, *step) for number, step in enumerate(found["steps"])]
        return cls(run=found["run"], token=token, steps=steps, folders=found["folders"], pointers=found["pointers"])


def _step(token: str, number: int, real: str, *rest: str | bool) -> Step:
    before, after, directory = rest
    return Step(real, str(before), str(after), bool(directory), *beside(real, token, number))


class Ledger:
    """The journal file of one output folder."""

    def __init__(self, out: str, system: System = SYSTEM) -> None:
        self.folder = f"{out}/{FOLDER_NAME}"
        self._system = system

    def state(self) -> State | None:
        """Return how far a run is that has not ended; None: there is none. One call to the kernel."""
        try:
            names = set(self._system.listdir(self.folder))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return next((state for state in State if f"journal.{state}" in names), None)

    def begin(self, entry: Entry) -> None:
        """Write the entry, on the disk when this returns."""
        replace_durably(self._system, self._path(State.STAGING), entry.encoded())

    def mark(self, old: State, new: State) -> None:
        """Go from one state to another, on the disk when this returns."""
        self._system.rename(self._path(old), self._path(new))
        sync_folder(self._system, self.folder)

    def load(self, state: State) -> Entry:
        """Return the entry.

        Raises:
            Refused: it is damaged; nobody can say what the run was about to do.
        """
        path = self._path(state)
        with open(path, "rb") as file:
            data = file.read()
        try:
            return Entry.decoded(data)
        except (ValueError, KeyError, TypeError) as error:
            hint = f"compare the files with a backup, then remove {path}"
            raise Refused(f"the journal of an unfinished run cannot be read: {error}", hint=hint) from None

    def end(self, state: State) -> None:
        """Forget the run."""
        remove(self._system, self._path(state))

    def _path(self, state: State) -> str:
        return f"{self.folder}/journal.{state}"

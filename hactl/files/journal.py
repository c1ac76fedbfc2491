"""The journal of the run that is going on: `<out>/.hactl/journal.<state>`.

The state is the file's name, so that going from one to the next is one rename: atomic,
and possible on a full disk. The body never changes: the seal of its writer (`seal`), then JSON. A journal
is an order to put files in place and to remove some, so it is obeyed only where the seal is this user's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hactl.errors import Refused
from hactl.files import seal
from hactl.files.steps import Step, beside
from hactl.files.system import SYSTEM, System, read_file, remove, replace_durably, status, sync_folder
from hactl.problems import Place, Problem
from hactl.regular import MOST

FOLDER_NAME = ".hactl"
PRIVATE = 0o700
POINTER = ".hactl-run"
_VERSION = 2  # 1 had a checksum and no seal


def real_out(out: Path) -> Path:
    """Return the real path of an output folder, which need not be there: links that lead to it are followed here, once.

    Raises:
        Refused: hactl's own folder in it is a link.
    """
    real = Path(os.path.realpath(out))
    own = real / FOLDER_NAME
    if os.path.islink(own):  # noqa: PTH114 - one that may not be looked at is another matter, and no error here
        hint = "remove the link; if its target is yours, put it there instead"
        raise Refused(f"{own} is a link; hactl keeps its records in its own folder", hint=hint)
    return real


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
        """Return what is sealed: JSON in ASCII. Holds hashes, never contents."""
        steps = [[s.real, s.before, s.after, s.directory] for s in self.steps]
        data = {
            "hactl-journal": _VERSION,
            "run": self.run,
            "token": self.token,
            "folders": list(self.folders),
            "pointers": list(self.pointers),
            "steps": steps,
        }
        return json.dumps(data, ensure_ascii=True).encode("ascii")  # file names that are no UTF-8 become \udcXX

    @classmethod
    def decoded(cls, body: bytes) -> Entry:
        """Return the entry; its seal was looked at. Raises ValueError: another version of hactl wrote it."""
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
        self.out, self._system = out, system

    def state(self) -> State | None:
        """Return how far a run is that has not ended; None: there is none. One call to the kernel."""
        try:
            names = set(self._system.listdir(self.folder))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError as error:
            message = f"{self.folder} cannot be read: {error.strerror}"
            raise Refused(message, hint="run hactl as the user who owns it") from None
        return next((state for state in State if f"journal.{state}" in names), None)

    def begin(self, entry: Entry) -> None:
        """Write the entry, sealed, on the disk when this returns. Raises Refused: this user can have no key."""
        body = entry.encoded()
        head = seal.seal(seal.make_key(), self.out, body).encode("ascii")
        replace_durably(self._system, self.path(State.STAGING), head + b"\n" + body)

    def mark(self, old: State, new: State) -> None:
        """Go from one state to another, on the disk when this returns."""
        self._system.rename(self.path(old), self.path(new))
        sync_folder(self._system, self.folder)

    def load(self, state: State) -> Entry:
        """Return the entry.

        Raises:
            Refused: this user's hactl on this machine did not write it for this folder, or it is damaged.
        """
        path = self.path(state)
        found = status(self._system, path)
        if found is not None and found.st_size > MOST:
            raise _refused(path, f"this journal is larger than {MOST >> 20} MiB")
        head, _, body = (read_file(self._system, path) or b"").partition(b"\n")
        key = seal.find_key()
        if key is None or not seal.fits(key, self.out, body, head):
            raise _foreign(path, body)
        try:
            return Entry.decoded(body)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise _refused(path, f"the journal of an unfinished run cannot be used: {error}") from None

    def end(self, state: State) -> None:
        """Forget the run."""
        remove(self._system, self.path(state))

    def path(self, state: State) -> str:
        """Return where the journal lies in this state."""
        return f"{self.folder}/journal.{state}"


def _foreign(path: str, body: bytes) -> Refused:
    if body.startswith(b'{"hactl-journal": 1,'):
        return _refused(path, "an older hactl wrote this journal of an unfinished run, without a seal")
    return _refused(path, "this journal was not written by your hactl on this machine for this folder")


def _refused(path: str, message: str) -> Refused:
    hint = (
        "if one of your runs was killed here, finish it as the same user, on the same machine, with the same version; "
        f"else compare the files with a backup or with version control, then remove {path} and the files "
        "`.hactl-*` beside yours"
    )
    problem = Problem(id="journal-foreign", message=message, hint=hint, place=Place(path))
    return Refused("nothing was changed: there is a journal here that hactl does not trust", [problem])

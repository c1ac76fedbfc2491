"""The index `<out>/.hactl/index`: what was found when nothing was to do, and by which files; no authority, a memory.

While each of those files is, by what `lstat` says of it, the one that was read, and all that the plan was made of is
the same (the spec, the order, hactl itself), the plan is the same: empty. In doubt everything is read again: where the
index is torn, another user's, another machine's or another version's, where a file was changed so shortly before the
reading that a second change would bear the same time. As git does it (Documentation/technical/racy-git).
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from hactl import __version__
from hactl.errors import HactlError
from hactl.files import seal
from hactl.files.system import SYSTEM, read_file, replace_durably, write_new
from hactl.noting import Noted
from hactl.problems import Place, Problem, Severity
from hactl.render import data_folder
from hactl.targets import Location

FORMAT = 1
IGNORE = "# written by hactl: a memory of this machine alone\nindex\n.gitignore\n"
_NAME, _CONTEXT = ".hactl/index", "index "
_FINE_NS, _COARSE_NS = 50_000_000, 2_000_000_000  # how long after a change another one may bear the same time
_VARIABLES = ("HOME", "HACTL_JARS", "SUDO_UID", "XDG_STATE_HOME")  # that a plan depends on

_UNKNOWN, _MARKS = -1, 7
_Row = list[int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An empty plan. `bases`, `archives`, `files`: how much was looked into, as in `Protection`."""

    kept: tuple[Location, ...] = ()
    notes: tuple[Problem, ...] = ()
    on_disk: Mapping[str, bool | None] = field(default_factory=dict)
    bases: tuple[int, int] = (0, 0)
    archives: int = 0
    files: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The index of one output folder, for one set of inputs. `words`: the order, as far as a plan depends on it."""

    out: str
    spec: bytes
    words: Sequence[str]

    def look(self) -> Found | None:
        """Return what was found last time, None where anything may be otherwise now."""
        try:
            key = seal.find_key()
            data = read_file(SYSTEM, f"{self.out}/{_NAME}") if key is not None else None
            if key is None or data is None:
                return None
            inputs = self._key()
        except (HactlError, OSError):
            return None
        claimed, _, body = data.partition(b"\n")
        if not seal.fits(key, _CONTEXT + self.out, body, claimed):
            return None
        tree = json.loads(body)
        if tree["key"] != inputs or not _unchanged(tree["files"], _row) or not _unchanged(tree["folders"], _list):
            return None
        return _found(tree["found"])

    def keep(self, found: Found, noted: Noted, began_ns: int) -> None:
        """Remember what was found by reading, which began then; nothing where that is not safe."""
        rows = {path: _row(path) for path in sorted(noted.files)}
        lists = {path: _list(path) for path in sorted(noted.folders)}
        if any(_young(row, began_ns) for row in (*rows.values(), *lists.values())):
            return
        with suppress(HactlError, OSError):
            tree = {"key": self._key(), "found": _told(found), "files": rows, "folders": lists}
            body = json.dumps(tree, separators=(",", ":")).encode()
            self._write(seal.seal(seal.make_key(), _CONTEXT + self.out, body).encode() + b"\n" + body)

    def _write(self, data: bytes) -> None:
        """Put it in place, whole or not at all."""
        file = f"{self.out}/{_NAME}"
        with suppress(FileExistsError):
            write_new(SYSTEM, f"{self.out}/.hactl/.gitignore", IGNORE.encode(), 0o644)
        replace_durably(SYSTEM, file, data)

    def _key(self) -> str:
        own = [FORMAT, __version__, _code(), os.geteuid(), [os.environ.get(name) for name in _VARIABLES]]
        inputs = json.dumps([*own, hashlib.sha256(self.spec).hexdigest(), self.out, *self.words])
        return hashlib.sha256(inputs.encode()).hexdigest()


def _unchanged(rows: Mapping[str, _Row], look: Any) -> bool:
    return all(look(path) == row for path, row in rows.items())


def _row(path: str) -> _Row:
    """Return what is at a path, so that another content is another row; of a folder, whose it is."""
    try:
        found = os.lstat(path)
        if stat.S_ISDIR(found.st_mode):
            return [found.st_mode, found.st_uid]
        if stat.S_ISLNK(found.st_mode):
            return [*_marks(found), *_marks(os.stat(path))]  # noqa: PTH116 - for each file
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return [_UNKNOWN]
    return _marks(found)


def _marks(found: os.stat_result) -> list[int]:
    times = (found.st_mtime_ns, found.st_ctime_ns)
    return [found.st_mode, found.st_uid, found.st_dev, found.st_ino, found.st_size, *times]


def _list(path: str) -> _Row:
    """Return what is at a path, so that other names in it are another row."""
    try:
        return _marks(os.stat(path))  # noqa: PTH116 - for each file
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError):
        return [_UNKNOWN]


def _young(row: _Row, began_ns: int) -> bool:
    """Tell whether what was read may have changed since without a trace."""
    if row is None or len(row) == 2:
        return False
    if row == [_UNKNOWN]:
        return True
    times = [at for first in range(0, len(row), _MARKS) for at in row[first + _MARKS - 2 : first + _MARKS]]
    return any(at + (_FINE_NS if at % 1_000_000_000 else _COARSE_NS) >= began_ns for at in times)


@cache
def _code() -> str:
    """Return what tells this hactl's code and templates from others of the same version."""
    digest = hashlib.sha256()
    for top in (str(files("hactl")), str(data_folder("templates"))):
        for folder, _, names in os.walk(top):
            for name in sorted(names):
                if not name.endswith(".pyc"):
                    found = Path(folder, name).stat()
                    digest.update(
                        f"{folder}/{name} {found.st_size} {found.st_mtime_ns}\n".encode("utf-8", "surrogateescape")
                    )
    return digest.hexdigest()


def _told(found: Found) -> dict[str, Any]:
    return {
        "kept": [[location.host, location.text] for location in found.kept],
        "notes": [_problem_told(note) for note in found.notes],
        "on_disk": found.on_disk,
        "looked": [*found.bases, found.archives, *found.files],
    }


def _found(tree: Mapping[str, Any]) -> Found:
    there, of_all, archives, looked, different = tree["looked"]
    return Found(
        kept=tuple(Location(host, text) for host, text in tree["kept"]),
        notes=tuple(_problem(words) for words in tree["notes"]),
        on_disk=tree["on_disk"],
        bases=(there, of_all),
        archives=archives,
        files=(looked, different),
    )


def _problem_told(problem: Problem) -> list[Any]:
    place = [problem.place.file, problem.place.line, problem.place.column] if problem.place else None
    return [problem.id, problem.message, problem.hint, problem.severity, list(problem.at or ()), place]


def _problem(words: Sequence[Any]) -> Problem:
    name, message, hint, severity, at, place = words
    return Problem(
        id=name,
        message=message,
        hint=hint,
        severity=Severity(severity),
        at=tuple(at) if at else None,
        place=Place(*place) if place else None,
    )

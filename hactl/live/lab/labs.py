"""The labs of one user: those that run, what is left of others, and what their members go on writing."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hactl.errors import HactlError
from hactl.files.state_home import state_home
from hactl.live.lab import client, stamps
from hactl.live.lab.state import noted_spec, runs, take_lock
from hactl.reports.lab import KeptLab

LINES = 40  # where nobody says how many, and not since when
LOOK_SECONDS = 0.3  # between two looks at the logs that are followed
_AT_ONCE = 1 << 20  # bytes of one log that are shown in one look


def labs(variables: Mapping[str, str]) -> tuple[KeptLab, ...]:
    """Return the labs that run or have left a folder, by name."""
    home = state_home(variables) / "lab"
    try:
        folders = sorted(path for path in home.iterdir() if path.is_dir() and not path.is_symlink())
    except OSError:
        return ()
    return tuple(_kept(folder) for folder in folders)


def _kept(folder: Path) -> KeptLab:
    running = runs(folder)
    found = client.status(folder) if running else None
    spec = noted_spec(folder)
    return KeptLab(
        name=folder.name.rpartition("-")[0],
        folder=str(folder),
        runs=running,
        url=found.url if found else "",
        bytes=_size(folder),
        used=folder.stat().st_mtime,
        spec=str(spec or ""),
        gone=spec is not None and not os.path.lexists(spec),
    )


def _size(folder: Path) -> int:
    total = 0
    for top, _folders, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(top) / name).lstat().st_size
    return total


def purge(state: Path) -> bool:
    """Delete the folder of a lab that does not run; False where there is none.

    Raises:
        Refused: it runs.
        HactlError: it cannot be deleted.
    """
    if state.is_symlink() or not state.is_dir():
        return False
    lock = take_lock(state)
    try:
        shutil.rmtree(state)
    except OSError as failed:
        raise HactlError(f"{failed.filename or state}: {failed.strerror}") from None
    finally:
        os.close(lock)
    return True


def abandoned(labs_: Iterable[KeptLab]) -> list[KeptLab]:
    """Return those that no command reaches any more: the spec is gone, or nobody knows it and nothing runs."""
    return [each for each in labs_ if each.gone or (not each.spec and not each.runs)]


def tail(state: Path, member: str, lines: int | None, ago: timedelta | None) -> Sequence[str]:
    """Return the last lines of a member's log; `ago`: of those that are no older.

    Raises:
        UsageError: there is no such member.
        HactlError: it cannot be read.
    """
    return _last(client.log_tail(state, member, sys.maxsize), lines, ago)


def _last(found: Sequence[str], lines: int | None, ago: timedelta | None) -> list[str]:
    kept = list(found) if ago is None else stamps.since(found, ago)
    wanted = lines if lines is not None else LINES if ago is None else len(kept)
    return kept[max(0, len(kept) - wanted) :]


def follow(
    state: Path, members: Sequence[str], lines: int | None, ago: timedelta | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the last lines of these members as `tail` does, then each line that they write, until the lab ends.

    Raises:
        UsageError: there is no such member.
        HactlError: a log cannot be read.
    """
    for name in members:
        client.log_tail(state, name, 1)  # raises where there is no such log
    logs = {name: _Followed(log) for name, log in client.log_files(state).items() if name in members}
    for name, log in logs.items():
        yield from ((name, line) for line in log.last(lines, ago))
    alive = True
    while alive:
        alive = runs(state)
        for name, log in logs.items():
            yield from ((name, line) for line in log.more())
        if alive:
            time.sleep(LOOK_SECONDS)


@dataclass(slots=True)
class _Followed:
    """A log that grows. `read`: how many bytes were seen; `torn`: a line whose end is not there yet."""

    log: Path
    read: int = 0
    torn: bytes = b""

    def last(self, lines: int | None, ago: timedelta | None = None) -> list[str]:
        """Return the last whole lines of what there is, of those that are no older; the rest is seen, too."""
        with suppress(OSError):
            self.read = max(0, self.log.stat().st_size - client.TAIL_BYTES)
        whole = list(self.more())
        return _last(whole, lines, ago)

    def more(self) -> Iterator[str]:
        """Yield the whole lines that came; a log that was begun anew is read from its beginning."""
        try:
            with self.log.open("rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    return
                if self.read > found.st_size:
                    self.read, self.torn = 0, b""
                file.seek(self.read)
                came = file.read(_AT_ONCE)
        except OSError:
            return
        self.read += len(came)
        *whole, self.torn = (self.torn + came).split(b"\n")
        yield from (line.decode(errors="replace").rstrip("\r") for line in whole)

"""The folder of one lab: `$XDG_STATE_HOME/hactl/lab/<variables>-<hash of the spec's path>`, for its user alone.

```
lab.json         what runs (the plan)
supervisor.json  who runs it, the door, why this mode
control          the supervisor's unix socket
lock             held (flock) as long as a lab runs; the kernel frees it when the last of its processes ends
spec             the path of the spec it was started from
logs/ tree/      output of the members; the environment's files
```
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hactl.errors import HactlError, Refused
from hactl.files.state_home import state_home
from hactl.live.lab.plan import LabPlan, from_json
from hactl.live.lab.processes import Identity
from hactl.regular import NotRegularError, read_json, read_regular
from hactl.reports.lab import LabMode

PRIVATE = 0o700
LOCK_TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRecord:
    """Who runs a lab. `inner` is the process that stands in the lab's namespaces (mapped: the supervisor itself)."""

    name: str
    ground: LabMode
    door: tuple[str, int]
    supervisor: Identity
    inner: Identity


def state_folder(name: str, spec: Path, variables: Mapping[str, str]) -> Path:
    """Return the folder of the lab of this spec; it need not exist. One spec has one lab per user."""
    mark = hashlib.sha256(os.fsencode(spec.resolve())).hexdigest()[:8]
    return state_home(variables) / "lab" / f"{name}-{mark}"


def make_folder(state: Path) -> None:
    """Create the folder with `logs`, closed to other users. Raises Refused if it belongs to somebody else."""
    (state / "logs").mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    if state.stat().st_uid != os.getuid():
        raise Refused(f"{state} belongs to another user", hint="set XDG_STATE_HOME to a folder of your own")
    state.chmod(PRIVATE)


def note_spec(state: Path, spec: Path) -> None:
    """Keep which file the lab was started from."""
    (state / "spec").write_bytes(os.fsencode(spec.resolve()))


def noted_spec(state: Path) -> Path | None:
    """Return that file, which need not exist any more; None: an older hactl did not note it."""
    try:
        return Path(os.fsdecode(read_regular(state / "spec")))
    except (OSError, ValueError):
        return None


def take_lock(state: Path) -> int:
    """Return a descriptor that holds the lab's lock. Raises Refused if the lab runs, or is about to.

    Whoever inherits the descriptor holds the lock too: it is free when the last one ends.
    """
    descriptor = os.open(state / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _ in range(LOCK_TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        time.sleep(0.05)  # somebody may just be looking (`runs`)
    os.close(descriptor)
    raise Refused("this lab is already running", hint="`hactl lab status` shows it, `hactl lab down` ends it")


def runs(state: Path) -> bool:
    """Return whether a process of this lab is left."""
    try:
        descriptor = os.open(state / "lock", os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def read_plan(state: Path) -> LabPlan:
    """Return what the lab that runs, or that ran last, runs.

    Raises:
        HactlError: the file is damaged.
        FileNotFoundError: there was none.
    """
    file = state / "lab.json"
    try:
        return from_json(read_regular(file))
    except NotRegularError as error:
        reason = str(error.strerror)
    except UnicodeDecodeError:
        reason = "it is not UTF-8"
    except ValueError as error:
        reason = str(error)
    hint = f"`hactl lab down`, then remove {file}; `hactl lab up` writes it again"
    raise HactlError(f"{file} cannot be used: {reason}", hint=hint)


def write_record(state: Path, record: LabRecord) -> None:
    """Keep who runs the lab; whole or not at all."""
    draft = state / "supervisor.json.new"
    draft.write_text(json.dumps(asdict(record)))
    draft.rename(state / "supervisor.json")


def read_record(state: Path) -> LabRecord | None:
    """Return who runs the lab, None if nobody does."""
    if not runs(state):
        return None
    try:
        data = read_json(state / "supervisor.json")
        return LabRecord(
            name=data["name"],
            ground=LabMode(data["ground"]),
            door=(data["door"][0], data["door"][1]),
            supervisor=_identity(data["supervisor"]),
            inner=_identity(data["inner"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None  # about to start or to end


def _identity(data: dict[str, Any]) -> Identity:
    """Return who it is; no process but a single one: 0 and -1 are many, and 1 is not a lab's."""
    pid, started = data["pid"], data["started"]
    if not isinstance(pid, int) or not isinstance(started, int) or pid <= 1:
        raise TypeError("no process of a lab")
    return Identity(pid=pid, started=started)


def forget_record(state: Path) -> None:
    """Take the record and the socket away."""
    for name in ("supervisor.json", "control"):
        (state / name).unlink(missing_ok=True)

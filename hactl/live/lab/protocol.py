"""How other processes speak with a supervisor: JSON lines over the unix socket in the state folder.

A request is one line: `{"do": "kill", "member": "a-1", "signal": "SIGKILL"}`. The answer is any
number of lines `{"event": …}`, then one `{"result": …}` or `{"error": …}`.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hactl.errors import HactlError
from hactl.events import Emit, Event, Finished, Outcome, Progress, Started, silent

Answer = Any  # JSON: what a request gives back
WAIT_SECONDS = 300.0
_KINDS: dict[str, type[Started] | type[Progress] | type[Finished]] = {
    "started": Started,
    "progress": Progress,
    "finished": Finished,
}


class NoLab(HactlError):
    """No lab runs in this state folder."""

    id = "no-lab"

    def __init__(self) -> None:
        super().__init__("no lab runs for this spec", hint="`hactl lab up` starts it")


@contextmanager
def socket_path(state: Path) -> Iterator[str]:
    """Give a path of the control socket that is short enough, however deep the folder lies (unix(7): 108 bytes)."""
    folder = os.open(state, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/control"
    finally:
        os.close(folder)


def listen(state: Path) -> socket.socket:
    """Return the listening control socket."""
    (state / "control").unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with socket_path(state) as path:
        listener.bind(path)
    listener.listen(16)
    return listener


def ask(state: Path, emit: Emit = silent, *, seconds: float = WAIT_SECONDS, **request: str) -> Answer:
    """Send a request to the lab's supervisor, relay its events, return its result.

    Raises NoLab if nobody listens, HactlError with what the supervisor said if it refuses,
    or if it has not answered after `seconds`.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(seconds)
        try:
            with socket_path(state) as path:
                line.connect(path)
            line.sendall(json.dumps(request).encode() + b"\n")
            return follow(line, emit)
        except (FileNotFoundError, ConnectionError, NotADirectoryError):
            raise NoLab from None
        except TimeoutError:
            raise HactlError(
                f"the lab did not answer within {seconds:.0f} s", hint="`hactl lab down` ends it"
            ) from None


def follow(line: socket.socket, emit: Emit) -> Answer:
    """Relay the events of an answer and return its result. Raises HactlError; ConnectionError if the line breaks."""
    with line.makefile("r", encoding="utf-8") as lines:
        for text in lines:
            message = json.loads(text)
            if "event" in message:
                emit(event_from(message["event"]))
            elif "error" in message:
                raise HactlError(message["error"], hint=message.get("hint", ""))
            else:
                return message["result"]
    raise ConnectionError("the supervisor ended")


def event_to(event: Event) -> dict[str, Any]:
    """Return an event as JSON data."""
    return {"kind": type(event).__name__.lower(), **asdict(event)}


def event_from(data: dict[str, Any]) -> Event:
    """Return the event that `event_to` wrote."""
    fields = dict(data)
    kind = _KINDS[fields.pop("kind")]
    if "outcome" in fields:
        fields["outcome"] = Outcome(fields["outcome"])
    return kind(**fields)

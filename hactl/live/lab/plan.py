"""What a lab runs, as plain values: written once by the command that starts it, read by the supervisor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hactl.reports.lab import LabMode

READY_SECONDS = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One process of a lab: an instance, or the balancer.

    `environment` is all of it, nothing is inherited. Standard output and error are
    appended to `log`. It is ready once all of `ready` stands in what it wrote to
    its log and `address` accepts connections; one of the texts in `failed` means that it
    never will be. Members of wave 1 are ready before wave 2 starts, and so on.
    `first`: texts that it must show too where it starts before all others.
    `apps`: the paths that must answer; `app_begins` to `undeciphered` as in a room's Process.
    `drawn`: variables beside `environment` that the supervisor draws a value for, the same for all members, and tells
    nobody: keys of encryption.
    `check` is a command that tells whether its configuration is good, before a reload.
    """

    name: str
    argv: tuple[str, ...]
    environment: Mapping[str, str]
    cwd: str
    log: Path
    address: tuple[str, int]
    ready: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    wave: int = 1
    check: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    app_begins: tuple[str, ...] = ()
    app_failed: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    uncopied: tuple[str, ...] = ()
    undeciphered: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabPlan:
    """A whole lab. `addresses` go on the namespace's `lo`; `target` is the balancer that the door leads to.

    `ready_seconds`: how long one member may take to be ready. `tls`: the balancer speaks TLS there.
    `heap_mb`: each JVM's largest heap, in MB; 0: as its files and its product's default say.
    """

    name: str
    state: Path
    ground: LabMode
    addresses: tuple[str, ...]
    members: tuple[Member, ...]
    target: tuple[str, int]
    ready_seconds: float = READY_SECONDS
    tls: bool = False
    heap_mb: int = 0

    @property
    def front(self) -> str:
        """Return where users come to, as `fetch` wants it."""
        return ("https://" if self.tls else "") + "{}:{}".format(*self.target)

    def waves(self) -> tuple[tuple[Member, ...], ...]:
        """Return the members, wave by wave."""
        numbers = sorted({m.wave for m in self.members})
        return tuple(tuple(m for m in self.members if m.wave == n) for n in numbers)


def to_json(plan: LabPlan) -> str:
    """Return the plan as text that `from_json` reads again."""
    return json.dumps(asdict(plan), default=str, indent=1)


def from_json(text: str | bytes) -> LabPlan:
    """Return the plan that `to_json` wrote. Raises ValueError: this is none."""
    try:
        data: dict[str, Any] = json.loads(text)
        return LabPlan(
            name=_text(data["name"]),
            state=Path(_text(data["state"])),
            ground=LabMode(data["ground"]),
            addresses=_texts(data["addresses"]),
            members=tuple(_member(m) for m in data["members"]),
            target=_address(data["target"]),
            ready_seconds=float(data["ready_seconds"]),
            tls=bool(data.get("tls", False)),
            heap_mb=int(data.get("heap_mb", 0)),
        )
    except KeyError as error:
        raise ValueError(f"{error} is missing") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except (TypeError, AttributeError, OverflowError) as error:
        raise ValueError(f"it is not a plan of a lab: {error}") from None


def _member(data: dict[str, Any]) -> Member:
    texts = {name: _texts(value) for name, value in data.items() if isinstance(value, list) and name != "address"}
    found: dict[str, Any] = {
        "name": _text(data["name"]),
        "cwd": _text(data["cwd"]),
        "log": Path(_text(data["log"])),
        "environment": {_text(name): _text(value) for name, value in data["environment"].items()},
        "wave": _number(data.get("wave", 1)),
        "address": _address(data["address"]),
    }
    return Member(**(texts | found))


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r:.40} is not a whole number")
    return value


def _texts(value: list[object]) -> tuple[str, ...]:
    return tuple(_text(each) for each in value)


def _address(value: list[object]) -> tuple[str, int]:
    host, port = value
    return _text(host), _number(port)

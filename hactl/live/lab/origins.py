"""What a lab was made of, and whether the disk has something newer by now.

Remembered in the lab's state folder as hashes: of the spec, of each file on disk that was copied or read, and of each
file as the lab was given it, so that a spec carried out on disk only later is no news.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hactl import machines, operations
from hactl.live.lab.copying import EMPTIED
from hactl.model import Environment
from hactl.operations import Order
from hactl.places import Places
from hactl.reports.lab import Ran

FILE = "origins.json"
SPEC = "spec"
_LETTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Origins:
    """Hashes by name: `disk` as it was, the spec among it as `spec`; `given`: the files that the lab began with."""

    disk: Mapping[str, str]
    given: Mapping[str, str]

    @property
    def spec(self) -> str:
        """Return the spec's hash."""
        return self.disk.get(SPEC, "")

    @property
    def files(self) -> str:
        """Return one hash of the files that the lab began with."""
        return hashlib.sha256(json.dumps(dict(self.given), sort_keys=True).encode()).hexdigest()


def remember(order: Order, environment: Environment, staged: Places, state: Path) -> None:
    """Note what the lab in this state folder is made of, before its servers write anything; `staged`: its own files."""
    noted = {"disk": _on_disk(order, environment), "given": _in_bases(environment, staged)}
    (state / FILE).write_text(json.dumps(noted), encoding="utf-8")


def ran(order: Order, environment: Environment | None, state: Path) -> Ran | None:
    """Return what the lab runs; None where it did not note it. `environment`: as the spec says now, if it is right."""
    try:
        noted = json.loads((state / FILE).read_text(encoding="utf-8"))
        known = Origins(disk=noted["disk"], given=noted["given"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    now = _on_disk(order, environment)
    changed = [n for n, sha in now.items() if sha not in (known.disk.get(n), known.given.get(n))]
    looked = _looked_at(order, environment) if environment is not None else ()
    gone = [n for n in known.disk if n not in now and n.startswith(looked)]
    newer = tuple(sorted({*changed, *gone}, key=lambda name: (name != SPEC, name)))
    return Ran(spec=known.spec[:_LETTERS], files=known.files[:_LETTERS], newer=newer)


def _on_disk(order: Order, environment: Environment | None) -> dict[str, str]:
    found = {SPEC: _hash(order.spec)}
    if environment is not None:
        found |= _in_bases(environment, operations.places_for(order, environment))
        folder = order.spec.resolve().parent
        wars = (war for app in environment.apps for _keys, war in app.archives())
        found |= {f"{war}{name}": sha for war in wars for name, sha in _below(folder / war)}
    return found


def _looked_at(order: Order, environment: Environment) -> tuple[str, ...]:
    """Return how the names of files begin that can be missed: the lab may have been started with another `--root`."""
    wars = (war for app in environment.apps for _keys, war in app.archives())
    return (*wars, *_reached(environment, operations.places_for(order, environment)))


def _in_bases(environment: Environment, places: Places) -> dict[str, str]:
    """Return the hash of each file of each base that can be reached, by host and path in the spec's words."""
    bases = _reached(environment, places).items()
    return {f"{place}{name}": sha for place, folder in bases for name, sha in _below(folder)}


def _reached(environment: Environment, places: Places) -> dict[str, Path]:
    locations = (base.location for base in machines.bases(environment))
    return {f"{at.host}:{at.path}": places.path(at) for at in locations if places.reaches(at)}


def _below(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each file below a folder, or the file itself, with its hash."""
    if path.is_file():
        yield "", _hash(path)
    elif path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            inner = file.relative_to(path)
            if inner.parts[0] not in EMPTIED and not (file.name == "pid" or file.suffix == ".pid"):
                yield f"/{inner}", _hash(file)


def _hash(file: Path) -> str:
    """Return a file's SHA-256, "" where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""

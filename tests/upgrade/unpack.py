"""An environment as an older hactl left it, unpacked at another place.

What names the place it was made at (hactl's own records do) has `@WORLD@` instead. The journal of a killed run is
sealed with the key of whoever made it, over the path it lies at, so it is sealed again here: as the version that made
it did, which never changes, and not by today's code.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
MADE = HERE / "made"
WORLD = b"@WORLD@"
KEY = "state/hactl/key"
EXPECTED = "expected.json"
THIRD_PARTY = re.compile(r"hactl-((?:tribes|juli)-[\d.]+\.jar)")  # not kept here: Maven's local repository has them


@dataclass(frozen=True, slots=True)
class Old:
    """`world`: the folder it lies in; `expected`: the files that the older hactl left after a command, by its words."""

    world: Path
    expected: Mapping[str, Mapping[str, str]]


def archives() -> list[Path]:
    """Return every environment that is kept, oldest maker first."""
    return sorted(MADE.glob("*/*.tar.xz"))


def unpack(archive: Path, world: Path) -> Old:
    """Lay an archive out in an empty folder, as if the older hactl had worked there."""
    with tarfile.open(archive) as packed:
        packed.extractall(world, filter="tar")
    for jar in (path for path in world.rglob("*.jar") if path.stat().st_size == 0):
        jar.write_bytes(_third_party(jar.name))
    expected = json.loads((world / EXPECTED).read_text())
    (world / EXPECTED).unlink()
    here = os.fsencode(os.path.realpath(world))
    for file in _records(world):
        data = file.read_bytes()
        if WORLD in data:
            file.write_bytes(data.replace(WORLD, here))
    for journal in world.rglob(".hactl/journal.*"):
        _seal(journal, (world / KEY).read_bytes().strip())
    return Old(world, expected)


def pack(world: Path, archive: Path, expected: Mapping[str, Mapping[str, str]]) -> None:
    """Keep a folder as an archive that is the same for the same content."""
    here, records = os.fsencode(os.path.realpath(world)), set(_records(world))
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        _add(packed, EXPECTED, json.dumps(expected, indent=1, sort_keys=True).encode(), 0o644)
        for path in sorted(world.rglob("*")):
            name, mode = str(path.relative_to(world)), path.lstat().st_mode & 0o777
            if path.is_dir():
                entry = tarfile.TarInfo(name)
                entry.type, entry.mode = tarfile.DIRTYPE, mode
                packed.addfile(entry)
            else:
                data = b"" if THIRD_PARTY.fullmatch(path.name) else path.read_bytes()
                assert path in records or here not in data, f"{name} names the place it was made at"
                _add(packed, name, data.replace(here, WORLD), mode)


def files(world: Path) -> dict[str, str]:
    """Return each file's SHA-256 by its path, hactl's own records and the user's key aside."""
    return {
        str(path.relative_to(world)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(world.rglob("*"))
        if path.is_file() and not {".hactl", ".hactl-run", "state"} & set(path.relative_to(world).parts)
    }


def _records(world: Path) -> Iterator[Path]:
    for path in world.rglob("*"):
        own = ".hactl" in path.relative_to(world).parts and "files" not in path.relative_to(world).parts
        if path.is_file() and (own or path.name in (".hactl-run", "saved.plan.json")):
            yield path


def _third_party(name: str) -> bytes:
    found = THIRD_PARTY.fullmatch(name)
    assert found, name
    for path in Path.home().glob(f".m2/repository/org/apache/tomcat/*/*/{found[1]}"):
        return path.read_bytes()
    raise FileNotFoundError(found[1])


def _seal(journal: Path, key: bytes) -> None:
    """Seal it as hactl 0.1 did: a MAC over a word, the real path of the output folder, and the body."""
    _, _, body = journal.read_bytes().partition(b"\n")
    out = os.fsencode(os.path.realpath(journal.parent.parent))
    seal = hmac.new(key, b"hactl-journal\0" + out + b"\0" + body, "sha256").hexdigest()
    journal.write_bytes(seal.encode() + b"\n" + body)


def _add(packed: tarfile.TarFile, name: str, data: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    packed.addfile(entry, io.BytesIO(data))

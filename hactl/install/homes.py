"""Installations of servers: the one a spec names, one in HACTL_HOMES, else one in a cache that is filled on demand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from hactl.events import Emit, Finished, Outcome, Progress, Started, why
from hactl.install.assemble import put_together
from hactl.install.cache import alone, cache_folder
from hactl.install.maven import Coordinate
from hactl.install.obtain import Pinned, Progressed, can_obtain, obtain
from hactl.install.unpack import unpack
from hactl.render import data_folder

if TYPE_CHECKING:
    from hactl.servers.interface import Artifact, Jar

HOMES_VARIABLE = "HACTL_HOMES"
SUM_LETTERS = 10  # enough of the pinned sum to tell a re-pinned archive apart in the cache


def find_home(artifact: Artifact, variables: Mapping[str, str]) -> Path | None:
    """Return the installation of this artifact that is here already: in HACTL_HOMES, else in the cache."""
    coordinate = Coordinate.parse(artifact.coordinate)
    for folder in filter(None, variables.get(HOMES_VARIABLE, "").split(os.pathsep)):
        for candidate in (Path(folder), *_subfolders(Path(folder))):
            if _is_of(candidate.name, coordinate):
                return candidate.resolve()
    cached = _cached(artifact, variables)
    return cached if cached.is_dir() else None


def can_fetch(artifact: Artifact, variables: Mapping[str, str]) -> bool:
    """Return whether `fetch_home` has a way to try: no promise that it works."""
    return all(can_obtain(Coordinate.parse(part.coordinate), variables) for part in _parts(artifact))


def fetch_home(artifact: Artifact, variables: Mapping[str, str], emit: Emit, parent: str = "") -> Path:
    """Return the installation of this artifact; fetch and unpack it into the cache if it is not here.

    Runs side by side with other fetches: what appears in the cache is whole.
    Raises HactlError: no way to fetch it, a wrong sum, an archive that cannot be unpacked.
    """
    found = find_home(artifact, variables)
    if found:
        return found
    coordinate = Coordinate.parse(artifact.coordinate)
    task = f"{parent}/{coordinate.file_name}" if parent else coordinate.file_name

    def progressed(done: int, total: int) -> None:
        emit(Progress(task, done, total))

    emit(Started(task, parent, f"fetch {coordinate.artifact} {coordinate.version}"))
    try:
        with alone(_cached(artifact, variables)) as (target, draft):
            origin = "another run" if target.is_dir() else _fill(artifact, variables, draft, progressed)
            if draft.joinpath("home").is_dir():
                draft.joinpath("home").rename(target)
    except BaseException as reason:
        emit(Finished(task, Outcome.FAILED, why(reason)))
        raise
    emit(Finished(task, Outcome.DONE, f"from {origin}"))
    return target


def _fill(artifact: Artifact, variables: Mapping[str, str], draft: Path, progressed: Progressed) -> str:
    """Make the installation as `draft`/home; return where it came from. Progress counts bytes, or jars."""
    origins: list[str] = []
    if artifact.sha512:
        archive, origin = obtain(_pinned(artifact), variables, draft, progressed)
        unpack(archive, draft / "home")
        if not artifact.jars:
            return origin
        origins.append(origin)

    def bring(jar: Jar) -> Path:
        path, origin = obtain(_pinned(jar), variables, draft, lambda _done, _total: None)
        origins.append(origin)
        progressed(len(origins), len(_parts(artifact)))
        return path

    put_together(artifact, bring, draft / "home")
    return f"{' and '.join(dict.fromkeys(origins))}, {len(artifact.jars)} jars"


def _parts(artifact: Artifact) -> tuple[Artifact | Jar, ...]:
    """Return what is fetched: the archive where there is one, and the jars."""
    return (*((artifact,) if artifact.sha512 or not artifact.jars else ()), *artifact.jars)


def _pinned(part: Artifact | Jar) -> Pinned:
    return Pinned(coordinate=Coordinate.parse(part.coordinate), sha512=part.sha512)


def _cached(artifact: Artifact, variables: Mapping[str, str]) -> Path:
    coordinate = Coordinate.parse(artifact.coordinate)
    name = f"{coordinate.artifact}-{coordinate.version}-{_sum(artifact)[:SUM_LETTERS]}"
    return cache_folder(variables) / "homes" / name


def _sum(artifact: Artifact) -> str:
    """Return what changes when the installation does: the archive's sum, else one of everything it is made of."""
    if artifact.sha512 and not artifact.jars:
        return artifact.sha512
    archive = (artifact.sha512,) if artifact.sha512 else ()
    texts = [(data_folder("templates") / template).read_bytes() for _, template in artifact.files]
    return hashlib.sha512(repr((*archive, artifact.jars, artifact.files, texts)).encode()).hexdigest()


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.is_dir())
    except OSError:
        return []


def _is_of(name: str, coordinate: Coordinate) -> bool:
    return name.endswith(f"-{coordinate.version}") and coordinate.artifact in name

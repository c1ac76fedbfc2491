"""Where the time goes: the shares of a command's parts, by cProfile, in a process of its own that has warmed up."""

from __future__ import annotations

import cProfile
import json
import pstats
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from measure.bench import specs
from measure.bench.rounds import forget
from measure.bench.subject import SECONDS, WARM, FailedError, hactl, surroundings

STEPS = {"create": "create", "fresh": "create again", "switch": "switch half"}
Shares = Mapping[str, float]


def measure(place: Path, size: int) -> Mapping[str, Shares]:
    """Return for each of STEPS: part -> share of the command, from 0 to 1. Raises FailedError."""
    folder = place / "bill"
    folder.mkdir()
    spec = specs.write(folder, size)
    return dict(_each(spec))


def _each(spec: Path) -> Iterator[tuple[str, Shares]]:
    for step, command in STEPS.items():
        with tempfile.TemporaryDirectory(dir=spec.parent) as name:
            result = Path(name, "result")
            words = [sys.executable, "-m", "measure.bench.bill", str(result), name, str(spec), command]
            done = subprocess.run(
                words, cwd=name, env=surroundings(), capture_output=True, text=True, timeout=SECONDS, check=False
            )
            if done.returncode:
                raise FailedError(f"hactl {command}: {done.returncode}\n{done.stderr[-2000:]}")
            yield step, json.loads(result.read_text())
        forget(spec)


def _parts() -> Mapping[str, tuple[Callable[..., Any], ...]]:
    """Return the functions whose time, with all that they call, is a part of the bill; none calls another."""
    from hactl import operations, protection, validation
    from hactl.files.local import LocalFiles
    from hactl.plan import fold

    return {
        "the spec and its rules": (validation.load, validation.load_edited),
        "targets and rendering": (operations.targets,),
        "looking at files": (LocalFiles.read,),
        "making each file's contents": (fold.fold,),
        "what is not copied": (protection.look,),
        "writing beside": (LocalFiles.stage,),
        "putting in place": (LocalFiles.switch,),
        "the index": (operations.keep_index,),
    }


def _shares(profile: cProfile.Profile) -> Shares:
    stats = pstats.Stats(profile).stats  # type: ignore[attr-defined] # typeshed does not know it
    spent = {key: cumulative for key, (_, _, _, cumulative, _) in stats.items()}
    whole = max(spent.values())
    parts = {name: sum(spent.get(_key(each), 0.0) for each in functions) for name, functions in _parts().items()}
    return {name: cost / whole for name, cost in parts.items()}


def _key(function: Callable[..., Any]) -> tuple[str, int, str]:
    code = getattr(function, "__wrapped__", function).__code__
    return code.co_filename, code.co_firstlineno, code.co_name


def main(result: str, folder: str, spec: str, command: str) -> None:
    """Warm up with two instances, then profile."""
    small = specs.write(Path(folder), WARM)
    hactl("create", small)
    hactl(command, small)
    profile = cProfile.Profile()
    profile.runcall(hactl, command, Path(spec))
    Path(result).write_text(json.dumps(_shares(profile)))


if __name__ == "__main__":
    main(*sys.argv[1:])

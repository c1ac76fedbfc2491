"""One subject with atheris: `python -m fuzz.guided NAME FOLDER SECONDS SEEDS`; it ends with 0 where nothing broke."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]

with atheris.instrument_imports(include=["hactl"]):
    import hactl

    for module in pkgutil.walk_packages(hactl.__path__, "hactl."):
        if not module.name.endswith("__main__"):
            import_module(module.name)

from fuzz.subjects import Subject, subjects_of, try_one


def main(name: str, folder: Path, seconds: str, seeds: str) -> None:
    """Fuzz until the time is over."""
    subject: Subject = next(one for one in subjects_of(folder) if one.name == name)
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", "-artifact_prefix=" + str(folder.with_name("found-")), seeds],
        lambda data: try_one(subject, folder, data),
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])

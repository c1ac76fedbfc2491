"""The folder where hactl keeps what it fetched: whatever appears in it is whole."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def cache_folder(variables: Mapping[str, str]) -> Path:
    """Return `$XDG_CACHE_HOME/hactl` (by default ~/.cache/hactl)."""
    root = variables.get("XDG_CACHE_HOME", "")
    base = Path(root) if Path(root).is_absolute() else Path(variables.get("HOME") or Path.home(), ".cache")
    return base / "hactl"


@contextmanager
def alone(target: Path) -> Iterator[tuple[Path, Path]]:
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

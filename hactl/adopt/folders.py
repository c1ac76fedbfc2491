"""A folder of this machine as rooms see it: read only, and never a file of a size no configuration has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MOST = 64 << 20  # bytes; the largest thing read is an installation's jar


@dataclass(frozen=True, slots=True)
class DiskFolder:
    """A folder by its absolute path."""

    path: str

    def read(self, path: str) -> bytes | None:
        """Return a file below it; None where there is none that can be read."""
        file = Path(self.path, path)
        try:
            return file.read_bytes() if file.is_file() and file.stat().st_size <= MOST else None
        except (OSError, ValueError):
            return None

    def names(self, path: str) -> tuple[str, ...]:
        """Return what lies in a folder below it, sorted; nothing where there is none."""
        try:
            return tuple(sorted(entry.name for entry in Path(self.path, path).iterdir()))
        except (OSError, ValueError):
            return ()

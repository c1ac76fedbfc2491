"""What a person asks `hactl import` for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """Which folders to read, and what their files cannot say. All paths are absolute.

    `server`: for bases whose installation is not found. `clusters`: who pairs with whom. `root`: the bases are
    copies at `root/<host>/…`. `out`: the environment's output folder, where hactl's own bases lie.
    """

    name: str
    folders: tuple[Path, ...]
    out: Path
    nginx: Path | None = None
    clusters: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    server: str | None = None
    root: Path | None = None
    adopt: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)

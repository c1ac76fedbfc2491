"""Which file is meant: `-f FILE`, else HACTL_FILE, else `*.hactl.yaml` here or above."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hactl.errors import UsageError

SUFFIX = ".hactl.yaml"
_PASSED_OVER = {"node_modules"}
_SHOWN = 4  # names in a message


def find_spec(given: Path | None, env: Mapping[str, str], start: Path) -> Path:
    """Return the spec that is meant. Raises UsageError if there is none, or several in one folder."""
    named = given or (Path(env["HACTL_FILE"]) if env.get("HACTL_FILE") else None)
    if named is not None:
        return _only(named, _in_folder(named)) if named.is_dir() else named
    for folder in (start, *start.absolute().parents):
        found = _in_folder(folder)
        if found:
            return _only(folder, found)
    hint = "`hactl init` writes one; `-f FILE` or HACTL_FILE names one elsewhere"
    raise UsageError(f"no spec: there is no `*{SUFFIX}` in `{start}` or above it", hint=hint)


def find_specs(paths: Sequence[Path]) -> list[Path]:
    """Return files as they were given and all specs below the folders given, each once, sorted.

    Hidden folders and `node_modules` are passed over. Raises UsageError for what does not exist.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no `{path}`")
        for spec in _below(path) if path.is_dir() else (path,):
            found.setdefault(spec.absolute(), spec)
    return sorted(found.values())


def _only(folder: Path, found: list[Path]) -> Path:
    if not found:
        raise UsageError(f"there is no `*{SUFFIX}` in `{folder}`", hint="`hactl init` writes one")
    if len(found) > 1:
        more = f", and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        names = ", ".join(f"`{path.name}`" for path in found[:_SHOWN]) + more
        raise UsageError(f"several specs in `{folder}`: {names}", hint=f"choose one: `-f {found[0].name}`")
    return found[0]


def _in_folder(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if _is_spec(path.name) and path.is_file())
    except OSError:  # a folder above that we may not list holds no spec of ours
        return []


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _PASSED_OVER)
        yield from (Path(root) / name for name in files if _is_spec(name))


def _is_spec(name: str) -> bool:
    return name.endswith(SUFFIX) and not name.startswith(".")

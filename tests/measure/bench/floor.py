"""The floor: the same folders and files, rendered by bare Jinja2, compared and written. Nobody can do it for less.

The templates are taken from the result: of files with one name and one number of lines, the
lines that are the same everywhere stand in the template, the others are its values. The floor
sets no mode, syncs nothing, keeps no old file and remembers nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from jinja2 import Environment, StrictUndefined, Template

_LOOP = "{% for line in lines %}{{ line }}{% endfor %}"


class NotTheSameError(Exception):
    """The floor and hactl did not do the same work, so that no ratio of theirs means anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What lies below a folder, hactl's own records left out: bytes of all files, and the folders."""

    files: Mapping[str, bytes]
    folders: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file to render: where, from which template, with which lines. `source` is the template's text."""

    path: str
    template: Template
    source: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """All that is needed to write a tree; binary files are bytes as they are, a folder comes after its parent."""

    pages: tuple[Page, ...]
    binary: Mapping[str, bytes]
    folders: tuple[str, ...]

    def render(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of every file."""
        for page in self.pages:
            yield page.path, page.template.render(lines=page.lines).encode()
        yield from self.binary.items()


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """From one tree to another. `changed`: what a floor that looks at nothing would write; `gone`: what is removed."""

    after: Floor
    changed: Floor
    gone_files: tuple[str, ...]
    gone_folders: tuple[str, ...]


def read_tree(out: Path) -> Tree:
    """Return what lies below."""
    files, folders = {}, set()
    for path in out.rglob("*"):
        inside = path.relative_to(out)
        if inside.parts[0] == ".hactl":
            continue
        if path.is_dir():
            folders.add(str(inside))
        else:
            files[str(inside)] = path.read_bytes()
    return Tree(files=files, folders=frozenset(folders))


def same(mine: Tree, other: Tree) -> None:
    """Compare two trees. Raises NotTheSameError: it names what differs."""
    if folders := mine.folders ^ other.folders:
        raise NotTheSameError(f"{len(folders)} folders are in one tree only: {sorted(folders)[:3]}")
    paths = mine.files.keys() | other.files.keys()
    if differ := sorted(p for p in paths if mine.files.get(p) != other.files.get(p)):
        raise NotTheSameError(f"{len(differ)} files differ: {differ[:3]}")


def floor_of(tree: Tree) -> Floor:
    """Return the floor that writes this tree."""
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    alike: dict[tuple[str, int], dict[str, list[str]]] = {}
    binary: dict[str, bytes] = {}
    for path, data in tree.files.items():
        try:
            lines = data.decode().splitlines(keepends=True)
        except UnicodeDecodeError:
            binary[path] = data
            continue
        alike.setdefault((PurePath(path).name, len(lines)), {})[path] = lines
    pages = (page for files in alike.values() for page in _pages(environment, files))
    return Floor(pages=tuple(pages), binary=binary, folders=tuple(sorted(tree.folders)))


def switch_of(before: Tree, after: Tree) -> Switch:
    """Return what leads from one tree to the other."""
    changed = {path: data for path, data in after.files.items() if before.files.get(path) != data}
    gone = sorted(before.folders - after.folders, reverse=True)  # what lies in a folder goes before it
    return Switch(
        after=floor_of(after),
        changed=floor_of(Tree(files=changed, folders=after.folders - before.folders)),
        gone_files=tuple(sorted(before.files.keys() - after.files.keys())),
        gone_folders=tuple(gone),
    )


def _pages(environment: Environment, files: Mapping[str, list[str]]) -> Iterator[Page]:
    if len(files) == 1:
        ((path, lines),) = files.items()
        yield Page(path=path, template=environment.from_string(_LOOP), source=_LOOP, lines=tuple(lines))
        return
    columns = list(zip(*files.values(), strict=True))
    differ = [number for number, column in enumerate(columns) if len(set(column)) > 1]
    source = _source(columns, {number: k for k, number in enumerate(differ)})
    template = environment.from_string(source)
    for path, lines in files.items():
        yield Page(path=path, template=template, source=source, lines=tuple(lines[number] for number in differ))


def _source(columns: list[tuple[str, ...]], values: Mapping[int, int]) -> str:
    parts = (f"{{{{ lines[{values[n]}] }}}}" if n in values else _literal(c[0]) for n, c in enumerate(columns))
    return "".join(parts)


def _literal(line: str) -> str:
    return f"{{% raw %}}{line}{{% endraw %}}" if any(mark in line for mark in ("{{", "{%", "{#")) else line


def create(floor: Floor, out: Path) -> int:
    """F: make the folders, write what is not there yet. Return how many files were written."""
    out.mkdir(exist_ok=True)
    root = str(out)
    for folder in floor.folders:
        with suppress(FileExistsError):
            os.mkdir(f"{root}/{folder}")  # noqa: PTH102 - the floor wears no coat
    return again(floor, out)


def again(floor: Floor, out: Path) -> int:
    """F0, where all is there: render, read and compare all files. Return how many had to be written."""
    root = str(out)
    return sum(_put(f"{root}/{path}", data) for path, data in floor.render())


def switch(what: Switch, out: Path) -> int:
    """Ft: render, read and compare all files, write what differs, remove what is no more."""
    written = again(what.after, out)
    _remove(what, str(out))
    return written


def switch_unseen(what: Switch, out: Path) -> int:
    """Write what changes and remove what is no more, without a look at anything."""
    root = str(out)
    for folder in what.changed.folders:
        os.mkdir(f"{root}/{folder}")  # noqa: PTH102
    for path, data in what.changed.render():
        _write(f"{root}/{path}", data)
    _remove(what, root)
    return len(what.changed.pages) + len(what.changed.binary)


def _remove(what: Switch, root: str) -> None:
    for path in what.gone_files:
        os.unlink(f"{root}/{path}")  # noqa: PTH108
    for path in what.gone_folders:
        os.rmdir(f"{root}/{path}")  # noqa: PTH106


def _put(path: str, data: bytes) -> bool:
    if _same(path, data):
        return False
    _write(path, data)
    return True


def _same(path: str, data: bytes) -> bool:
    try:
        with open(path, "rb", buffering=0) as found:
            return found.read() == data
    except FileNotFoundError:
        return False


def _write(path: str, data: bytes) -> None:
    beside = path + ".new"
    with open(beside, "wb", buffering=0) as new:
        new.write(data)
    os.rename(beside, path)  # noqa: PTH104

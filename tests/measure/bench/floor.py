"""The floor: the same bytes, rendered by bare Jinja2, compared and written. Nobody can do it for less.

The templates are taken from the result: of files with one name and one number of lines, the
lines that are the same everywhere stand in the template, the others are its values.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from jinja2 import Environment, StrictUndefined, Template

Tree = Mapping[str, bytes]
_LOOP = "{% for line in lines %}{{ line }}{% endfor %}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One file to render: where, from which template, with which lines."""

    path: str
    template: Template
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """All that is needed to write a tree; binary files are bytes as they are."""

    pages: tuple[Page, ...]
    binary: Tree

    def render(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and bytes of every file."""
        for page in self.pages:
            yield page.path, page.template.render(lines=page.lines).encode()
        yield from self.binary.items()


def read_tree(out: Path) -> Tree:
    """Return path -> bytes of all files below, hactl's own records left out."""
    files = (p for p in sorted(out.rglob("*")) if p.is_file() and ".hactl" not in p.relative_to(out).parts)
    return {str(p.relative_to(out)): p.read_bytes() for p in files}


def floor_of(tree: Tree) -> Floor:
    """Return the floor that writes this tree."""
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True)
    alike: dict[tuple[str, int], dict[str, list[str]]] = {}
    binary: dict[str, bytes] = {}
    for path, data in tree.items():
        try:
            lines = data.decode().splitlines(keepends=True)
        except UnicodeDecodeError:
            binary[path] = data
            continue
        alike.setdefault((PurePath(path).name, len(lines)), {})[path] = lines
    pages = (page for files in alike.values() for page in _pages(environment, files))
    return Floor(pages=tuple(pages), binary=binary)


def _pages(environment: Environment, files: Mapping[str, list[str]]) -> Iterator[Page]:
    if len(files) == 1:
        ((path, lines),) = files.items()
        yield Page(path=path, template=environment.from_string(_LOOP), lines=tuple(lines))
        return
    columns = list(zip(*files.values(), strict=True))
    differ = [number for number, column in enumerate(columns) if len(set(column)) > 1]
    template = environment.from_string(_source(columns, {number: k for k, number in enumerate(differ)}))
    for path, lines in files.items():
        yield Page(path=path, template=template, lines=tuple(lines[number] for number in differ))


def _source(columns: list[tuple[str, ...]], values: Mapping[int, int]) -> str:
    parts = (f"{{{{ lines[{values[n]}] }}}}" if n in values else _literal(c[0]) for n, c in enumerate(columns))
    return "".join(parts)


def _literal(line: str) -> str:
    return f"{{% raw %}}{line}{{% endraw %}}" if any(mark in line for mark in ("{{", "{%", "{#")) else line


def run(floor: Floor, out: Path) -> int:
    """Write what is not there yet: compare, temporary file, rename. Return how many files were written."""
    return sum(_put(str(out / path), data) for path, data in floor.render())


def _put(path: str, data: bytes) -> bool:
    if _same(path, data):
        return False
    try:
        _write(path, data)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
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
    os.rename(beside, path)  # noqa: PTH104 - the floor wears no coat

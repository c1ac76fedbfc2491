"""NGINX's files read as one: what an `include` means stands in its place."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hactl.edits import nginx_syntax
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_syntax import Directive

DEEPEST = 20  # includes of includes
Trouble = Callable[[str, str, int], None]
"""Told of a file that cannot be read: its path, why, its line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Files to read. `read`: None where there is none; `names`: what is in a folder; paths absolute."""

    read: Callable[[str], bytes | None]
    names: Callable[[str], list[str]]

    def meant(self, pattern: str, base: str) -> list[str]:
        """Return the files that an `include` means, as NGINX finds them (glob(3): a leading dot needs a dot)."""
        full = pattern if pattern.startswith("/") else f"{base}/{pattern}"
        folder, _, last = full.rpartition("/")
        if not re.search(r"[*?\[]", last):
            return [full]
        found = sorted(fnmatch.filter(self.names(folder), last))
        return [f"{folder}/{name}" for name in found if not last.startswith("*") or not name.startswith(".")]


def whole(source: Source, main: str, trouble: Trouble = lambda _path, _why, _line: None) -> Directive:
    """Return a nameless block with all that the main file and its includes say; each directive knows its file."""
    base = main.rpartition("/")[0]

    def inside(path: str, depth: int) -> Iterator[Directive]:
        data = source.read(path)
        if data is None:
            trouble(path, "an included file cannot be read", 0)
            return
        try:
            body = nginx_syntax.parse(data).body
        except EditRefused as refused:
            trouble(path, refused.message, refused.line or 0)
            return
        yield from inlined(body, path, depth)

    def inlined(body: list[Directive], path: str, depth: int) -> Iterator[Directive]:
        for directive in body:
            if directive.name == "include" and len(directive.words) == 2 and depth < DEEPEST:
                for name in source.meant(directive.words[1], base):
                    yield from inside(name, depth + 1)
            else:
                directive.file = path
                directive.body = list(inlined(directive.body, path, depth))
                yield directive

    return Directive(words=("",), start=0, line=1, body=list(inside(main, 0)))

"""What a base's start.ini and start.d/*.ini say: modules and properties, each with its place.

As Jetty's start.jar reads them: start.ini first, then start.d by name; the last value of a property counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

Names = Callable[[str], Iterable[str]]
Read = Callable[[str], bytes | None]

START_INI = "start.ini"
START_D = "start.d"
_SECTION = re.compile(r"\[(\w[\w-]*)\]\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A word in an ini file, and where it stands."""

    word: str
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inis:
    """A base's modules by name, the XML files that it names itself, and its properties."""

    modules: Mapping[str, Said]
    xml: tuple[Said, ...]
    properties: Mapping[str, Said]

    def value(self, name: str) -> str | None:
        """Return a property's value."""
        said = self.properties.get(name)
        return said.word if said is not None else None


def read_inis(names: Names, read: Read) -> Inis:
    """Return what the ini files of a base say."""
    modules: dict[str, Said] = {}
    properties: dict[str, Said] = {}
    xml: list[Said] = []
    for said in _lines(names, read):
        name, equals, value = said.word.partition("=")
        if name in ("--module", "--modules", "--add-module", "--add-modules"):
            for module in filter(None, (each.strip() for each in value.split(","))):
                modules.setdefault(module, Said(word=module, file=said.file, line=said.line))
        elif said.word.endswith(".xml") and not said.word.startswith("-"):
            xml.append(said)
        elif equals and not name.startswith("-"):
            properties[name.strip().rstrip("?+")] = Said(word=value.strip(), file=said.file, line=said.line)
    return Inis(modules=modules, xml=tuple(xml), properties=properties)


def _lines(names: Names, read: Read) -> Iterator[Said]:
    in_folder = sorted(name for name in names(START_D) if name.endswith(".ini"))
    for file in (START_INI, *(f"{START_D}/{name}" for name in in_folder)):
        for number, line in enumerate((read(file) or b"").decode("utf-8", "replace").splitlines(), 1):
            text = line.strip()
            if text and not text.startswith("#"):
                yield Said(word=text, file=file, line=number)


def section(module: bytes | None, name: str) -> tuple[tuple[str, int], ...]:
    """Return the lines of one section of a module's file, with their numbers."""
    found: list[tuple[str, int]] = []
    inside = False
    for number, line in enumerate((module or b"").decode("utf-8", "replace").splitlines(), 1):
        text = line.strip()
        if head := _SECTION.match(text):
            inside = head[1] == name
        elif inside and text and not text.startswith("#"):
            found.append((text, number))
    return tuple(found)

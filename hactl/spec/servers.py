"""The word for a server in a spec: a version (`tomcat@7.0.82`), or as many of its first parts as one likes.

`tomcat@9`, `tomcat@9.0`: the newest version that hactl knows with that beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from hactl.model import Changes, Copies, Mode, Server

VERSION = re.compile(r"[0-9]+(?:[.-][0-9A-Za-z]+)*")
# a product in any writing, and a version
_WORDS = re.compile(r"(?:(?:apache|eclipse)[-_ ]*)?([a-z]*)(?:[^a-z0-9]*v?([0-9][0-9a-z.-]*))?.*", re.DOTALL)
_NUMBERS = re.compile(r"\b[0-9]+\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """What a spec must know of a version line to fill in what was not written.

    `newest`: the version that an unqualified line means. `versions`: all that hactl's tests run.
    `mode`, `copies`, `changes`: how it copies sessions by itself.
    `shutdown_distance`: how far above the http port it can be told to stop; None: there is no such port by default.
    `held_threads`: as in the model's `Cluster`.
    `companion`: the word below the product's name for a process it needs beside its instances.
    """

    newest: str
    versions: tuple[str, ...] = ()
    mode: Mode = Mode.SYNC
    copies: Copies = Copies.ALL
    changes: Changes = Changes.SET
    shutdown_distance: int | None = None
    companion: str = ""
    held_threads: int = 0


ServerLines = Mapping[str, Mapping[str, KnownLine]]  # server type -> line


def parse_server(word: str, known: ServerLines) -> Server | tuple[str, str]:
    """Return the server, else message and hint why there is none of this name."""
    kind, at, version = word.partition("@")
    if kind not in known:
        meant = _meant(word, known)
        hint = f"did you mean `{meant}`?" if meant else f"known: {', '.join(sorted(known))}"
        return f"unknown server type `{kind}`", hint
    lines = known[kind]
    if not at or not version:
        return f"`{word}` does not say which version", f"write one of {_list({kind: lines})}"
    if version in lines:
        return Server(type=kind, line=version, version=lines[version].newest)
    beginning = [(found, line) for line, found in _versions(lines) if starts_with(found, version)]
    if beginning:
        found, line = max(beginning, key=lambda each: numbers(each[0]))
        return Server(type=kind, line=line, version=found)
    unknown = _line_of(version, lines)
    if unknown is None:
        return f"unknown version `{version}` of {kind}", f"known lines: {_list({kind: lines})}"
    return Server(type=kind, line=unknown, version=version)


def _meant(word: str, known: ServerLines) -> str:
    """Return the server that is meant by `Tomcat 9`, `apache-tomcat-9.0.117`, `tomcta@9` or `tomcat11`; "": unclear."""
    kind, version = _WORDS.fullmatch(word.strip().lower()).groups(default="")  # type: ignore[union-attr]
    near = get_close_matches(kind, known, n=1, cutoff=0.6)
    if not near:
        return ""
    meant = f"{near[0]}@{version or list(known[near[0]])[-1]}"
    return "" if isinstance(parse_server(meant, known), tuple) else meant


def numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(int(part) for part in re.findall("[0-9]+", version))


def starts_with(version: str, beginning: str) -> bool:
    """Tell whether a version begins with these parts, and not only with these letters."""
    return version == beginning or (version.startswith(beginning) and version[len(beginning)] in ".-")


def _versions(lines: Mapping[str, KnownLine]) -> Iterator[tuple[str, str]]:
    for name, line in lines.items():
        for version in dict.fromkeys((line.newest, *line.versions)):
            yield name, version


def _line_of(version: str, lines: Mapping[str, KnownLine]) -> str | None:
    """Return the line of a full version that hactl does not know; `7.9` is neither a line nor a full version."""
    if not VERSION.fullmatch(version):
        return None
    fitting = [n for n, line in lines.items() if starts_with(version, n) and _as_long(version, line.newest)]
    return max(fitting, key=len, default=None)


def _as_long(version: str, newest: str) -> bool:
    """Tell whether a version has as many numbers before any word as the newest one (`8.0.4` beside `8.0.0-M12`)."""
    return len(_NUMBERS.findall(version)) >= len(_NUMBERS.findall(newest))


def _list(known: ServerLines) -> str:
    return ", ".join(f"`{kind}@{line}`" for kind, lines in sorted(known.items()) for line in lines)

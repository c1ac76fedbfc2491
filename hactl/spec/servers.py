"""The word for a server in a spec: `tomcat@7` (the newest version of a line) or `tomcat@7.0.82` (that version)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hactl.model import Copies, Mode, Server
from hactl.problems import did_you_mean
from hactl.spec.values import is_version


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLine:
    """What a spec must know of a version line to fill in what was not written.

    `newest`: the version that an unqualified line means. `mode`, `copies`: how it copies sessions by itself.
    `shutdown_distance`: how far above the http port it can be told to stop; None: there is no such port by default.
    `companion`: the word below the product's name for a process it needs beside its instances.
    """

    newest: str
    mode: Mode = Mode.SYNC
    copies: Copies = Copies.ALL
    shutdown_distance: int | None = None
    companion: str = ""


ServerLines = Mapping[str, Mapping[str, KnownLine]]  # server type -> line


def parse_server(word: str, known: ServerLines) -> Server | tuple[str, str]:
    """Return the server, else message and hint why there is none of this name."""
    kind, at, version = word.partition("@")
    if kind not in known:
        near = did_you_mean(kind, known)
        return f"unknown server type `{kind}`", f"{near}; known: {_list(known)}" if near.startswith("did") else near
    lines = known[kind]
    if not at or not version:
        return f"`{word}` does not say which version", f"write one of {_list({kind: lines})}"
    if version in lines:
        return Server(type=kind, line=version, version=lines[version].newest)
    line = _line_of(version, lines)
    if line is None:
        return f"unknown version `{version}` of {kind}", f"known lines: {_list({kind: lines})}"
    return Server(type=kind, line=line, version=version)


def _line_of(version: str, lines: Mapping[str, KnownLine]) -> str | None:
    """Return the line a full version belongs to; `7.0` is neither a line nor a full version."""
    if not is_version(version):
        return None
    fitting = [n for n, line in lines.items() if version.startswith(n + ".") and _as_long(version, line.newest)]
    return max(fitting, key=len, default=None)


def _as_long(version: str, newest: str) -> bool:
    return version.count(".") >= newest.count(".")


def _list(known: ServerLines) -> str:
    return ", ".join(f"`{kind}@{line}`" for kind, lines in sorted(known.items()) for line in lines)

"""The word for a server in a spec: `tomcat@7` (the newest version of a line) or `tomcat@7.0.82` (that version)."""

from __future__ import annotations

from collections.abc import Mapping

from hactl.model import Server
from hactl.problems import did_you_mean
from hactl.spec.values import is_version

Known = Mapping[str, Mapping[str, str]]  # server type -> line -> its newest version


def parse_server(word: str, known: Known) -> Server | tuple[str, str]:
    """Return the server, else message and hint why there is none of this name."""
    kind, at, version = word.partition("@")
    if kind not in known:
        near = did_you_mean(kind, known)
        return f"unknown server type `{kind}`", f"{near}; known: {_list(known)}" if near.startswith("did") else near
    lines = known[kind]
    if not at or not version:
        return f"`{word}` does not say which version", f"write one of {_list({kind: lines})}"
    if version in lines:
        return Server(type=kind, line=version, version=lines[version])
    line = _line_of(version, lines)
    if line is None:
        return f"unknown version `{version}` of {kind}", f"known lines: {_list({kind: lines})}"
    return Server(type=kind, line=line, version=version)


def _line_of(version: str, lines: Mapping[str, str]) -> str | None:
    """Return the line a full version belongs to; `7.0` is neither a line nor a full version."""
    if not is_version(version):
        return None
    fitting = [name for name, newest in lines.items() if version.startswith(name + ".") and _as_long(version, newest)]
    return max(fitting, key=len, default=None)


def _as_long(version: str, newest: str) -> bool:
    return version.count(".") >= newest.count(".")


def _list(known: Known) -> str:
    return ", ".join(f"`{kind}@{line}`" for kind, lines in sorted(known.items()) for line in lines)

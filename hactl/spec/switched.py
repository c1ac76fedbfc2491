"""What a spec says of a cluster whose machines are switched one after the other: comment lines at its top, hactl's own.

    # hactl: HA of a: on at 10.0.0.11; still off at 10.0.0.12

One goes again once all hosts of its cluster agree. Nothing else of the file is touched, so the bytes before come back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_BOM = b"\xef\xbb\xbf"
_LINE = re.compile(rb"# hactl: HA of (\S+): (on|off) at ([^;\r\n]+); still (on|off) at ([^;\r\n]+)\r?\n")
_OPPOSITE = {"on": "off", "off": "on"}


def read(data: bytes) -> dict[str, dict[str, bool]]:
    """Return cluster -> host -> is HA on in its files, of the clusters whose hosts do not agree."""
    found: dict[str, dict[str, bool]] = {}
    for line in _LINE.finditer(data, 0, _top(data)):
        cluster, first, these, second, those = (part.decode("utf-8", "replace") for part in line.groups())
        states = {host: word == "on" for word, hosts in ((first, these), (second, those)) for host in hosts.split(", ")}
        found[cluster] = states
    return found


def write(data: bytes, switched: Mapping[str, Mapping[str, bool]]) -> bytes:
    """Return the spec with these lines in place of those it has; clusters whose hosts agree get none."""
    bom = _BOM if data.startswith(_BOM) else b""
    rest = data[_top(data) :]
    end = b"\r\n" if b"\r\n" in rest.partition(b"\n")[0] + b"\n" else b"\n"
    lines = [_line(cluster, states) for cluster, states in sorted(switched.items()) if len(set(states.values())) > 1]
    return bom + b"".join(line.encode() + end for line in lines) + rest


def _line(cluster: str, states: Mapping[str, bool]) -> str:
    done = "on" if next(iter(states.values())) else "off"
    these = ", ".join(host for host, on in states.items() if on is (done == "on"))
    those = ", ".join(host for host, on in states.items() if on is not (done == "on"))
    return f"# hactl: HA of {cluster}: {done} at {these}; still {_OPPOSITE[done]} at {those}"


def _top(data: bytes) -> int:
    """Return where hactl's lines at the beginning end."""
    at = len(_BOM) if data.startswith(_BOM) else 0
    while found := _LINE.match(data, at):
        at = found.end()
    return at

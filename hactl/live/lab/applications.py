"""Whether a member's applications answer, and why one does not: by what its server logged, and by asking.

A server that is up says nothing of them: with a context that did not start, Tomcat answers 404, Jetty 503.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hactl.live.lab.plan import Member

PATIENCE_SECONDS = 15.0  # the first answer of an application may compile its pages
UNAVAILABLE = 503
TRIES, PAUSE_SECONDS = 10, 0.5
CAUSE_LETTERS = 300

_CAUSED = re.compile(r"^\s*Caused by: (.*\S)", re.MULTILINE)
_THROWN = re.compile(r"^(?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error)\b.*", re.MULTILINE)
_TRACE = re.compile(r"\s+(?:at |\.\.\. \d+ more)|\s*Caused by: |(?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """How a server's log tells of one application: patterns with a group `path`, or `file` (its folder, archive …).

    `begins`: from here on the log is about this application; `failed`: it will never answer.
    """

    begins: Sequence[str] = ()
    failed: Sequence[str] = ()


def path_of(file: str) -> str:
    """Return the path of an application that a log names by its folder, archive or descriptor."""
    last = file.rstrip("/").rpartition("/")[2]
    last = re.sub(r"\.(war|xml)$", "", last).partition("##")[0]
    return "/" if last in ("", "ROOT") else "/" + last.replace("#", "/")


def failures(log: str, signs: Signs) -> dict[str, str]:
    """Return each application that the log calls failed, by path, with the first cause of its own ("" if none)."""
    found: dict[str, str] = {}
    begun: dict[str, int] = {}
    for at, kind, path in _marks(log, signs):
        if kind == "begins":
            begun[path] = at
            found.pop(path, None)  # it is deployed anew
        else:
            start = begun.get(path, _line_start(log, at))
            found[path] = found.get(path) or _cause(log[start : _end_of_trace(log, at)])
    return found


def _marks(log: str, signs: Signs) -> list[tuple[int, str, str]]:
    """Return the places where the log begins with an application or gives one up, in their order."""
    both = (("begins", signs.begins), ("failed", signs.failed))
    hits = ((kind, hit) for kind, patterns in both for p in patterns for hit in re.finditer(p, log, re.MULTILINE))
    return sorted((hit.start(), kind, _named(hit)) for kind, hit in hits)


def _named(hit: re.Match[str]) -> str:
    names = hit.groupdict()
    return names["path"] or "/" if "path" in names else path_of(names["file"])


def _cause(text: str) -> str:
    found = _CAUSED.search(text)
    said = found[1] if found else (thrown[0] if (thrown := _THROWN.search(text)) else "")
    return said.strip()[:CAUSE_LETTERS]


def _line_start(log: str, at: int) -> int:
    return log.rfind("\n", 0, at) + 1


def _end_of_trace(log: str, at: int) -> int:
    """Return where the stack trace below a line ends."""
    end = log.find("\n", at)
    while end != -1 and _TRACE.match(log, end + 1):
        end = log.find("\n", end + 1)
    return len(log) if end == -1 else end


@dataclass(slots=True)
class Ear:
    """What a member's process has logged since it was started: where each file ended then."""

    ends: dict[Path, int] = field(default_factory=dict)

    @classmethod
    def at(cls, member: Member) -> Ear:
        """Return one that hears from now on."""
        return cls({path: path.stat().st_size for path in _files(member) if path.exists()})

    def heard(self, path: Path) -> str:
        """Return what this file has grown by."""
        with suppress(OSError), path.open("rb") as log:
            log.seek(self.ends.get(path, 0))
            return log.read().decode(errors="replace")
        return ""

    def failures(self, member: Member) -> dict[str, str]:
        """Return the applications that did not start, by path, with their own first cause."""
        signs = Signs(begins=member.app_begins, failed=member.app_failed)
        found = failures(self.heard(member.log), signs)
        if not all(found.values()):
            beside = _cause("".join(self.heard(path) for path in _files(member)[1:]))
            found = {path: cause or beside for path, cause in found.items()}
        return found

    def count(self, member: Member, texts: Sequence[str]) -> int:
        """Count the lines of its log that hold one of these texts."""
        lines = self.heard(member.log).splitlines() if texts else []
        return sum(any(text in line for text in texts) for line in lines)


def _files(member: Member) -> list[Path]:
    return [member.log, *(p for pattern in member.elsewhere for p in sorted(Path(member.cwd).glob(pattern)))]


async def answers(address: tuple[str, int], paths: Iterable[str]) -> dict[str, int]:
    """Return the status with which each path answers, 0 for none in time; a server may need a moment for the first."""
    found = {path: await _answer(address, path) for path in paths}
    for _ in range(TRIES):
        late = [path for path, status in found.items() if status in (0, UNAVAILABLE)]
        if not late:
            break
        await asyncio.sleep(PAUSE_SECONDS)
        found |= {path: await _answer(address, path) for path in late}
    return found


async def _answer(address: tuple[str, int], path: str) -> int:
    line = b""
    with suppress(OSError, TimeoutError, ValueError, IndexError):
        line = await asyncio.wait_for(_first_line(address, path), PATIENCE_SECONDS)
        return int(line.split()[1])
    return 0


async def _first_line(address: tuple[str, int], path: str) -> bytes:
    host, port = address
    reader, writer = await asyncio.open_connection(host, port)
    try:
        target = path if path.endswith("/") else f"{path}/"
        head = f"GET {target} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        return await reader.readline()
    finally:
        writer.close()


def dead(paths: Iterable[str], failed: Mapping[str, str], answered: Mapping[str, int]) -> dict[str, str]:
    """Return the applications that do not answer, each with the reason in one line.

    A 404 alone is no proof: a sound application may have no page at its root.
    """
    found: dict[str, str] = {}
    for path in paths:
        status = answered.get(path, 0)
        if path in failed:
            found[path] = failed[path] or f"it did not start, and answers {status or 'nothing'}"
        elif status in (0, UNAVAILABLE):
            found[path] = f"it answers {status or 'nothing'}"
    return found

"""What a person changed inside of hactl's blocks: shown, and put back where that is wished.

A mark keeps the hash of its block, not the block. What hactl would write there today, with HA on or off, is tried:
where the hash agrees, it is what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from hactl.edits.marker import EditRefused
from hactl.problems import Problem
from hactl.targets import Blob, Target, Wanted

CHANGED = "edit-changed"
OVERWRITE = "`--overwrite` puts it back as hactl wrote it and goes on"
_MOST = 12  # lines that are shown of a difference
_BEGIN, _RECORD, _END = re.compile(rb"hactl:begin (\S+)"), b"sha256:", b"hactl:end "


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines of a file by number, from 0: the opening mark's first, those between the marks, and the closing mark's."""

    id: bytes
    opened: int
    start: int
    closed: int


def as_written(group: Sequence[Target], found: Blob) -> Blob | None:
    """Return the file with our blocks as hactl would write them; None: they are so, or that cannot be told."""
    lines = found.data.splitlines(keepends=True)
    for block in reversed(list(_blocks(lines))):
        bare = b"".join(lines[: block.opened] + lines[block.closed + 1 :])
        ours = next(
            (inner for made in _made(group, Blob.of(bare)) if (inner := _inner(made, block.id)) is not None), None
        )
        if ours is not None:
            lines[block.start : block.closed] = ours
    data = b"".join(lines)
    return None if data == found.data else Blob.of(data)


def told(problem: Problem, found: Blob, wrote: Blob, *, way_out: bool) -> Problem:
    """Return the problem with the lines that differ. `way_out`: the block can be put back."""
    if problem.id != CHANGED:
        return problem
    rows = list(_difference(found.data, wrote.data))
    more = [f"… and {len(rows) - _MOST} more lines"] if len(rows) > _MOST else []
    message = "\n".join([f"{problem.message} (- as hactl wrote it, + as it is):", *rows[:_MOST], *more])
    hint = f"{OVERWRITE}; or {problem.hint}" if way_out else problem.hint
    return replace(problem, message=message, hint=hint)


def _difference(found: bytes, wrote: bytes) -> Iterator[str]:
    """Yield the lines that differ, each with its number in the file as it is."""
    now, ours = _text(found), _text(wrote)
    for word, old, old_end, new, new_end in SequenceMatcher(None, ours, now, autojunk=False).get_opcodes():
        if word != "equal":
            yield from (f"line {new + 1}: - {line.strip()}" for line in ours[old:old_end])
            yield from (f"line {number + 1}: + {now[number].strip()}" for number in range(new, new_end))


def _text(data: bytes) -> list[str]:
    return [line.decode("utf-8", "replace") for line in data.splitlines()]


def _blocks(lines: Sequence[bytes]) -> Iterator[_Block]:
    at = 0
    while at < len(lines):
        if begin := _BEGIN.search(lines[at]):
            start = next((n + 1 for n in range(at, min(at + 3, len(lines))) if _RECORD in lines[n]), 0)
            end = next((n for n in range(start, len(lines)) if _END + begin[1] in lines[n]), 0)
            if not start or not end:
                return
            yield _Block(begin[1], at, start, end)
            at = end
        at += 1


def _made(group: Sequence[Target], bare: Blob) -> Iterator[Blob]:
    """Yield what hactl makes of the file without its block, with HA as the spec says and the other way."""
    for target in group:
        for fold in filter(None, (target.fold, target.switched)):
            try:
                outcome = fold(bare)
            except EditRefused:
                continue
            if isinstance(outcome, Wanted):
                yield outcome.blob


def _inner(made: Blob, id_: bytes) -> list[bytes] | None:
    lines = made.data.splitlines(keepends=True)
    return next((lines[b.start : b.closed] for b in _blocks(lines) if b.id == id_), None)

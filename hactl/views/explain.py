"""What is told about problem ids: one of them, or the list of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from hactl.problems import Severity
from hactl.rules.catalogue import Explanation
from hactl.views.look import PLAIN, Look

if TYPE_CHECKING:
    from hactl.views.shapes.specs import ExplainData, ListedProblem

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
WIDEST = 100  # columns; longer lines are hard to read


def text(explained: Explanation, *, look: Look = PLAIN) -> str:
    """Return one explanation: what was seen, why it matters, how to fix it."""
    severities = " or ".join(look.paint(str(s), _COLOURS[s]) for s in explained.severities)
    plain = f"{explained.id}: {' or '.join(explained.severities)}, since {explained.since}"
    gap = "\n  " if look.width and len(plain) > look.width else " "
    head = f"{look.paint(explained.id, 'bold')}:{gap}{severities}, since {explained.since}\n"
    parts = (("what", explained.what), ("why", explained.why), ("fix", explained.fix))
    return head + "".join(f"{line}\n" for name, said in parts for line in _part(name, said, look))


def _part(name: str, said: str, look: Look) -> Iterator[str]:
    first, *more = _wrapped(said, look, 8)
    yield f"  {look.paint(f'{name:<4}', 'dim')}  {first}"
    yield from (f"{'':8}{line}" for line in more)


def listed(groups: Mapping[str, Sequence[Explanation]], *, look: Look = PLAIN) -> str:
    """Return all ids by group, each with what was seen; below the id where the terminal is narrow."""
    wide = max(len(each.id) for group in groups.values() for each in group) + 13
    return "\n".join(_group(title, group, wide, look) for title, group in groups.items())


def _group(title: str, group: Iterable[Explanation], wide: int, look: Look) -> str:
    lines = [look.paint(title, "bold")]
    narrow = bool(look.width) and look.width < wide + 40
    for each in group:
        severity = look.paint(f"{each.severity:<7}", _COLOURS[each.severity])
        if narrow:
            lines += [f"  {each.id}", *(f"    {line}" for line in _wrapped(f"{each.severity}: {each.what}", look, 4))]
        else:
            first, *more = _wrapped(each.what, look, wide)
            lines += [f"  {each.id:<{wide - 13}}  {severity}  {first}", *(f"{'':{wide}}{line}" for line in more)]
    return "\n".join(lines) + "\n"


def _wrapped(said: str, look: Look, before: int) -> list[str]:
    """Return the lines of a text that begins behind so many columns; one where the width is not known."""
    if not look.width:
        return [said]
    width = max(20, min(look.width, WIDEST + before) - before)
    return wrap(said, width, break_long_words=False, break_on_hyphens=False)


def as_data(explained: Iterable[Explanation]) -> ExplainData:
    """Return explanations for a program; `severities`: the gravest first."""
    return {"problems": [_data(each) for each in explained]}


def _data(explained: Explanation) -> ListedProblem:
    return {
        "id": explained.id,
        "what": explained.what,
        "why": explained.why,
        "fix": explained.fix,
        "severities": list(explained.severities),
        "since": explained.since,
    }

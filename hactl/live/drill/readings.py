"""What the demo application says of a session, and the judgement: by values, never by a status code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hactl.reports.drill import Fate

ONCE = "once."  # names of attributes that are set once and never changed
TAB = "tab."  # names of attributes that one tab of a browser writes, and no other


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer of the demo application. `attributes`: name to type and value, only after `read`.

    `tabs`: what each tab of a browser wrote last, by the tab's name.
    """

    instance: str
    address: str
    session: str
    user: str
    count: int
    changed: int
    mutated: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    tabs: Mapping[str, int] = field(default_factory=dict)
    unserializable: str = ""  # "refused" or "accepted", only after that operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The fate of a session and the values it rests on.

    `in_place_lost`: a change made inside an attribute without setting it again is gone.
    Servers document that they do not replicate it, so it is shown and never counts.
    """

    fate: Fate
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    in_place_lost: bool = False


def lines(text: str) -> dict[str, str]:
    """Read `name=value` lines; the value may hold further equal signs."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name: value for name, _, value in pairs}


def read_answer(text: str) -> Reading | None:
    """Return what the demo application said; None if it was not the demo application, or has no session."""
    said = lines(text)
    if not {"instance", "address", "session", "user", "count"} <= said.keys():
        return None
    return Reading(
        instance=said["instance"],
        address=said["address"],
        session=said["session"],
        user=said["user"],
        count=_number(said.get("count")),
        changed=_number(said.get("changed")),
        mutated=_number(said.get("mutated")),
        attributes={name: value for name, value in said.items() if name.startswith(ONCE)},
        tabs={name.removeprefix(TAB): _number(value) for name, value in said.items() if name.startswith(TAB)},
        unserializable=said.get("unserializable", ""),
    )


def _number(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() else 0


def judge(expected: Reading, found: Reading | None) -> Judgement:
    """Compare what a session held by its last answers with what it holds now.

    More than expected is right: a write whose answer was lost may have happened.
    """
    if found is None:
        return Judgement(fate=Fate.UNANSWERED)
    missing = _missing(expected, found)
    differing = tuple(n for n, value in expected.attributes.items() if found.attributes.get(n, value) != value)
    behind = tuple(n for n in ("count", "changed") if getattr(found, n) < getattr(expected, n))
    return Judgement(
        fate=_fate(expected, found, bool(missing or differing), bool(behind)),
        missing=missing,
        differing=differing,
        behind=behind,
        in_place_lost=found.mutated < expected.mutated,
    )


def _missing(expected: Reading, found: Reading) -> tuple[str, ...]:
    user = ("user",) if expected.user != found.user else ()
    return user + tuple(name for name in expected.attributes if name not in found.attributes)


def _fate(expected: Reading, found: Reading, damaged: bool, behind: bool) -> Fate:
    if found.user != expected.user and not found.attributes:
        return Fate.LOST
    if damaged:
        return Fate.DAMAGED
    return Fate.BEHIND if behind else Fate.KEPT

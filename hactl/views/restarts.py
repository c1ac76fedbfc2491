"""Which processes have to start again, in which order, and what that costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hactl.plan import Restart
from hactl.views.look import PLAIN, Look, fold, safe

if TYPE_CHECKING:
    from hactl.views.shapes.restart import RestartData

_NAMED = 12  # owners named in one line; JSON names all


def text(restarts: Sequence[Restart], *, look: Look = PLAIN) -> str:
    """Return the restarts wave by wave; empty if there are none."""
    if not restarts:
        return ""
    lines = [look.paint("to do, in this order:", "bold")]
    for (wave, action, cost, how), owners in _by_wave(restarts).items():
        price = f" ({safe(cost)})" if cost else ""
        lines.append(f"  {wave}. {look.paint(action, 'yellow')} {_names(owners, look)}{look.paint(price, 'dim')}")
        if how:
            lines.append(f"     its start.sh goes, too; without it: {look.paint(safe(how), 'bold')}")
    return fold("\n".join(lines) + "\n", look.width, "   ")


def as_data(restarts: Iterable[Restart]) -> list[RestartData]:
    """Return the restarts as they stand in JSON."""
    return [
        {
            "owner": one.owner,
            "wave": one.wave,
            "action": one.action,
            "cost": one.cost,
            "keeps": one.keeps,
            "how": one.how,
        }
        for one in restarts
    ]


def _by_wave(restarts: Sequence[Restart]) -> dict[tuple[int, str, str, str], list[str]]:
    rows: dict[tuple[int, str, str, str], list[str]] = {}
    for one in sorted(restarts, key=lambda r: r.wave):  # stable: the plan's order inside a wave
        rows.setdefault((one.wave, one.action, one.cost, one.how), []).append(one.owner)
    return rows


def _names(owners: list[str], look: Look) -> str:
    rest = len(owners) - _NAMED
    more = look.sign(f" … and {rest} more") if rest > 0 else ""
    return ", ".join(safe(o) for o in owners[:_NAMED]) + more

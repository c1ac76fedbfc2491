"""What a change in the running lab cost: each restart with the sessions that lived there, then all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hactl.reports.roll import RollReport
from hactl.views import restarts as restart_view
from hactl.views.look import PLAIN, Look, safe

if TYPE_CHECKING:
    from hactl.views.shapes.labs import RollData, RolledData


def text(report: RollReport, *, look: Look = PLAIN) -> str:
    """Return one line a restart, the sum, and what speaks against it."""
    lines = []
    for rolled in report.rolled:
        restart = rolled.restart
        lived = f"{rolled.kept} of {len(rolled.rows)} sessions kept" if rolled.rows else "no session there"
        lines.append(f"{restart.action} {safe(restart.owner)}: {lived}  {look.paint(f'({safe(restart.cost)})', 'dim')}")
    lines.append("{} of {} sessions kept".format(*report.kept))
    lines += [look.paint(safe(reason), "red") for reason in report.reasons]
    lines += [safe(note) for note in report.notes]
    lines.append("as the plan says" if report.ok else "not as the plan says")
    return "\n".join(lines) + "\n"


def as_data(report: RollReport) -> RollData:
    """Return the report for a program."""
    rolled: list[RolledData] = [
        {**data, "sessions": len(each.rows), "kept": each.kept}
        for each, data in zip(report.rolled, restart_view.as_data(r.restart for r in report.rolled), strict=True)
    ]
    return {
        "ok": report.ok,
        "kept": report.kept,
        "reasons": list(report.reasons),
        "notes": list(report.notes),
        "restarts": rolled,
        "sessions": list(report.rows),
    }

"""What a drill found: how many sessions were kept, step by step; the table of sessions only when asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hactl.reports.drill import DrillReport, DrillStep, Row
from hactl.views.look import PLAIN, Look, count, safe

if TYPE_CHECKING:
    from hactl.views.shapes.labs import DrillData, RanData, StepData, UncopiedData

KEPT = "kept"  # the fate of a session that is the same, with all values
_NAMED = 5  # missing attributes named in a row; JSON names all


def headline(report: DrillReport) -> str:
    """Return `50 of 50 sessions kept`; of several applications, of how many users in how many."""
    kept, total = report.kept
    if not total:
        return "no instance was killed"
    apps = {row.app for step in report.steps for row in step.rows}
    users = {row.user for step in report.steps for row in step.rows}
    of = f" ({count(len(users), 'user')} in {count(len(apps), 'application')})" if len(apps) > 1 else ""
    return f"{kept:,} of {count(total, 'session')} kept{of}"


def text(report: DrillReport, *, sessions: bool = False, look: Look = PLAIN) -> str:
    """Return the headline, a line for each step with its notes, the reasons; `sessions`: also those lost or moved."""
    lines = [_marked("✓" if report.ok else "✗", look.paint(headline(report), "bold"), look)]
    for step in report.steps:
        lines.append("  " + _step(step, look))
        lines += [f"      note: {safe(note)}" for note in step.notes]
    lines += [f"{look.paint('why:', 'red')} {safe(reason)}" for reason in report.reasons]
    return "\n".join([*lines, *(_tables(report, look) if sessions else ())]) + "\n"


def _step(step: DrillStep, look: Look) -> str:
    if step.skipped:
        return look.paint(f"- {safe(step.title)}: skipped, {safe(step.skipped)}", "dim")
    facts = f": {safe(step.summary)}" if step.summary else ""
    return _marked("✓" if step.ok else "✗", safe(step.title) + facts, look)


def _marked(mark: str, said: str, look: Look) -> str:
    return f"{look.paint(look.sign(mark), 'green' if mark == '✓' else 'red')} {said}"


def _tables(report: DrillReport, look: Look) -> Iterator[str]:
    """Yield, step by step, the sessions that were not kept or are elsewhere now; those not kept first."""
    for step in report.steps:
        told = [row for row in step.rows if row.fate != KEPT or row.source != row.to]
        if not told:
            continue
        rows = [_row(row, look) for row in sorted(told, key=lambda row: row.fate == KEPT)]
        widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
        yield ""
        yield look.paint(safe(step.title), "bold")
        for row in rows:
            yield "  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()


def _row(row: Row, look: Look) -> tuple[str, ...]:
    to = row.to or "nowhere"
    way = row.source if row.source == row.to else f"{safe(row.source)} {look.sign('→')} {safe(to)}"
    lacks = [
        f"{word} {_some(names)}" for word, names in (("missing", row.missing), ("differing", row.differing)) if names
    ]
    return safe(row.user), way, str(row.fate), f"{row.longest_s:.2f} s", ", ".join(lacks)


def _some(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return safe(" ".join(names[:_NAMED])) + (f" and {rest} more" if rest > 0 else "")


def as_data(report: DrillReport, ran: RanData | None = None) -> DrillData:
    """Return all of it for a program; `ran`: which spec and files the lab runs."""
    return {
        "ok": report.ok,
        "reasons": list(report.reasons),
        "kept": report.kept,
        "steps": [_data(step) for step in report.steps],
        "ran": ran,
    }


def _data(step: DrillStep) -> StepData:
    uncopied: list[UncopiedData] = [
        {
            "instance": one.instance,
            "answer": one.answer,
            "beside": one.beside,
            "following": one.following,
            "later": one.later,
            "summary": str(one),
        }
        for one in step.uncopied
    ]
    return {
        "name": step.name,
        "title": step.title,
        "ok": step.ok,
        "rows": step.rows,
        "fates": step.fates(),
        "trials": step.trials,
        "places": step.places,
        "uncopied": uncopied,
        "tabs": step.tabs,
        "distribution": step.distribution,
        "reasons": step.reasons,
        "notes": step.notes,
        "skipped": step.skipped,
    }

"""What became of the sessions in a roll."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.plan import Restart
from hactl.reports.drill import Fate, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """One restart of the plan, and the sessions that lived there before."""

    restart: Restart
    rows: tuple[Row, ...]

    @property
    def kept(self) -> int:
        """Return how many of them are there with all their values."""
        return sum(row.fate is Fate.KEPT for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RollReport:
    """What was done in which order, and every session. `reasons`: where it went otherwise than the plan says."""

    rolled: tuple[Rolled, ...]
    rows: tuple[Row, ...]
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether every session that the plan promises to keep was kept."""
        return not self.reasons

    @property
    def kept(self) -> tuple[int, int]:
        """Return how many sessions were kept, and of how many."""
        return sum(row.fate is Fate.KEPT for row in self.rows), len(self.rows)

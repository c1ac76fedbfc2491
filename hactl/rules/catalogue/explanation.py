"""What is told about a problem id, wherever it is found: data, for `hactl explain` and docs/rules.md."""

from __future__ import annotations

from dataclasses import dataclass

from hactl.problems import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One problem id.

    `what`: what hactl saw, in one line. `why` it matters, and `fix`: what to do. `severity` as it is reported;
    `milder`, where `why` says that it can matter less. `since`: the version that reported it first.
    """

    id: str
    what: str
    why: str
    fix: str
    severity: Severity = Severity.ERROR
    milder: Severity | None = None
    since: str = "0.1"

    @property
    def severities(self) -> tuple[Severity, ...]:
        """Return all severities it is reported with, the gravest first."""
        return (self.severity, self.milder) if self.milder else (self.severity,)

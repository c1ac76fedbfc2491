"""GitLab's code quality report, shown in a merge request. Source: GitLab's manual, "Code Quality report format"."""

from __future__ import annotations

import json

from hactl.problems import Severity
from hactl.views.reports import Report, words

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def render(report: Report) -> str:
    """Return a list of issues. One without a place is said of the first spec, for each must have a path and a line."""
    issues = [
        {
            "description": words(problem),
            "check_name": problem.id,
            "fingerprint": name,
            "severity": _SEVERITIES[problem.severity],
            "location": {
                "path": report.path(problem.place.file if problem.place else report.specs[0]),
                "lines": {"begin": max(problem.place.line, 1) if problem.place else 1},
            },
        }
        for problem, name in report.fingerprints()
    ]
    return json.dumps(issues, indent=2) + "\n"

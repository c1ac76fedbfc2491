"""Annotations of a pull request's lines. Source: GitHub's documentation, "Workflow commands for GitHub Actions"."""

from __future__ import annotations

from hactl.masking import mask
from hactl.problems import Problem, Severity
from hactl.views.look import clean
from hactl.views.reports import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """Return one workflow command for each problem."""
    return "".join(_annotation(report, problem) for problem in report.problems)


def _annotation(report: Report, problem: Problem) -> str:
    place = problem.place
    position = {"file": report.path(place.file), "line": place.line, "col": place.column} if place else {}
    shown = {**{name: value for name, value in position.items() if value}, "title": problem.id}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in shown.items())
    message = problem.message + (f"\nhint: {problem.hint}" if problem.hint else "")
    return f"::{_COMMANDS[problem.severity]} {properties}::{_data(mask(message))}\n"


def _data(value: str) -> str:
    return clean(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")

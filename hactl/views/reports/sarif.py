"""SARIF 2.1.0, as code scanning of GitHub and others reads it. Source: the OASIS standard, sections 3.13 to 3.52."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from hactl import __version__
from hactl.problems import Place, Problem
from hactl.rules import catalogue
from hactl.rules.catalogue import Explanation
from hactl.views.reports import Report, words

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"  # what paths are relative to; whoever reads the file knows where that is there


def render(report: Report) -> str:
    """Return the log of one run; each rule that was met is explained in it."""
    met = sorted({problem.id for problem in report.problems})
    numbers = {id_: number for number, id_ in enumerate(met)}
    driver = {
        "name": "hactl",
        "semanticVersion": __version__,
        "rules": [_rule(id_, catalogue.find(id_)) for id_ in met],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, each, name, numbers[each.id]) for each, name in report.fingerprints()],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(id_: str, known: Explanation | None) -> dict[str, Any]:
    if known is None:
        return {"id": id_}
    return {
        "id": id_,
        "shortDescription": {"text": known.what},
        "fullDescription": {"text": known.why},
        "help": {"text": known.fix},
        "defaultConfiguration": {"level": str(known.severity)},
    }


def _result(report: Report, problem: Problem, name: str, rule: int) -> dict[str, Any]:
    result = {
        "ruleId": problem.id,
        "ruleIndex": rule,
        "level": str(problem.severity),
        "message": {"text": words(problem)},
        "partialFingerprints": {"hactl/1": name},
    }
    where = [{"physicalLocation": _location(report, problem.place)}] if problem.place else []
    return {**result, "locations": where} if where else result


def _location(report: Report, place: Place) -> dict[str, Any]:
    path = report.path(place.file)
    uri = quote(path)
    file = {"uri": f"file://{uri}"} if PurePosixPath(path).is_absolute() else {"uri": uri, "uriBaseId": _ROOT}
    start = {"startLine": place.line, "startColumn": place.column}
    region = {key: number for key, number in start.items() if number}
    return {"artifactLocation": file, **({"region": region} if region else {})}

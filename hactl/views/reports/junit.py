"""JUnit's XML, as CI servers show it: a suite for each spec, a case for each problem. Source: Jenkins' junit-10.xsd."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hactl.problems import Problem
from hactl.views.look import clean
from hactl.views.reports import Report, words

_FORBIDDEN = re.compile("[\ufffe\uffff]")
_ELSEWHERE = "elsewhere"  # problems of files that no spec is


def render(report: Report) -> str:
    """Return the suites. A problem that does not fail the run is a case that passes and says why it is there."""
    suites = Element("testsuites", name="hactl validate")
    files = list(
        dict.fromkeys((*map(_xml, map(report.path, report.specs)), *(_file(report, each) for each in report.problems)))
    )
    for file in files:
        _suite(suites, report, file, [each for each in report.problems if _file(report, each) == file])
    _count(suites, suites.iter("testcase"))
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, encoding="unicode") + "\n"


def _file(report: Report, problem: Problem) -> str:
    return _xml(report.path(problem.place.file)) if problem.place else _ELSEWHERE


def _suite(suites: Element, report: Report, file: str, problems: list[Problem]) -> None:
    suite = SubElement(suites, "testsuite", name=file)
    if not problems:
        SubElement(suite, "testcase", name="no problems", classname=file)
    for problem in problems:
        place = str(problem.place.line) if problem.place and problem.place.line else ""
        name = f"{problem.id} (line {place})" if place else problem.id
        case = SubElement(suite, "testcase", name=name, classname=file)
        text = _xml(f"{problem.place or file}: {problem.severity}: ") + _xml(words(problem))
        if report.fails(problem):
            first = next(iter(words(problem).splitlines()), problem.id)
            SubElement(case, "failure", type=problem.id, message=_xml(first)).text = text
        else:
            SubElement(case, "system-out").text = text
    _count(suite, suite.iter("testcase"))


def _xml(text: str) -> str:
    """Return text that may stand in XML: what no document may hold, is written out."""
    return "\n".join(_FORBIDDEN.sub(lambda found: repr(found[0])[1:-1], clean(line)) for line in text.split("\n"))


def _count(element: Element, cases: Iterable[Element]) -> None:
    found = list(cases)
    failed = sum(case.find("failure") is not None for case in found)
    element.attrib |= {"tests": str(len(found)), "failures": str(failed), "errors": "0"}

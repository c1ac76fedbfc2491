"""Problems in other programs' formats: those programs read them, and nothing that is quoted breaks out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from lxml import etree
from sarif import loader  # type: ignore[import-untyped]

from hactl.problems import Place, Problem, Severity
from hactl.views.reports import Report, github, gitlab, junit, sarif

UNKNOWN = Problem(
    id="spec-unknown-key",
    message="unknown key `portz`",
    hint="did you mean `ports`?",
    at=("defaults", "portz"),
    place=Place("shop.hactl.yaml", 12, 3),
)
NOWHERE = Problem(id="host-left-out", message="not here", severity=Severity.WARNING)
REMARK = Problem(id="spec-unused-host", message="nothing runs there", severity=Severity.NOTE, place=Place("b c.yaml"))


def report(*problems: Problem, strict: bool = False) -> Report:
    return Report(problems=problems, specs=("shop.hactl.yaml", "quiet.hactl.yaml"), folder=Path(), strict=strict)


def test_github_gets_one_annotation_for_each_problem() -> None:
    assert github.render(report(UNKNOWN, NOWHERE, REMARK)) == (
        "::notice file=b c.yaml,title=spec-unused-host::nothing runs there\n"
        "::error file=shop.hactl.yaml,line=12,col=3,title=spec-unknown-key"
        "::unknown key `portz`%0Ahint: did you mean `ports`?\n"
        "::warning title=host-left-out::not here\n"
    )


def test_no_file_name_and_no_message_breaks_out_of_an_annotation() -> None:
    odd = Problem(id="x", message="50% ::error::\r\nnext", place=Place("a,b:c%\n.yaml", 1, 1))
    shown = github.render(report(odd))
    assert shown == "::error file=a%2Cb%3Ac%25%0A.yaml,line=1,col=1,title=x::50%25 ::error::%0D%0Anext\n"


def test_sarif_tools_reads_each_problem_with_its_place_and_rule(tmp_path: Path) -> None:
    file = tmp_path / "hactl.sarif"
    file.write_text(sarif.render(report(UNKNOWN, NOWHERE, REMARK)))
    read = loader.load_sarif_file(str(file))
    assert read.get_distinct_tool_names() == ["hactl"]
    records = {record["Code"]: record for record in read.get_records()}
    assert records.keys() == {"spec-unknown-key", "host-left-out", "spec-unused-host"}
    assert (records["spec-unknown-key"]["Location"], records["spec-unknown-key"]["Line"]) == ("shop.hactl.yaml", 12)
    assert {code: record["Severity"] for code, record in records.items()} == {
        "spec-unknown-key": "error",
        "host-left-out": "warning",
        "spec-unused-host": "note",
    }
    assert read.get_result_count() == 3


def test_sarif_explains_each_rule_and_names_paths_from_the_root() -> None:
    (run,) = json.loads(sarif.render(report(UNKNOWN, REMARK)))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["spec-unknown-key", "spec-unused-host"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    assert [rules[each["ruleIndex"]]["id"] for each in run["results"]] == [each["ruleId"] for each in run["results"]]
    files = (each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run["results"])
    assert sorted(files, key=lambda file: str(file["uri"]), reverse=True) == [
        {"uri": "shop.hactl.yaml", "uriBaseId": "SRCROOT"},
        {"uri": "b%20c.yaml", "uriBaseId": "SRCROOT"},
    ]


def test_junitparser_reads_a_suite_for_each_spec_and_a_failure_for_each_error() -> None:
    for strict, failures in ((False, 1), (True, 2)):
        suites = JUnitXml.fromstring(junit.render(report(UNKNOWN, NOWHERE, REMARK, strict=strict)).encode())
        assert (suites.tests, suites.failures, suites.errors) == (4, failures, 0)
        found = {suite.name: [(case.name, case.is_passed) for case in suite] for suite in suites}
        assert found == {
            "shop.hactl.yaml": [("spec-unknown-key (line 12)", False)],
            "quiet.hactl.yaml": [("no problems", True)],
            "b c.yaml": [("spec-unused-host", True)],
            "elsewhere": [("host-left-out", not strict)],
        }


def test_gitlab_gets_path_line_and_a_fingerprint_of_its_own_for_each() -> None:
    issues = json.loads(gitlab.render(report(UNKNOWN, UNKNOWN, NOWHERE)))
    assert len({issue["fingerprint"] for issue in issues}) == 3
    assert [issue["location"] for issue in issues] == [
        {"path": "shop.hactl.yaml", "lines": {"begin": 12}},
        {"path": "shop.hactl.yaml", "lines": {"begin": 12}},
        {"path": "shop.hactl.yaml", "lines": {"begin": 1}},
    ]
    assert [issue["severity"] for issue in issues] == ["major", "major", "minor"]


def test_a_fingerprint_stays_when_lines_move() -> None:
    moved = Problem(id=UNKNOWN.id, message=UNKNOWN.message, at=UNKNOWN.at, place=Place("shop.hactl.yaml", 99, 1))
    first, second = (dict(report(each).fingerprints())[each] for each in (UNKNOWN, moved))
    assert first == second


TEXT = st.text(max_size=30)


@given(TEXT, TEXT, TEXT.filter(lambda text: "\0" not in text), st.sampled_from(list(Severity)))
def test_whatever_is_quoted_each_format_stays_well_formed(
    message: str, hint: str, file: str, severity: Severity
) -> None:
    place = Place(file, 3, 4) if file else None
    found = report(Problem(id="x", message=message, hint=hint, severity=severity, place=place))
    etree.parse(io.BytesIO(junit.render(found).encode()))
    assert len(json.loads(sarif.render(found))["runs"][0]["results"]) == len(json.loads(gitlab.render(found))) == 1
    assert github.render(found).count("\n") == 1


@pytest.mark.parametrize("render", [github.render, gitlab.render, junit.render, sarif.render])
def test_no_secret_and_no_control_character_is_in_any_format(render: object) -> None:
    assert callable(render)
    leaky = Problem(id="x", message='found password="CANARY"\x1b[2J', hint="use token=CANARY")
    shown = render(report(leaky))
    assert "CANARY" not in shown and "\x1b" not in shown and "\\u001b" not in shown

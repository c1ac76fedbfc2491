"""Each line says whether its makers still mend it: with a source and the date, in one line of validate and show."""

from __future__ import annotations

import re
from datetime import date

import pytest
from support.command_line import Shell

from hactl.model import Server
from hactl.servers import SERVER_TYPES
from hactl.servers.interface import State
from hactl.servers.lifecycle import AS_OF, HOLES, holes

SPEC = "hactl: 1\nname: env\nserver: {}\nclusters: {{a: [10.0.0.11, 10.0.0.12]}}\nbalancer: 10.0.0.5:80\n"


def test_every_line_has_its_state_and_a_source() -> None:
    lives = [line.life for room in SERVER_TYPES.values() for line in room.lines.values()]
    assert all(life.source.startswith("https://") and life.words for life in lives)
    assert date.fromisoformat(AS_OF).year >= 2026
    for life in lives:
        ends = re.findall(r"ended on (\S+)", life.words)
        assert all(date.fromisoformat(end.rstrip(";")) <= date.fromisoformat(AS_OF) for end in ends)
        assert not ends or life.state is State.ENDED


@pytest.mark.parametrize(
    ("line", "version", "found"),
    [
        ("9.0", "9.0.30", {"CVE-2020-1938", "CVE-2020-9484", "CVE-2025-24813"}),
        ("9.0", "9.0.98", {"CVE-2025-24813"}),
        ("9.0", "9.0.122", set()),
        ("11.0", "11.0.2", {"CVE-2025-24813"}),
        ("11.0", "11.0.24", set()),
        ("8.5", "8.5.100", {"CVE-2025-24813"}),
        ("6", "6.0.53", {"CVE-2020-1938"}),
    ],
)
def test_a_version_has_the_holes_that_were_mended_after_it(line: str, version: str, found: set[str]) -> None:
    assert {hole.name for hole in holes(Server(type="tomcat", line=line, version=version))} == found
    assert all(hole.source.startswith("https://") for hole in HOLES)


def test_validate_and_show_say_it_in_one_line_with_the_date(hactl: Shell) -> None:
    hactl.write("env.hactl.yaml", SPEC.format("tomcat@8.5"))
    for words in (("validate",), ("show",)):
        said = hactl(*words)
        assert said.code == 0
        lines = [line for line in (said.out + said.err).splitlines() if line.startswith("tomcat@8.5.100: ended on")]
        assert len(lines) == 1 and f"(as of {AS_OF})" in lines[0] and "CVE-2025-24813" in lines[0]


def test_nothing_is_said_of_what_its_makers_mend(hactl: Shell) -> None:
    hactl.write("env.hactl.yaml", SPEC.format("tomcat@11"))
    for words in (("validate",), ("show",)):
        said = hactl(*words)
        assert "as of" not in said.out + said.err

"""The word for a server: as many parts of a version as one likes; the newest known one with that beginning is meant."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hactl.model import Server
from hactl.servers import known_lines
from hactl.spec import patterns
from hactl.spec.servers import KnownLine, numbers, parse_server, starts_with

LINES = {
    "tomcat": {
        "7": KnownLine(newest="7.0.109", versions=("7.0.109", "7.0.82")),
        "10.1": KnownLine(newest="10.1.59", versions=("10.1.59", "10.1.9")),
    },
    "jetty": {
        "12.0": KnownLine(newest="12.0.31"),
        "12.1": KnownLine(newest="12.1.12"),
        "9.4": KnownLine(newest="9.4.58.v20250814"),
    },
}


@pytest.mark.parametrize(
    ("word", "line", "version"),
    [
        ("tomcat@7", "7", "7.0.109"),
        ("tomcat@7.0", "7", "7.0.109"),
        ("tomcat@7.0.82", "7", "7.0.82"),
        ("tomcat@7.0.99", "7", "7.0.99"),
        ("tomcat@10", "10.1", "10.1.59"),
        ("tomcat@10.1.9", "10.1", "10.1.9"),
        ("tomcat@10.1.5", "10.1", "10.1.5"),
        ("jetty@12", "12.1", "12.1.12"),
        ("jetty@12.0", "12.0", "12.0.31"),
        ("jetty@9.4.58", "9.4", "9.4.58.v20250814"),
        ("jetty@9.4.57.v20241219", "9.4", "9.4.57.v20241219"),
    ],
)
def test_the_newest_known_version_with_that_beginning_is_meant(word: str, line: str, version: str) -> None:
    assert parse_server(word, LINES) == Server(type=word.partition("@")[0], line=line, version=version)


@pytest.mark.parametrize(
    "word", ["tomcat@1", "tomcat@7.1", "tomcat@8.5.100", "tomcat@7.0.x!", "jetty@9", "jetty@9.3.1"]
)
def test_what_no_known_line_begins_with_is_refused_with_the_lines(word: str) -> None:
    found = parse_server(word, {**LINES, "jetty": {"12.0": LINES["jetty"]["12.0"]}})
    assert isinstance(found, tuple)
    assert "known lines" in found[1]


VERSIONS = [
    (kind, version) for kind, lines in known_lines().items() for line in lines.values() for version in line.versions
]
PARTS = st.integers(min_value=1, max_value=5)


@given(st.sampled_from(VERSIONS), PARTS)
def test_every_beginning_of_every_known_version_is_taken_by_hactl_and_by_an_editor(
    known: tuple[str, str], parts: int
) -> None:
    kind, version = known
    cut = [match.start() for match in re.finditer(r"[.-]|$", version)][:parts][-1]
    found = parse_server(f"{kind}@{version[:cut]}", known_lines())
    assert isinstance(found, Server)
    assert starts_with(found.version, version[:cut])
    assert numbers(found.version) >= numbers(version)
    assert re.search(patterns.server(known_lines())["pattern"], f"{kind}@{version[:cut]}")

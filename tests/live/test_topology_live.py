"""A change of topology on real servers does what docs/topology.md says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from line_lab import CHECKOUT, live
from topology_rows import CHANGES, measure

pytestmark = pytest.mark.live
PAGE = CHECKOUT / "docs" / "topology.md"
THREE = """\
hactl: 1
name: three
server: tomcat@7.0.109
defaults: {replication: {copies: one}}
clusters:
  a: [10.0.9.11, 10.0.9.12, 10.0.9.13]
balancer: 10.0.9.5:80
"""
IN_CI = ("move ports", "rename an instance")  # `make topology` runs them all


def test_every_change_has_its_row() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    assert [row.split(" | ")[0].strip("| ") for row in rows] == list(CHANGES)
    assert all(row.endswith("kept | 20 of 20 | every byte |") for row in rows)
    for row in rows:
        lost = "sessions are lost" in row.split(" | ")[3]
        assert ("| 20 of 20 kept |" in row) is not lost or "unless the two copy" in row, row


@pytest.mark.long
@pytest.mark.parametrize("change", IN_CI)
def test_a_change_does_what_its_row_says(change: str, tmp_path: Path) -> None:
    assert measure(change, tmp_path).line() in PAGE.read_text()


def test_three_instances_with_one_copy_each_keep_every_session(tmp_path: Path) -> None:
    with live(THREE, tmp_path) as environment:
        report = environment.drill("--until", "return")
        assert report["ok"], report["reasons"]
        assert report["kept"] == [50, 50]

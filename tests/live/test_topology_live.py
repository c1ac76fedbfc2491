"""A change of topology on real servers does what docs/topology.md says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure.topology_rows import CHANGES, TOPOLOGY
from support.line_lab import live

THREE = """\
hactl: 1
name: three
server: tomcat@7.0.109
defaults: {replication: {copies: one}}
clusters:
  a: [10.0.9.11, 10.0.9.12, 10.0.9.13]
balancer: {host: 10.0.9.5, listen: 80, failover: {fail_timeout: 10s}}
"""


def test_every_change_has_its_row() -> None:
    rows = list(TOPOLOGY.rows().values())
    assert list(TOPOLOGY.rows()) == list(CHANGES)
    assert all(row.endswith("kept | 20 of 20 | every byte |") for row in rows)
    for row in rows:
        lost = "sessions are lost" in row.split(" | ")[3]
        assert ("| 20 of 20 kept |" in row) is not lost or "unless the two copy" in row, row


def test_no_row_is_older_than_what_its_servers_are_given() -> None:
    assert TOPOLOGY.old() == [], "run `make topology`"


@pytest.mark.live
def test_three_instances_with_one_copy_each_keep_every_session(tmp_path: Path) -> None:
    with live(THREE, tmp_path) as environment:
        report = environment.drill("--until", "return")
        assert report["ok"], report["reasons"]
        assert report["kept"] == [50, 50]

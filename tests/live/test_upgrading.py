"""Moving from one version line to the next keeps the sessions that docs/upgrading.md says it keeps."""

from __future__ import annotations

from measure.upgrading_rows import UPGRADING, pairs


def test_every_pair_of_lines_has_its_row_and_the_plan_says_what_was_seen() -> None:
    rows = UPGRADING.rows()
    assert list(rows) == list(pairs())
    for row in rows.values():
        _pair, _applications, _files, cost, kept = row.strip("| ").split(" | ")
        assert kept == ("20 of 20 kept" if "no session is lost" in cost and "are lost" not in cost else "0 of 20 kept")


def test_no_row_is_older_than_what_its_servers_are_given() -> None:
    assert UPGRADING.old() == [], "run `make upgrading`"

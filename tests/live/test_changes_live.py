"""What an application changes in place is on the partner after a kill, with the oldest Tomcat and with the newest."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure import changes_rows
from measure.changes import client
from measure.changes_rows import CHANGES, COLUMNS, NAMES
from measure.product_rows import runs_here


def test_on_every_line_every_change_arrives_with_all_and_not_with_set() -> None:
    rows = CHANGES.rows()
    assert [name for name in rows if name.endswith(", all")] == [name for name in NAMES if name.endswith(", all")]
    everything = f"{client.TIMES} of {client.TIMES}"
    for name, row in rows.items():
        cells = row.strip("| ").split(" | ")[1 : len(COLUMNS) + 1]
        assert (set(cells) == {everything}) is name.endswith(", all"), row


def test_no_row_is_older_than_what_its_servers_are_given() -> None:
    assert not set(CHANGES.old()) & set(CHANGES.rows()), "run `make changes`"


@pytest.mark.live
@pytest.mark.parametrize("server", ["tomcat@6.0.53", "tomcat@11.0.24"])
def test_changes_in_place_arrive_and_a_bad_attribute_costs_only_itself(server: str, tmp_path: Path) -> None:
    if reason := runs_here(server):
        pytest.skip(reason)
    found = changes_rows.measure(f"{server}, all", tmp_path)
    assert [found["kept"][column] for column in COLUMNS] == [client.TIMES] * len(COLUMNS)

"""What docs/products.md says was measured with the files that hactl makes today: every product keeps its sessions."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure.measured import Table
from measure.product_rows import ALL_FIVE, PRODUCTS, SERVERS
from support.one_address import leaked

from hactl.servers import SERVER_TYPES
from hactl.spec.servers import numbers

ENDS = {  # the oldest and the newest line of each product
    f"{name}@{line.newest}"
    for name, room in SERVER_TYPES.items()
    for ordered in (sorted(room.lines.values(), key=lambda line: numbers(line.name)),)
    for line in (ordered[0], ordered[-1])
}
TABLES = pytest.mark.parametrize("table", [PRODUCTS, ALL_FIVE], ids=["alone", "mixed"])


def test_every_product_and_line_has_its_row() -> None:
    newest = {f"{name}@{line.newest}" for name, room in SERVER_TYPES.items() for line in room.lines.values()}
    assert newest == set(SERVERS)


@TABLES
def test_no_row_is_older_than_what_its_servers_are_given(table: Table) -> None:
    old = table.old()
    to_come = [name for name in old if "@" in name and name not in table.rows() and name not in ENDS]
    assert [name for name in old if name not in to_come] == [], "run `make products`"
    if to_come:
        pytest.skip(f"{', '.join(to_come)} have no row yet: `make products` measures them")


def test_each_row_says_that_every_session_was_kept_and_nothing_leaked() -> None:
    """GlassFish: a user who wrote in the last 2 ms before its death may lose his session, as docs/glassfish.md says."""
    for server, row in PRODUCTS.rows().items():
        cells = row.strip("| ").split(" | ")
        assert cells[1] in ({"50 of 50", "49 of 50", "48 of 50"} if "glassfish" in server else {"50 of 50"})
        assert cells[2] == "50 of 50"
        assert cells[8:] == [cells[8], "every byte back", "0 of 40", "0 of 40"]
        assert cells[8] in {"37 of 50", "38 of 50"}, "the users of the other three instances"


@pytest.mark.live
@pytest.mark.alone
@pytest.mark.parametrize("without_filter", [False, True])
def test_clusters_on_one_address_keep_apart_and_without_the_domain_filter_would_not(
    without_filter: bool, tmp_path: Path
) -> None:
    found = leaked("tomcat@7.0.109", tmp_path, {}, without_filter=without_filter)
    assert (found == "0 of 40") is not without_filter

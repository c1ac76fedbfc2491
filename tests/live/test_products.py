"""Every product really replicates: what docs/products.md says of it is measured here, on the real server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from line_lab import CHECKOUT
from product_rows import SERVERS, Row, measure, runs_here

from hactl.servers import SERVER_TYPES

pytestmark = pytest.mark.live
PAGE = CHECKOUT / "docs" / "products.md"


def test_every_product_and_line_has_its_row() -> None:
    newest = {f"{name}@{line.newest}" for name, room in SERVER_TYPES.items() for line in room.lines.values()}
    assert newest == set(SERVERS)


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_does_what_its_row_says(server: str, tmp_path: Path) -> None:
    if reason := runs_here(server):
        pytest.skip(reason)
    row = measure(server, tmp_path)
    assert row.kill == row.back == "50 of 50"
    assert row.isolation == "0 of 40"
    assert row.files == "every byte back"
    assert _without_what_varies(row) in PAGE.read_text().replace(_cell(PAGE, server), "")


def _without_what_varies(row: Row) -> str:
    """Return the row without its wait, as the page has it once its own wait is taken out."""
    return replace(row, wait="").line()


def _cell(page: Path, server: str) -> str:
    """Return the wait that the page gives for a server."""
    line = next(one for one in page.read_text().splitlines() if one.startswith(f"| {server} "))
    return line.split(" | ")[4]

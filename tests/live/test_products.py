"""Every product really replicates: what docs/products.md says of it is measured here, on the real server."""

from __future__ import annotations

from dataclasses import fields
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


@pytest.mark.long
@pytest.mark.parametrize("server", SERVERS)
def test_a_server_does_what_its_row_says(server: str, tmp_path: Path) -> None:
    if reason := runs_here(server):
        pytest.skip(reason)
    row = measure(server, tmp_path)
    assert row.kill in _KEPT.get(server, {"50 of 50"})
    assert row.back == "50 of 50"
    assert row.isolation == "0 of 40"
    assert row.files == "every byte back"
    assert row.off in {"37 of 50", "38 of 50"}, "the users of the other three instances"
    assert _cells(row.line()) == _cells(_on_page(server))


# Each user of a GlassFish who wrote in the last 2 ms before its death may lose his session: docs/glassfish.md.
_KEPT = {"glassfish@3.1.2.2": {"50 of 50", "49 of 50", "48 of 50"}}
_VARIES = ("kill", "wait", "off")


def _cells(line: str) -> dict[str, str]:
    """Return the cells by name, without those that are another in each run."""
    names = [field.name for field in fields(Row)]
    found = dict(zip(names, line.strip("| ").split(" | "), strict=True))
    return {name: cell for name, cell in found.items() if name not in _VARIES}


def _on_page(server: str) -> str:
    return next(one for one in PAGE.read_text().splitlines() if one.startswith(f"| {server} "))

"""A short share of `make attack`: what strangers' files and other users try does no harm; its page names every row."""

from __future__ import annotations

import pytest

from measure.attack.__main__ import PAGE, tried
from measure.attack.ground import Row
from measure.attack.rows import ROWS


@pytest.mark.parametrize("row", [row for row in ROWS if row.share], ids=lambda row: row.title)
def test_an_attack_does_no_harm(row: Row) -> None:
    tries, reason = tried(row)
    if reason:
        pytest.skip(reason)
    assert tries
    assert not [one for one in tries if one.fault]


def test_the_page_has_every_row() -> None:
    rows = [line.split(" | ")[0].strip("| ") for line in PAGE.read_text().splitlines() if line.startswith("| ")][1:]
    assert rows == [row.title for row in ROWS]

"""Encrypted copies on a real pair: every session is kept, the key is nowhere, and another key is said to be one."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure.encryption_rows import CHANGES, ROLLS, SEALED, SERVERS
from support import encrypted_lab as sealed
from support.line_lab import live

CANARY = "0ddba11c0ffee0ddba11c0ffee0ddba1"


@pytest.mark.live
def test_copies_are_encrypted_and_the_key_is_in_no_file_log_plan_or_argument(tmp_path: Path) -> None:
    with live(sealed.spec("tomcat@11.0"), tmp_path, {sealed.VARIABLE: CANARY}) as lab:
        report = lab.drill("--until", "kill", "--users", "10", "--trials", "10")
        words = (("show",), ("validate",), ("history",), ("lab", "status"), ("lab", "logs", "a-2"))
        said = [str(report), *(lab.hactl(*each) for each in words)]
        keys = (CANARY, sealed.drawn(lab, "a-2"))
        found = [place for place, data in sealed.spoken(tmp_path) for key in keys if key.encode() in data]
    assert report["ok"], report["reasons"]
    assert len(keys[1]) == 64 and found == []
    assert not [text for text in said for key in keys if key in text]


def test_every_row_of_the_page_says_that_equal_keys_keep_every_session() -> None:
    rows = SEALED.rows()
    assert set(rows) <= set(SERVERS)
    for row in rows.values():
        _server, equal, static, other, one, _wrong, files, change = row.strip("| ").split(" | ")
        assert (equal, static, files) == ("50 of 50", "50 of 50", "every byte back")
        assert other.startswith("0 of 10;") and (one, change) == ("0 of 10", "0 of 20 kept")


def test_the_plan_says_of_each_change_of_version_what_was_seen() -> None:
    rows = ROLLS.rows()
    assert set(rows) <= set(CHANGES)
    for row in rows.values():
        _pair, cost, kept = row.strip("| ").split(" | ")
        assert kept == ("20 of 20 kept" if "are lost" not in cost else "0 of 20 kept")


def test_no_row_is_older_than_what_its_servers_are_given() -> None:
    old = [*SEALED.old(), *ROLLS.old()]
    to_come = [name for name in old if name not in {**SEALED.rows(), **ROLLS.rows()}]
    assert [name for name in old if name not in to_come] == [], "run `make encryption`"
    if to_come:
        pytest.skip(f"{', '.join(to_come)} have no row yet: `make encryption` measures them")

"""Each of the 28 faults of the first trial has a test that is there, or says that it is open."""

from __future__ import annotations

import re

from support.source_tree import CHECKOUT

PAGE = (CHECKOUT / "docs/first-trial.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.*)\|$", PAGE, re.MULTILINE)


def test_every_fault_has_its_row() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, 29))


def test_every_row_names_a_test_that_is_there_or_what_is_open() -> None:
    for number, _typed, now, test in ROWS:
        named = re.fullmatch(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?` ?", test)
        assert named or "open" in now, number
        if named:
            text = (CHECKOUT / named[1]).read_text(encoding="utf-8")
            assert not named[2] or f"def {named[2]}(" in text, test

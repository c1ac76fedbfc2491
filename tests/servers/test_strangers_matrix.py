"""Strangers' files in every way a file can be written: on, then off, gives back every byte, or they are refused."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from strangers_matrix import BROKEN, CORPUS, IDENTICAL, VARIANTS, cells, table

DOCS = Path(__file__).parents[2] / "docs/reliability.md"


@cache
def outcomes(adopt: bool) -> tuple[tuple[str, str, str], ...]:
    return tuple(cells(adopt=adopt))


@pytest.mark.parametrize("adopt", [False, True], ids=["as it is", "by consent"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_byte_comes_back_or_the_file_is_refused_with_its_reason(variant: str, adopt: bool) -> None:
    mine = [(file, became) for name, file, became in outcomes(adopt) if name == variant]
    assert mine
    assert not [file for file, became in mine if became == BROKEN]


def test_consent_refuses_nothing_more_and_takes_over_what_was_in_the_way() -> None:
    without = {(name, file) for name, file, became in outcomes(False) if became == IDENTICAL}
    consent = {(name, file) for name, file, became in outcomes(True) if became == IDENTICAL}
    assert without < consent


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of strangers' files is not here (HACTL_CORPUS)")
def test_the_table_of_the_docs_is_what_the_command_prints() -> None:
    found = re.search(r"(\| Variant \|.*?\n)\n", DOCS.read_text(encoding="utf-8") + "\n", re.DOTALL)
    assert found and found[1] == table()

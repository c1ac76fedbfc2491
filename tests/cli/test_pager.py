"""What is longer than the screen comes in a pager, on a terminal alone."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.command_line import Shell
from support.terminal import terminal

SAID = "these pages:"


@pytest.fixture(name="pager")
def _pager(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Use a pager that says that it was used, and shows no more than the first line."""
    program = shop.folder / "pager.sh"
    program.write_text(f"#!/bin/sh\necho '{SAID}'\nhead -n 1\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PAGER", str(program))
    monkeypatch.setenv("LINES", "20")
    monkeypatch.setenv("COLUMNS", "80")
    yield program


def seen(shop: Shell, *words: str) -> str:
    with terminal(shop.folder, *words) as there:
        assert there.end() == 0
        return there.seen


def test_what_is_longer_than_the_screen_is_paged_and_leaving_the_pager_early_is_no_error(
    shop: Shell, pager: Path
) -> None:
    assert SAID in seen(shop, "show")


def test_what_fits_is_not(shop: Shell, pager: Path) -> None:
    assert SAID not in seen(shop, "diff")
    assert SAID not in seen(shop, "explain", "spec-name")


def test_into_a_pipe_nothing_is_paged(shop: Shell, pager: Path) -> None:
    assert SAID not in shop("show").out


@pytest.mark.parametrize("word", ["", "cat", "no-such-pager"])
def test_none_is_used_where_none_is_wanted_or_there_is_none(
    shop: Shell, pager: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setenv("HACTL_PAGER", word)
    told = seen(shop, "show")
    assert SAID not in told and "balancer.failover" in told


def test_what_changes_files_is_never_paged(shop: Shell, pager: Path) -> None:
    assert SAID not in seen(shop, "disable-ha", "--yes")

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


def test_a_long_plan_is_summed_up_before_the_question_and_shown_whole_on_request(
    shop: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HACTL_PAGER", "")
    monkeypatch.setenv("LINES", "24")
    monkeypatch.setenv("COLUMNS", "80")
    for answer, code in (("d\rn", 4), ("y", 0)):
        with terminal(shop.folder, "disable-ha") as seen:
            seen.expect("Apply to shop? [y/N, d: the whole diff]")
            first = seen.seen
            seen.type(answer[0] + "\r")
            if answer[0] == "d":
                seen.expect("+++ ")
                seen.expect("Apply to shop? [y/N, d: the whole diff]")
                seen.type("n\r")
            assert seen.end() == code
        assert first.count("\n") < 24 and "+++ " not in first
        assert "conf/server.xml" in first and "a/a-1" in first and "restart" in first


def test_a_plan_that_fits_on_the_screen_is_shown_whole_at_once(shop: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "60")
    with terminal(shop.folder, "drain", "a-1") as seen:
        seen.expect("+++ ")
        seen.expect("[y/N")
        seen.type("n\r")
        assert seen.end() == 4

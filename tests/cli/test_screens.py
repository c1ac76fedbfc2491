"""On a terminal no line is wider than it is, where its words leave a choice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.command_line import Shell
from support.terminal import terminal

from hactl.views.look import fold

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LOOKING = (
    ("status",),
    ("diff",),
    ("history",),
    ("validate",),
    ("show",),
    ("help",),
    ("apply", "--help"),
    ("lab", "--help"),
    ("drill", "--help"),
    ("explain", "spec-name"),
    ("create",),
    ("lab", "status"),
    ("drain", "c"),
    ("enable-ha", "x" * 10),
    ("statsu",),
)


@pytest.fixture(name="wide", params=(80, 120))
def _wide(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("COLUMNS", str(request.param))
    monkeypatch.setenv("LINES", "40")
    monkeypatch.setenv("HACTL_PAGER", "")
    yield request.param


@pytest.mark.parametrize("words", LOOKING, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(shop: Shell, wide: int, words: tuple[str, ...]) -> None:
    with terminal(shop.folder, *words) as there:
        there.end()
    shown = [CODES.sub("", line).rstrip("\r") for line in there.seen.split("\n")]
    folder = str(shop.folder)  # a test's own folder is longer than any that a person has
    assert [line for line in shown if len(line.replace(folder, "")) > wide] == []
    assert any(shown)


NARROW = (("status",), ("diff",), ("history",), ("validate",), ("create",), ("drain", "c"), ("statsu",))


@pytest.mark.parametrize("words", NARROW, ids=" ".join)
def test_on_forty_columns_what_people_look_at_daily_is_not_cut(
    shop: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "200")
    with terminal(shop.folder, *words) as there:
        there.end()
    shown = [CODES.sub("", line).rstrip("\r").replace(str(shop.folder), "") for line in there.seen.split("\n")]
    assert [line for line in shown if len(line) > 40] == []
    assert any(shown)


words = st.lists(st.text("abc-é[1m", min_size=1, max_size=9), max_size=30)


@given(words, st.integers(10, 60), st.sampled_from(["", "  ", "      "]))
def test_folding_loses_no_word_and_no_line_is_wider_unless_a_word_is(said: list[str], width: int, before: str) -> None:
    folded = fold(before + " ".join(said), width)
    assert folded.split() == said
    longest = max((len(word) for word in said), default=0)
    assert all(len(line) <= max(width, len(before) + 2 + longest) for line in folded.split("\n"))
    assert all(line.startswith(before) for line in folded.split("\n") if said)


def test_what_fits_is_left_as_it_is() -> None:
    text = "  two   blanks\n\n    stay \x1b[31mred\x1b[0m"
    assert fold(text, 20) == text
    assert fold(text, 0) == text

from __future__ import annotations

import io

import pytest

from hactl.views.look import Look, clean, duration, look_for, safe, size


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


class AsciiTerminal(Terminal):
    encoding = "ascii"


def test_colour_is_for_terminals() -> None:
    assert look_for(Terminal(), {"TERM": "xterm"}).colour
    assert not look_for(io.StringIO(), {"TERM": "xterm"}).colour


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1", "TERM": "xterm"}, {"TERM": "dumb"}])
def test_no_color_and_dumb_terminals_get_none(environ: dict[str, str]) -> None:
    assert not look_for(Terminal(), environ).colour
    assert look_for(Terminal(), environ, "always").colour


def test_empty_no_color_does_not_count() -> None:
    assert look_for(Terminal(), {"NO_COLOR": ""}).colour


def test_signs_become_ascii_where_the_terminal_cannot_show_them() -> None:
    look = look_for(AsciiTerminal(), {})
    assert not look.unicode
    assert look.sign("├── ✓ a → b └── ✗ …") == "|-- + a -> b `-- x ..."


def test_paint_leaves_text_alone_without_colour() -> None:
    assert Look().paint("x", "red") == "x"
    assert Look(colour=True).paint("x", "bold", "red") == "\x1b[1;31mx\x1b[0m"


def test_a_terminal_is_not_given_orders_by_what_it_shows() -> None:
    assert clean("a\x1b[2Jb\x07\u202ec\td") == "a\\x1b[2Jb\\x07\\u202ec\td"
    assert safe("one\ntwo password=CANARY") == "one two password=***"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 s"), (9.94, "9.9 s"), (12.2, "12 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_read_well(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_sizes_read_well() -> None:
    assert [size(n) for n in (5, 1536, 3 * 1024**2)] == ["5 B", "1.5 KiB", "3.0 MiB"]

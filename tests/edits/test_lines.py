"""Edits of files with `#` comments: setenv.sh, catalina.properties."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hactl.edits import lines
from hactl.edits.lines import has_mark, put, strip
from hactl.edits.marker import EditRefused

IPV4 = ('JAVA_OPTS="$JAVA_OPTS -Djava.net.preferIPv4Stack=true"',)


def _refusal(data: bytes, wanted: tuple[str, ...] = IPV4) -> EditRefused:
    with pytest.raises(EditRefused) as refused:
        put(data, "ha", wanted)
    return refused.value


def test_a_file_that_was_not_there_goes_again() -> None:
    on = put(None, "ha", IPV4)
    first, second, *rest = on.decode().splitlines()
    assert first.startswith("# hactl:begin ha v1 (hactl wrote what stands between")
    assert second.startswith("# sha256:")
    assert rest == [*IPV4, "# hactl:end ha"]
    assert strip(on) is None


def test_an_empty_file_is_not_the_same_as_none() -> None:
    assert strip(put(b"", "ha", IPV4)) == b""


def test_what_a_person_added_to_our_file_stays() -> None:
    assert strip(put(None, "ha", IPV4) + b"umask 027\n") == b"umask 027\n"
    assert strip(b"#!/bin/sh\n" + put(None, "ha", IPV4)) == b"#!/bin/sh\n"


def test_what_a_person_wrote_behind_the_block_keeps_its_own_line() -> None:
    on = put(b"A=1", "ha", IPV4) + b"B=2"
    assert strip(on) == b"A=1\nB=2"
    assert strip(put(on, "ha", IPV4)) == strip(on)


def test_an_edit_inside_is_a_conflict() -> None:
    with pytest.raises(EditRefused) as refused:
        strip(put(b"A=1\n", "ha", IPV4).replace(b"true", b"false"))
    assert (refused.value.id, refused.value.line) == ("edit-changed", 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"# hactl:end ha\n", b""),
        (b"# hactl:end ha", b"# hactl:end hb"),
        (b"# hactl:begin", b"# hactl:end"),
        (b"# sha", b"#"),
    ],
)
def test_broken_marks_are_refused(old: bytes, new: bytes) -> None:
    on = put(b"A=1\n", "ha", IPV4)
    assert old in on
    with pytest.raises(EditRefused) as refused:
        strip(on.replace(old, new))
    assert refused.value.id == "edit-mark-broken"


def test_a_newer_mark_and_a_second_block_are_refused() -> None:
    on = put(b"", "ha", IPV4)
    assert _refusal(on.replace(b" v1 ", b" v7 ")).id == "edit-mark-newer"
    assert _refusal(put(b"", "other", IPV4)).id == "edit-two-blocks"
    with pytest.raises(EditRefused):
        strip(on + on)


@pytest.mark.parametrize("data", [b"A=1 \\", b"A=1 \\\n", b"A=1 \\\\\\\r\n"])
def test_a_line_that_goes_on_is_not_continued_by_us(data: bytes) -> None:
    assert _refusal(data).id == "edit-continued"


def test_an_even_number_of_backslashes_or_a_comment_ends_its_line() -> None:
    for data in (b"A=1 \\\\\n", b"# a \\\n"):
        assert strip(put(data, "ha", IPV4)) == data


def test_what_is_no_text_and_lines_that_are_not_one_are_refused() -> None:
    assert _refusal("A=1".encode("utf-16")).id == "edit-binary"
    for line in ("a\nb", "# hactl:end ha", "a\r"):
        assert _refusal(b"", (line,)).id == "edit-value"


def test_words_that_are_not_ascii_survive_in_lines() -> None:
    on = put(b"\xe9=1\n", "ha", ("NAME=\u00fc",))
    assert strip(on) == b"\xe9=1\n"


TEXT = st.lists(st.sampled_from([b"A=1", b"", b"# x", b"\xe9\xff", b"\t", b"\r", b"\n", b"\r\n", b"hactl:", b"#"])).map(
    b"".join
)


@settings(deadline=None)
@given(TEXT, st.lists(st.sampled_from(["A=2", "", "# note", "b\u00fc"])))
def test_on_and_off_gives_back_every_byte(data: bytes, wanted: list[str]) -> None:
    on = put(data, "ha", wanted)
    assert has_mark(on)
    assert strip(on) == data
    assert put(on, "ha", wanted) == on
    assert put(on, "ha", ["other"]) == put(data, "ha", ["other"])


@settings(deadline=None)
@given(TEXT, TEXT, st.booleans())
def test_a_persons_edits_around_the_block_survive_off_and_on(before: bytes, behind: bytes, harmless: bool) -> None:
    edited = before + b"\n" + put(None, "ha", IPV4) + behind
    bare = strip(edited)
    assert bare == before + b"\n" + behind
    again = lines.put(edited, "ha", IPV4, harmless=lambda _behind: harmless)
    assert again == (edited if harmless else lines.put(bare, "ha", IPV4))
    assert lines.put(edited, "ha", ("other",)) == lines.put(bare, "ha", ("other",)), "another block goes to the end"


@pytest.mark.parametrize("behind", [b"", b"\n\n", b"# mine\r\n", b"  # mine"])
def test_remarks_behind_the_block_stay_there(behind: bytes) -> None:
    on = put(b"A=1\n", "ha", IPV4) + behind
    assert put(on, "ha", IPV4) == on


def test_what_comes_after_the_last_entry_of_a_list_moves_before_it_unless_it_is_said_to_be_harmless() -> None:
    on = put(b"etc/jetty.xml\n", "ha", ("etc/jetty-ha.xml",)) + b"etc/mine.xml\n"
    assert put(on, "ha", ("etc/jetty-ha.xml",)) == put(b"etc/jetty.xml\netc/mine.xml\n", "ha", ("etc/jetty-ha.xml",))

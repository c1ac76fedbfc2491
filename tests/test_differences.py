"""What changes in a file is shown line by line, whatever its encoding, and never with its secrets."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hactl.plan import Action, Change
from hactl.plan.diff import LARGEST, Difference, decode, difference, grouped
from hactl.targets import Blob, Effect, Kind, Location


def change(before: bytes | None, after: bytes | None, path: str = "a-1/conf/server.xml", host: str = "app1") -> Change:
    return Change(
        location=Location(host, PurePosixPath(path)),
        kind=Kind.EDIT,
        owner="a/a-1",
        takes_effect=Effect.RESTART,
        before=None if before is None else Blob.of(before),
        after=None if after is None else Blob.of(after),
    )


def shown(found: Difference) -> list[str]:
    return [text for hunk in found.hunks for text in (str(hunk), *(ln.kind + ln.text for ln in hunk.lines))]


def test_a_changed_line_is_shown_with_three_lines_around_it() -> None:
    before = b"1\n2\n3\n4\n5\n6\n7\n8\n9\n"
    found = difference(change(before, before.replace(b"5", b"five")))
    assert shown(found) == ["@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"]
    assert found.action is Action.UPDATE


def test_a_new_and_a_deleted_file_are_shown_whole() -> None:
    assert shown(difference(change(None, b"a\nb\n"))) == ["@@ -0,0 +1,2 @@", "+a", "+b"]
    assert shown(difference(change(b"a\nb\n", None))) == ["@@ -1,2 +0,0 @@", "-a", "-b"]


def test_a_missing_line_end_at_the_end_is_marked() -> None:
    lines = difference(change(b"a\nb", b"a\nb\n")).hunks[0].lines
    assert [(ln.kind, ln.text, ln.ended) for ln in lines] == [(" ", "a", True), ("-", "b", False), ("+", "b", True)]


def test_carriage_returns_are_shown_only_where_they_differ() -> None:
    assert "\r" not in "".join(shown(difference(change(b"a\r\nb\r\n", b"a\r\nc\r\n"))))
    assert shown(difference(change(b"a\r\n", b"a\n")))[1:] == ["-a\r", "+a"]


def test_a_changed_password_is_seen_to_change_and_not_what_it_is() -> None:
    found = difference(change(b'<a password="CANARY1"/>\n', b'<a password="CANARY2"/>\n'))
    assert shown(found)[1:] == ['-<a password="***"/>', '+<a password="***"/>']


def test_a_secret_in_a_line_around_the_change_is_masked() -> None:
    before = b"db.password=CANARY\nport=1\n"
    assert shown(difference(change(before, before.replace(b"1", b"2"))))[1:] == [
        " db.password=***",
        "-port=1",
        "+port=2",
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        ("\ufeffé".encode(), "é"),
        ("é".encode("utf-16"), "é"),
        (b'<?xml version="1.0" encoding="ISO-8859-15"?>\xa4', '<?xml version="1.0" encoding="ISO-8859-15"?>€'),
        (b"caf\xe9", "café"),
        (b'<?xml version="1.0" encoding="nonsense"?>x', '<?xml version="1.0" encoding="nonsense"?>x'),
    ],
)
def test_text_is_read_in_the_encoding_of_the_file(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_a_binary_or_very_large_file_has_no_lines() -> None:
    assert difference(change(b"PK\x00\x01", b"PK\x00\x02")).binary
    assert difference(change(None, b"x\n" * LARGEST)).binary


def test_a_large_file_that_changes_altogether_is_still_compared_quickly() -> None:
    before, after = ("\n".join(f"{word}{n}" for n in range(5000)).encode() for word in "ab")
    assert len(difference(change(before, after)).hunks[0].lines) == 10_000


def test_instances_that_change_alike_are_shown_together() -> None:
    one, two, other = (
        difference(change(b"a\n", after, f"{name}/conf/server.xml"))
        for name, after in (("a-1", b"b\n"), ("a-2", b"b\n"), ("b-1", b"c\n"))
    )
    assert grouped([one, other, two]) == [(one, two), (other,)]


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "d"]), max_size=30).map("".join)


@given(before=LINES, after=LINES)
def test_the_hunks_say_what_a_plain_comparison_says(before: str, after: str) -> None:
    found = difference(change(before.encode(), after.encode()))
    old, new = (re.findall(r"[^\n]*\n|[^\n]+", side) for side in (before, after))
    assert _applied(found, [line.removesuffix("\n") for line in old]) == [line.removesuffix("\n") for line in new]
    assert bool(found.hunks) == bool(list(unified_diff(old, new)))


def _applied(found: Difference, before: list[str]) -> list[str]:
    """Return the lines after the hunks are carried out, checking what they say of the lines before."""
    after: list[str] = []
    at = 0
    for hunk in found.hunks:
        start = hunk.before_start - (hunk.before_count > 0)
        after += before[at:start]
        at = start + hunk.before_count
        assert [ln.text for ln in hunk.lines if ln.kind in " -"] == before[start:at]
        assert len([ln for ln in hunk.lines if ln.kind in " +"]) == hunk.after_count
        after += [ln.text for ln in hunk.lines if ln.kind in " +"]
    return after + before[at:]

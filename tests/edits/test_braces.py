"""NGINX's language is read with every offset right, or refused with line and column."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.edit_samples import corpus

from hactl.edits.marker import EditRefused
from hactl.edits.nginx_syntax import parse

CONF = b"""\
user www; # a { comment }
http {
  map $x $y { default "a;b{}"; ~^\\d{2}$ 'it''s'; }
  server {
    location ~ \\.jsp$ { proxy_pass http://${pool}_x/#frag; }
  }
}
"""


def test_words_and_blocks_are_as_nginx_reads_them() -> None:
    http = next(parse(CONF.replace(b"~^\\d{2}$ 'it''s';", b"")).named("http"))
    names = [d.words for d in http.everything()]
    assert ("default", "a;b{}") in names
    assert ("proxy_pass", "http://${pool}_x/#frag") in names
    assert ("location", "~", "\\.jsp$") in names


def test_offsets_are_those_of_the_file() -> None:
    data = b"a b;\n\nhttp { x 'y z' ; }\n"
    first, http = parse(data).body
    assert data[first.start : first.end] == b"a b;"
    assert data[http.start : http.end] == b"http { x 'y z' ; }"
    assert data[http.body[0].start : http.body[0].end] == b"x 'y z' ;"
    assert (http.line, data[http.inside - 1 : http.inside]) == (3, b"{")


@pytest.mark.parametrize(
    "data", [b"a b", b"a {", b"}", b"a } ;", b"a 'b;", b"; a;", b"a { b }", b"{ }", b"a {" * 60 + b"}" * 60]
)
def test_what_nginx_would_not_take_is_refused_with_its_place(data: bytes) -> None:
    with pytest.raises(EditRefused) as refused:
        parse(data)
    assert refused.value.line == 1 and refused.value.column > 0 and refused.value.hint


@settings(deadline=None)
@given(st.text(alphabet="ab{};#'\"\\$ \n", max_size=40).map(str.encode) | st.binary(max_size=40))
def test_whatever_the_bytes_each_directive_stands_where_it_says(data: bytes) -> None:
    with contextlib.suppress(EditRefused):
        for directive in parse(data).everything():
            text = data[directive.start : directive.end]
            assert text.endswith(b"}" if directive.inside >= 0 else b";")
            assert not text[:1].isspace()


@pytest.mark.skipif(not corpus().is_dir(), reason="the corpus of strangers' files is not here (HACTL_CORPUS)")
def test_strangers_files_are_read_and_the_broken_one_is_refused() -> None:
    refused = set()
    for file in sorted((corpus() / "nginx").glob("*.conf")):
        try:
            assert list(parse(file.read_bytes()).everything())
        except EditRefused:
            refused.add(file.name)
    assert refused == {"04-missing-semicolon-chinese.conf"}

"""What hactl puts into a person's NGINX file comes out again to the last byte, and he is asked where it would not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hactl.edits import marks, nginx_edits, nginx_syntax
from hactl.edits.marker import EditRefused
from hactl.edits.nginx_edits import Insertion
from hactl.edits.nginx_syntax import Directive

FILE = b"""\
http {
    upstream shop { ip_hash; server 10.0.0.11:8080; }  # mine
    server {
        listen 80;
        location / {
            client_max_body_size 100m;
            proxy_pass http://shop;
        }
    }
}
"""
PUT = (b"include hactl/x.conf;", b"", b"proxy_pass http://$pool;")


def found(data: bytes, *names: str) -> list[Directive]:
    return [d for d in nginx_syntax.parse(data).everything() if d.name in names]


def edited(data: bytes, owner: str = "shop") -> bytes:
    """Put lines into every block and the file, and set every `proxy_pass` and `upstream` aside."""
    root = nginx_syntax.parse(data)
    inside = [root, *found(data, "http", "server", "location")]
    blocks = [d for d in inside if d is root or d.inside >= 0]
    return nginx_edits.put(
        data, owner, [Insertion(inside=d, lines=PUT) for d in blocks], found(data, "proxy_pass", "upstream")
    )


BLANKS = st.sampled_from([b" ", b"\n", b"\t", b"\r\n", b"\n\n    ", b" # mine }\n", b""])


@st.composite
def files(draw: st.DrawFn, depth: int = 0) -> bytes:
    """Return a file NGINX's reader takes, laid out in any way."""
    parts = [draw(BLANKS)]
    for _ in range(draw(st.integers(0, 3))):
        name = draw(
            st.sampled_from([b"server", b"location /", b"proxy_pass http://a", b"upstream b", b'add_header "x;{" \xe9'])
        )
        if name.startswith((b"server", b"location")) and depth < 3:
            parts += [name, b" {", draw(files(depth=depth + 1)), b"}"]
        elif name.startswith(b"upstream"):
            parts += [name, b"{", draw(BLANKS), b"ip_hash;", draw(BLANKS), b"}"]
        else:
            parts += [name.replace(b"server", b"listen 80").replace(b"location /", b"root /x"), b";"]
        parts.append(draw(BLANKS))
    return b"".join(parts)


@given(files())
def test_whatever_the_file_looks_like_every_byte_comes_back(data: bytes) -> None:
    new = edited(data)
    nginx_syntax.parse(new)
    assert nginx_edits.has_mark(new)
    assert not [d for d in found(new, "upstream") if d.body], "what stands aside is no directive any more"
    assert nginx_edits.strip(new) == data
    assert marks.strip(new) == data
    assert edited(nginx_edits.strip(new)) == new


@given(files())
def test_two_environments_in_one_file_do_not_touch_each_others_lines(data: bytes) -> None:
    first = edited(data, "one")
    both = nginx_edits.put(first, "two", [Insertion(inside=nginx_syntax.parse(first), lines=PUT)])
    assert nginx_edits.strip(nginx_edits.strip(both, "two"), "one") == data
    assert marks.strip(both) == data


def test_lines_stand_indented_at_the_end_of_the_block_and_what_stands_aside_is_read_where_it_was() -> None:
    new = edited(FILE).decode()
    assert "            #| proxy_pass http://shop;\n" in new
    assert new.index("client_max_body_size") < new.index("proxy_pass http://$pool") < new.index("        }\n")
    assert "            proxy_pass http://$pool;\n            # hactl:end" in new


def test_a_persons_edit_elsewhere_stays() -> None:
    new = edited(FILE).replace(b"listen 80;", b"listen 81;")
    assert nginx_edits.strip(new) == FILE.replace(b"listen 80;", b"listen 81;")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"proxy_pass http://$pool;", b"proxy_pass http://other;", "edit-changed"),
        (b"#| proxy_pass http://shop;", b"#| proxy_pass http://else;", "edit-changed"),
        (b"# hactl:end nginx.shop.2", b"", "edit-mark-broken"),
        (b" v1 (hactl", b" v2 (hactl", "edit-mark-newer"),
    ],
)
def test_an_edit_of_hactls_own_lines_is_a_conflict_with_its_place(old: bytes, new: bytes, problem: str) -> None:
    data = edited(FILE)
    assert old in data
    with pytest.raises(EditRefused) as refused:
        nginx_edits.strip(data.replace(old, new, 1))
    assert refused.value.id == problem and refused.value.line > 0 and refused.value.hint


def test_a_tool_that_converts_line_ends_is_no_conflict() -> None:
    assert nginx_edits.strip(edited(FILE).replace(b"\n", b"\r\n")) == FILE.replace(b"\n", b"\r\n")


def test_a_line_too_long_for_a_comment_is_refused() -> None:
    data = b"http { upstream a { server x " + b"y" * 4100 + b"; } }"
    with pytest.raises(EditRefused) as refused:
        edited(data)
    assert refused.value.id == "edit-too-long" and refused.value.line == 1

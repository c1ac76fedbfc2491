"""Whatever a person gets wrong is said with line and column, all of it at once, and nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bad_specs import VALUES
from support.spec_texts import BANK, SHOP, found, read, shop

NOT_A_SPEC = {
    "empty file": (b"", ["1:1 spec-empty"]),
    "only comments": (b"# nothing\n", ["1:1 spec-empty"]),
    "byte order mark and nothing": (b"\xef\xbb\xbf", ["1:1 spec-empty"]),
    "a list": (b"\n- a\n", ["2:1 spec-not-a-map"]),
    "a word": (b"shop\n", ["1:1 spec-not-a-map"]),
    "NUL": (b"hactl: 1\nna\0me: shop\n", ["2:3 spec-control-character"]),
    "escape character": ("name: ä\x1b\n".encode(), ["1:8 spec-control-character"]),
    "a line end that editors do not show": ("a: b\u2028c\n".encode(), ["1:5 spec-control-character"]),
    "not UTF-8": ("hactl: 1\nname: äß".encode() + b"\xff\n", ["2:9 spec-not-utf8"]),
    "UTF-16": ("a: b\n".encode("utf-16"), ["1:1 spec-not-utf8"]),
    "too large": (b"#" * (4 << 20) + b"\n", ["1:1 spec-too-large"]),
    "explicit tag": (b"hactl: !!int 1\n", ["1:8 spec-tag"]),
    "python tag": (b"a: !!python/object/apply:os.system [ls]\n", ["1:4 spec-tag"]),
    "local tag": (b"a:\n  - !secret x\n", ["2:5 spec-tag"]),
    "%YAML": (b"%YAML 1.1\n---\na: 1\n", ["1:1 spec-directive"]),
    "%TAG": (b"# c\n%TAG ! tag:x,2000:\n---\na: 1\n", ["2:1 spec-directive"]),
    "two documents": (b"a: 1\n---\nb: 1\n", ["2:1 spec-several-documents"]),
    "duplicate key": ("hactl: 1\nname: ä😀\nhactl: 1\n".encode(), ["3:1 spec-duplicate-key"]),
    "duplicate key behind an emoji": ("{ä😀: 1, b: 2, b: 3}".encode(), ["1:15 spec-duplicate-key"]),
    "a list as a key": (b"? [a, b]\n: c\n", ["1:3 spec-key"]),
    "unknown alias": (b"a: *b\n", ["1:4 spec-alias"]),
    "an alias inside of itself": (b"a: &a [1, *a]\n", ["1:11 spec-alias"]),
    "a tab": (b"clusters:\n\ta: [x]\n", ["2:1 spec-syntax"]),
    "an open bracket": (b"a: [1, 2\nb: c\n", ["2:2 spec-syntax"]),
    "5,000 lists deep": (b"a: " + b"[" * 5000, ["1:67 spec-too-deep"]),
    "5,000 maps deep": (b"{a: " * 5000, ["1:257 spec-too-deep"]),
    "500 lines deep": (b"".join(b" " * n + b"a:\n" for n in range(500)), ["65:65 spec-too-deep"]),
}


@pytest.mark.parametrize("case", NOT_A_SPEC)
def test_a_file_that_is_no_plain_yaml_map_is_refused_with_its_place(case: str) -> None:
    data, expected = NOT_A_SPEC[case]
    assert set(expected) <= set(found(data))
    assert read(data).environment is None


def test_an_alias_bomb_is_refused_before_it_is_written_out() -> None:
    levels = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]\n" for n in range(1, 9))
    assert found("x0: &x0 [a, a]\n" + levels) == ["6:20 spec-too-many-aliases"]


@pytest.mark.parametrize("case", VALUES)
def test_a_wrong_value_is_reported_where_it_stands(case: str) -> None:
    text, expected = VALUES[case]
    assert found(text) == expected
    assert read(text).environment is None


@pytest.mark.parametrize("case", [*NOT_A_SPEC, *VALUES])
def test_messages_are_in_our_own_words(case: str) -> None:
    text = NOT_A_SPEC[case][0] if case in NOT_A_SPEC else VALUES[case][0]
    for problem in read(text).problems:
        words = f"{problem.message} {problem.hint}".lower()
        assert not [jargon for jargon in ("input should", "pydantic", "extra_", "none", "traceback") if jargon in words]
        assert all(c.isprintable() for c in words)


def test_all_problems_of_a_file_are_reported_at_once_in_its_order() -> None:
    text = shop(name="Shop", server="7.0", balancer="10.0.0.5:99999", ha="on", hosst="{}", name2="x")
    expected = ["2:7 spec-name", "3:9 spec-float-version", "5:11 spec-port", "6:5 spec-boolean-word"]
    assert found(text) == [*expected, "7:1 spec-unknown-key", "8:1 spec-unknown-key"]


def test_references_are_still_checked_beside_an_unknown_key() -> None:
    spec = read(shop(server="tomcat@5", hosst="{}"))
    assert [p.id for p in spec.problems] == ["spec-unknown-server", "spec-unknown-key"]
    assert spec.environment is None
    assert spec.draft is not None


HINTS = {
    shop(hosst="{}"): "did you mean `hosts`?",
    shop(server="tomcta@7"): "did you mean `tomcat@7`?",
    shop(server="jboss@7"): "known: tomcat",
    shop(server="tomcat@12"): "known lines: `tomcat@7`",
    shop(ha="off"): "write `false`",
    shop(balancer="{host: 10.0.0.5, version: 1.20}"): 'put it into quotes: `"1.20"`',
    shop(balancer="localhost:80"): "write `127.0.0.1`",
    shop(clusters="{a: [app2, 10.0.0.2]}", hosts="{app1: 10.0.0.1}"): "did you mean `app1`?",
}


@pytest.mark.parametrize(("text", "hint"), HINTS.items())
def test_a_hint_says_how_to_mend_it(text: str, hint: str) -> None:
    assert hint in [p.hint for p in read(text).problems]


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_at_all_make_reading_raise(data: bytes) -> None:
    spec = read(data)
    assert spec.problems or spec.environment


@given(st.sampled_from([SHOP, BANK]), st.data())
def test_a_damaged_spec_never_makes_reading_raise(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    other = data.draw(st.text(alphabet="[]{}:,-&*!#|>'\"%@ \n\tab10.ä", max_size=6))
    spec = read(text[:start] + other + text[end:])
    assert all(p.place is not None for p in spec.problems)

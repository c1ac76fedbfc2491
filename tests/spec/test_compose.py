"""A YAML file becomes a tree with positions, whichever parser is installed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.spec_texts import BANK, SHOP

from hactl.spec.compose import compose, decode, has_c_parser
from hactl.spec.tree import Mapping, Node, Plain, Scalar, Sequence, Source, plain


def tree(text: str, *, pure: bool = False) -> tuple[Source, Mapping]:
    """Return the tree of a text that is in order."""
    source, problems = decode(text.encode(), "t")
    root, more = compose(source, pure=pure)
    assert root is not None and not problems and not more
    return source, root


def offsets(node: Node) -> list[tuple[int, int]]:
    """Return where every single value stands."""
    if isinstance(node, Mapping):
        return [pair for key, value in node.entries.values() for pair in (*offsets(key), *offsets(value))]
    if isinstance(node, Sequence):
        return [pair for item in node.items for pair in offsets(item)]
    return [(node.start, node.end)]


def test_the_fast_parser_is_the_one_in_use() -> None:
    assert has_c_parser()


@pytest.mark.parametrize("text", [SHOP, BANK, "\ufeff" + SHOP, BANK.replace("\n", "\r\n")])
def test_both_parsers_give_the_same_values_at_the_same_offsets(text: str) -> None:
    fast, slow = tree(text)[1], tree(text, pure=True)[1]
    assert plain(fast) == plain(slow)
    assert offsets(fast) == offsets(slow)


words = st.from_regex(r"[abä😀10][abä😀10./_-]{0,4}([abä10]:[abä10]{1,4})?", fullmatch=True)


@given(st.lists(st.tuples(words, words), min_size=1, max_size=4, unique_by=lambda pair: pair[0]), st.booleans())
def test_text_from_start_to_end_of_a_value_is_the_value(pairs: list[tuple[str, str]], flow: bool) -> None:
    rows = [f"  - [{word}, '{word}', x]  # ä" if flow else f"  - {word}" for _, word in pairs]
    source, root = tree("ä: 😀\nlist:\n" + "\n".join(rows) + "\n")
    items = root.get("list")
    assert isinstance(items, Sequence)
    for (_, word), item in zip(pairs, items.items, strict=True):
        first = item.items[0] if isinstance(item, Sequence) else item
        assert isinstance(first, Scalar)
        assert source.text[first.start : first.end] == first.text == word


@pytest.mark.parametrize("pure", [False, True])
def test_a_port_may_stand_behind_an_address_in_a_list(pure: bool) -> None:
    assert plain(tree("a: [127.0.0.1:8080, app1:8180]", pure=pure)[1]) == {"a": ["127.0.0.1:8080", "app1:8180"]}


CORE: dict[str, Plain] = {
    "true": True,
    "False": False,
    "~": None,
    "10": 10,
    "-3": -3,
    "0o17": 15,
    "0x1f": 31,
    "1.20": 1.2,
    ".5": 0.5,
    "1e3": 1000.0,
    "-.inf": float("-inf"),
    "on": "on",
    "yes": "yes",
    "NO": "NO",
    "1:30": "1:30",
    "010.1.2": "010.1.2",
    "2024-01-01": "2024-01-01",
    "1_000": "1_000",
    "9" * 30: float("9" * 30),
}


@pytest.mark.parametrize(("text", "value"), CORE.items())
def test_words_mean_what_yaml_1_2_says(text: str, value: Plain) -> None:
    assert plain(tree(f"a: {text}")[1]) == {"a": value}
    assert plain(tree(f"a: '{text}'")[1]) == {"a": text}


def test_an_alias_stands_for_the_anchored_value_at_a_place_of_its_own() -> None:
    source, root = tree("x-pair: &pair [1, 2]\na: *pair\n")
    node = root.get("a")
    assert node is not None and node.alias
    assert plain(node) == [1, 2]
    assert str(source.place(node.start)) == "t:2:4"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_do(newline: str) -> None:
    source, root = tree(f"ä: 1{newline}{newline}b: 2{newline}c: 3")
    node = root.get("c")
    assert node is not None
    assert str(source.place(node.start)) == "t:4:4"

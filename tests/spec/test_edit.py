"""HA off and on again gives back every byte of the spec, and nothing but that one word differs meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.spec_texts import BANK, SHOP, environment, read

from hactl.errors import HasProblems, Refused, UsageError
from hactl.spec.edit import set_ha


def cluster(text: str, *, head: str = "") -> bytes:
    """Return a spec in which the cluster `a` is this text, among others."""
    top = f"{head}hactl: 1\nname: shop\nserver: tomcat@7\nbalancer: 10.0.0.5\nclusters:\n"
    return f"{top}  z: [10.0.0.1, 10.0.0.2]\n{text}  b: [10.0.0.21, 10.0.0.22]\n".encode()


def off(text: str) -> str:
    """Return the cluster `a` after disable-ha."""
    before = cluster(text)
    after = set_ha(before, {"a": False})
    head, tail = before.split(text.encode())
    return after.removeprefix(head).removesuffix(tail).decode()


WRITTEN = {
    "  a: [10.0.0.11, 10.0.0.12]  # a pair\n": "  a: {ha: false, instances: [10.0.0.11, 10.0.0.12]}  # a pair\n",
    "  a: [10.0.0.11, # one\n    10.0.0.12]\n": "  a: {ha: false, instances: [10.0.0.11, # one\n    10.0.0.12]}\n",
    "  a:  # a pair\n    - 10.0.0.11\n    # two\n    - 10.0.0.12\n": (
        "  a:  # a pair\n    ha: false\n    instances:\n    - 10.0.0.11\n    # two\n    - 10.0.0.12\n"
    ),
    "  a:\n  - 10.0.0.11\n\n  # two\n  - 10.0.0.12\n": (
        "  a:\n    ha: false  # list indented by hactl\n    instances:\n    - 10.0.0.11\n\n    # two\n    - 10.0.0.12\n"
    ),
    "  a: &pair\n    - 10.0.0.11\n    - 10.0.0.12\n": (
        "  a:\n    ha: false\n    instances: &pair\n    - 10.0.0.11\n    - 10.0.0.12\n"
    ),
    "  a: {instances: [10.0.0.11, 10.0.0.12], server: tomcat@7}\n": (
        "  a: {instances: [10.0.0.11, 10.0.0.12], server: tomcat@7, ha: false}\n"
    ),
    "  a:\n    server: tomcat@7\n    instances: [10.0.0.11, 10.0.0.12]\n": (
        "  a:\n    ha: false  # set by hactl\n    server: tomcat@7\n    instances: [10.0.0.11, 10.0.0.12]\n"
    ),
    "  a:\n    server: tomcat@7\n    ha: true  # mine\n    instances: [10.0.0.11, 10.0.0.12]\n": (
        "  a:\n    server: tomcat@7\n    ha: false  # mine\n    instances: [10.0.0.11, 10.0.0.12]\n"
    ),
    "  a:\n    ha: True\n    instances: [10.0.0.11, 10.0.0.12]\n": (
        "  a:\n    ha: False\n    instances: [10.0.0.11, 10.0.0.12]\n"
    ),
    # a person's word where hactl would have put it: one blank more keeps the two apart
    "  a: {ha: true, instances: [10.0.0.11, 10.0.0.12]}\n": "  a: {ha:  false, instances: [10.0.0.11, 10.0.0.12]}\n",
}


@pytest.mark.parametrize(("before", "after"), WRITTEN.items())
def test_disable_writes_the_word_where_a_person_expects_it(before: str, after: str) -> None:
    assert off(before) == after


@pytest.mark.parametrize("text", WRITTEN)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_off_then_on_gives_every_byte_back(text: str, newline: str, mark: str) -> None:
    before = cluster(text, head=mark).replace(b"\n", newline.encode())
    disabled = set_ha(before, {"a": False})
    assert disabled != before
    assert set_ha(disabled, {"a": True}) == before


@pytest.mark.parametrize("text", WRITTEN.values())
def test_on_then_off_gives_every_byte_back_too(text: str) -> None:
    before = cluster(text)
    assert set_ha(set_ha(before, {"a": True}), {"a": False}) == before


ITEMS = ["10.0.0.11", "10.0.0.12:8180"]
NAMED = "instances: {x: 10.0.0.11, y: {host: 10.0.0.12}}"


def _block_list(indent: int, gap: str, anchor: str) -> str:
    pad = " " * indent
    return f"{anchor}{gap}\n{pad}- {ITEMS[0]}{gap}\n\n{pad}# ä😀\n{pad}-   {ITEMS[1]}\n"


def _block_map(word: str, where: int, items: str, gap: str) -> str:
    pad = "    "
    server = [f"{pad}server: tomcat@7{gap}\n"] if where % 2 else []
    lines = [*server, f"{pad}instances:{items}", f"{pad}x-note: [ä]\n"]
    if word:
        lines.insert(where % (len(lines) + 1), f"{pad}{word}{gap}\n")
    return f"{gap}\n" + "".join(lines[: 3 if where > 1 else len(lines)])


def _flow_map(word: str, where: int, items: str, end: str) -> str:
    entries = ["server: tomcat@7", items] if where % 2 else [items]
    if word:
        entries.insert(where % (len(entries) + 1), word)
    return " {" + ", ".join(entries) + end + "\n"


gaps = st.sampled_from(["", " ", "  # ä", "  # ha: false", "  # set by hactl", "  # list indented by hactl"])
words = st.tuples(
    st.sampled_from(["ha:", '"ha":', "ha :"]),
    st.sampled_from([" ", "  ", "   "]),
    st.sampled_from(["true", "false", "True", "False", "TRUE"]),
).map("".join)
no_or_word = st.just("") | words
anchors = st.sampled_from(["", " &p"])
flow_lists = st.sampled_from([f"[{', '.join(ITEMS)}]", f"[ {ITEMS[0]}, # ä\n      {ITEMS[1]},]"])
block_items = st.builds(_block_list, st.integers(4, 7), gaps, anchors)
in_block = block_items | flow_lists.map(" {}\n".format)
in_flow = flow_lists.map("instances: {}".format) | st.just(NAMED)
clusters = st.one_of(
    st.builds(" {}\n".format, flow_lists),
    st.builds(" &p {}\n".format, flow_lists),
    st.just(" *list\n"),
    st.builds(_block_list, st.integers(2, 7), gaps, anchors),
    st.builds(_block_map, no_or_word, st.integers(0, 3), in_block, gaps),
    st.builds(_flow_map, no_or_word, st.integers(0, 3), in_flow, st.sampled_from(["}", " }", ",}", " # c\n     }"])),
    st.builds(" {{{}, instances: {}}}\n".format, words, flow_lists),
    st.builds("\n    {}\n    instances:{}".format, words, block_items),
    st.builds("\n    instances:{}".format, block_items),
)
heads = st.sampled_from(["", "ha: true\n", "ha: false\n"])
ends = st.sampled_from(["\n", "\r\n"])


@st.composite
def specs(draw: st.DrawFn) -> bytes:
    """Draw a spec whose cluster `a` is written in one of very many ways."""
    head = draw(st.sampled_from(["", "\ufeff"])) + draw(heads) + "x-list: &list [10.0.0.11, 10.0.0.12]\n"
    return cluster("  a:" + draw(clusters), head=head).replace(b"\n", draw(ends).encode())


@given(specs())
def test_whatever_way_a_cluster_is_written_its_other_state_and_back_is_the_same_bytes(before: bytes) -> None:
    was = environment(before).cluster("a").ha
    changed = set_ha(before, {"a": not was})
    assert changed != before
    assert set_ha(changed, {"a": was}) == before


@given(specs())
def test_an_edit_changes_that_one_ha_and_nothing_else(before: bytes) -> None:
    old = environment(before)
    wanted = not old.cluster("a").ha
    new = environment(set_ha(before, {"a": wanted}))
    expected = tuple(replace(c, ha=wanted) if c.name == "a" else c for c in old.clusters)
    assert new == replace(old, clusters=expected)


@given(specs())
def test_setting_what_is_already_so_changes_no_byte(before: bytes) -> None:
    assert set_ha(before, {"a": environment(before).cluster("a").ha}) == before


def test_several_clusters_are_set_in_one_go() -> None:
    both = set_ha(SHOP.encode(), {"b": False, "a": False})
    assert both == set_ha(set_ha(SHOP.encode(), {"a": False}), {"b": False})
    assert [c.ha for c in environment(both).clusters] == [False, False]
    assert set_ha(both, {"a": True, "b": True}) == SHOP.encode()


def test_the_long_spec_loses_and_regains_the_word_of_its_clusters() -> None:
    on = set_ha(BANK.encode(), {"ledger": True, "orders": False})
    assert b"    ha: true                         # the one word" in on
    draft = read(on).draft
    assert draft is not None
    assert [c.ha for c in draft.clusters] == [False, True]
    assert set_ha(on, {"ledger": False, "orders": True}) == BANK.encode()


def test_a_cluster_that_does_not_exist_is_a_usage_error_with_a_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        set_ha(SHOP.encode(), {"aa": False})
    assert caught.value.hint == "did you mean `a`?" or "known: a, b" in caught.value.hint


def test_a_file_that_is_not_a_spec_is_not_edited() -> None:
    with pytest.raises(HasProblems) as caught:
        set_ha(b"clusters: [", {"a": False})
    assert [p.id for p in caught.value.problems] == ["spec-syntax"]


SHARED = {
    "the cluster is an alias": "  a: *p\n",
    "two clusters share the map": "  a: &q {instances: [10.0.0.11, 10.0.0.12]}\n  c: *q\n",
    "the word is an alias": "  a: {ha: *no, instances: [10.0.0.11, 10.0.0.12]}\n",
    "the word is shared": "  a: {ha: &w true, instances: [10.0.0.11, 10.0.0.12]}\n  c: {ha: *w, instances: []}\n",
    "the word is none": "  a: {ha: off, instances: [10.0.0.11, 10.0.0.12]}\n",
    "a key written with ?": "  ? a\n  : - 10.0.0.11\n    - 10.0.0.12\n",
}


@pytest.mark.parametrize("case", SHARED)
def test_where_the_word_would_change_something_else_the_edit_is_refused(case: str) -> None:
    head = "x-p: &p {instances: [10.0.0.41, 10.0.0.42]}\nx-no: &no true\n"
    with pytest.raises(Refused):
        set_ha(cluster(SHARED[case], head=head), {"a": False})

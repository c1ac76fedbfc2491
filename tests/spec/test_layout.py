"""`fmt` changes how a spec looks and nothing else: values, comments, anchors and their order stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, assume, given, settings
from support.messy_specs import messy_specs
from support.source_tree import CHECKOUT
from support.spec_texts import SHOP

from hactl.spec.compose import compose, decode
from hactl.spec.edit import set_ha
from hactl.spec.layout import NotAsBefore, laid_out
from hactl.spec.pieces import pieces
from hactl.spec.tree import Source, plain


def values(text: str) -> object:
    tree, problems = compose(decode(text.encode(), "t")[0])
    assume(tree is not None and not problems)
    assert tree is not None
    return plain(tree)


def fmt(text: str) -> str:
    return laid_out(Source("t", text))


def comments(text: str) -> list[str]:
    found = (piece.before for piece in pieces(Source("t", text)))
    return [text for each in found for text, _ in (*filter(None, [each.behind]), *each.lines) if text]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(messy_specs())
def test_whatever_a_person_wrote_says_the_same_afterwards_and_needs_it_only_once(text: str) -> None:
    before = values(text)
    after = fmt(text)
    assert values(after) == before
    assert comments(after) == comments(text)
    assert re.findall(r"[&*]n\d+", after) == re.findall(r"[&*]n\d+", text)
    assert fmt(after) == after


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(messy_specs())
def test_lines_are_indented_by_two_and_end_with_a_word(text: str) -> None:
    values(text)
    after = fmt(text)
    end = "\r\n" if "\r\n" in text else "\n"
    assert (after.endswith(end) and not after.endswith(end + end)) or "|" in text or ">" in text
    assert ("\r\n" in after) == ("\r\n" in text)
    if "|" not in text and ">" not in text:
        assert not re.search(r"[ \t]+$|\A\s|\n\r?\n\r?\n", after, re.MULTILINE)
        assert all((len(line) - len(line.lstrip(" "))) % 2 == 0 for line in after.splitlines())


@pytest.mark.parametrize("path", sorted((CHECKOUT / "examples").rglob("*.hactl.yaml")), ids=lambda path: path.name)
def test_examples_are_laid_out(path) -> None:  # type: ignore[no-untyped-def]
    assert fmt(path.read_text()) == path.read_text()


CLUSTERS = {
    "list": "  a: [10.0.0.11, 10.0.0.12]   # a pair\n",
    "list on lines": "  a:\n    - 10.0.0.11\n    - 10.0.0.12   # two\n",
    "list on lines, not indented": "  a:\n  - 10.0.0.11\n  - 10.0.0.12\n",
    "behind an anchor": "  a: &pair\n    - 10.0.0.11\n    - 10.0.0.12\n",
    "map": "  a: { instances: [ 10.0.0.11,10.0.0.12 ] }\n",
    "map on lines": "  a:\n      # both\n      instances: [10.0.0.11, 10.0.0.12]\n      server:   tomcat@7\n",
    "a person's word": "  a: {ha: true, instances: [10.0.0.11, 10.0.0.12]}\n",
    "a person's word, last": "  a: {instances: [10.0.0.11, 10.0.0.12], ha: true}\n",
}


@pytest.mark.parametrize("shape", CLUSTERS)
def test_what_disable_ha_puts_in_is_laid_out_and_can_be_taken_out_again(shape: str) -> None:
    spec = fmt("hactl: 1\nname: shop\nserver: tomcat@7\nclusters:\n" + CLUSTERS[shape] + "balancer: 10.0.0.5:80\n")
    off = set_ha(spec.encode(), {"a": False})
    assert fmt(off.decode()).encode() == off
    assert set_ha(off, {"a": True}).decode() == spec


def test_a_spec_that_was_laid_out_while_ha_was_off_loses_only_the_word() -> None:
    off = set_ha(SHOP.encode(), {"a": False}).decode()
    assert set_ha(fmt(off).encode(), {"a": True}).decode() == fmt(SHOP)


SHOWN = {
    "a:    1\n": "a: 1\n",
    "a : 1\nb:   {c:1 , d:  [ 1,2 ]}\n".replace("c:1", "c: 1"): "a: 1\nb: {c: 1, d: [1, 2]}\n",
    "a:\n    b: 1\n    c:\n        d: 1": "a:\n  b: 1\n  c:\n    d: 1\n",
    "a: 'x'\nb: 'it''s'\nc: '\"'\nd: 'a\\b'\n": "a: \"x\"\nb: \"it's\"\nc: '\"'\nd: 'a\\b'\n",
    "\n\na: 1\n\n\n\nb: 2\n\n": "a: 1\n\nb: 2\n",
    "a: 1 # one\nbcd: 2 # two\n": "a: 1  # one\nbcd: 2  # two\n",
    "a: 1     # one\nbcd: 2   # two\n": "a: 1     # one\nbcd: 2   # two\n",
    "a:    1   # one\nbcd:  2   # two\n": "a: 1     # one\nbcd: 2   # two\n",
    "a:\n    # in b\n    b: 1\n    # behind b\n# at the end\n": "a:\n  # in b\n  b: 1\n  # behind b\n# at the end\n",
    "a: [1,\n2,\n 3\n]\n": "a: [1,\n  2,\n  3]\n",
    "a:\n-   b: 1\n    c: 2\n": "a:\n- b: 1\n  c: 2\n",
    "a:\n     - x\n     -   - y\n         - z\n": "a:\n  - x\n  - - y\n    - z\n",
    "a: &n   [1]\nb:   *n\nc: {<<: *m}\n".replace("*m", "*n"): "a: &n [1]\nb: *n\nc: {<<: *n}\n",
    "a: |\n      one\n        two\nb: 1\n": "a: |\n      one\n        two\nb: 1\n",
    "x:\n    a: |\n        one\n          two\n": "x:\n  a: |\n      one\n        two\n",
    'a: "one\n     two"\n': 'a: "one\n  two"\n',
    "? a\n:   b\n": "? a\n: b\n",
}


@pytest.mark.parametrize("text", SHOWN)
def test_how_it_looks(text: str) -> None:
    assert fmt(text) == SHOWN[text]
    assert fmt(text.replace("\n", "\r\n")) == SHOWN[text].replace("\n", "\r\n")


def test_what_cannot_be_kept_is_left_alone() -> None:
    with pytest.raises(NotAsBefore):
        fmt("x:\n    a: |\n        one")  # a line end at the end of the file would become one of the text

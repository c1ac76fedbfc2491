"""Every SVG is sound, shows each instance once, and keeps its boxes apart and its words inside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from support.an_environment import environment
from support.graph_worlds import NASTY, SVG, Box, box, boxes, cluster_of, environments, parsed, words

from hactl import model as m
from hactl.graph import Folding, Seen, colours, picture_of
from hactl.graph.measure import width
from hactl.graph.picture import Mark
from hactl.graph.svg import svg

WHOLE, FOLDED = Folding(all_=False), Folding(all_=True)
SIZES = {"title": 20, "name": 14, "badge": 11}


def _own(group: ElementTree.Element) -> list[ElementTree.Element]:
    return group.findall(f"{SVG}rect")


def _shapes(group: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, Box | None]]:
    """Yield each group with the nearest box around its words."""
    own = _own(group)
    yield group, box(own[0]) if own else None
    for inner in group.findall(f"{SVG}g"):
        yield from _shapes(inner)


def _sisters(group: ElementTree.Element) -> list[Box]:
    """Return the boxes in a group, through groups that are no box themselves."""
    found = []
    for inner in group.findall(f"{SVG}g"):
        own = _own(inner)
        found += [box(own[0])] if own else _sisters(inner)
    return found


@given(environments())
@settings(max_examples=25, deadline=None)
def test_each_instance_is_drawn_once_and_each_cluster(of: m.Environment) -> None:
    drawn = parsed(svg(picture_of(of, WHOLE)))
    names = Counter(words(each)[0] for each in boxes(drawn, "instance"))
    assert names == Counter(i.name for i in of.instances)
    assert [words(each)[0] for each in boxes(drawn, "cluster")] == [f"cluster {c.name}" for c in of.clusters]


@given(environments())
@settings(max_examples=25, deadline=None)
def test_no_boxes_overlap_and_each_lies_in_the_box_it_belongs_to(of: m.Environment) -> None:
    for folding in (WHOLE, FOLDED):
        drawn = parsed(svg(picture_of(of, folding)))
        page = box(_own(drawn)[0])
        for group in drawn.iter():
            around = box(_own(group)[0]) if _own(group) and group is not drawn else page
            sisters = _sisters(group)
            assert all(around.holds(inner) for inner in sisters)
            assert all(a.apart(b) for a, b in combinations(sisters, 2))


@given(environments())
@settings(max_examples=25, deadline=None)
def test_no_words_are_wider_than_their_box(of: m.Environment) -> None:
    for folding in (WHOLE, FOLDED):
        drawn = parsed(svg(picture_of(of, folding)))
        page = box(_own(drawn)[0])
        for group, around in _shapes(drawn):
            for text in group.findall(f"{SVG}text"):
                style = text.attrib["class"].split()[0]
                wide = width(text.text or "", SIZES.get(style, 12), bold=style in SIZES)
                left = float(text.attrib["x"]) - (wide / 2 if text.get("text-anchor") else 0)
                inside = around or page
                assert inside.left <= left and left + wide <= inside.right, text.text
                assert inside.top < float(text.attrib["y"]) < inside.bottom


@given(environments())
@settings(max_examples=15, deadline=None)
def test_no_words_lie_below_a_box_or_on_other_words(of: m.Environment) -> None:
    marks: tuple[Mark, ...] = ("down", "standby", "")
    seen = Seen(marks={i.address: marks[number % 3] for number, i in enumerate(of.instances)})
    for folding in (WHOLE, FOLDED):
        for group in parsed(svg(picture_of(of, folding, seen))).iter(f"{SVG}g"):
            lines = [_line(text) for text in group.findall(f"{SVG}text")]
            assert all(a.apart(b) for a, b in combinations([*lines, *_sisters(group)], 2))


def _line(text: ElementTree.Element) -> Box:
    """Return the place that a line of words takes."""
    style = text.attrib["class"].split()[0]
    size = SIZES.get(style, 12)
    x, y, wide = float(text.attrib["x"]), float(text.attrib["y"]), width(text.text or "", size, bold=style in SIZES)
    left = x - (wide / 2 if text.get("text-anchor") else 0)
    return Box(style, left, y - 0.78 * size, left + wide, y + 0.22 * size)


WORDS_ON = (
    ("text", "page"),
    ("text.small", "page"),
    *((f"text{style}", box) for style in ("", ".fact") for box in ("balancer", "companion", "cluster", "instance")),
    *((f"text{style}", box) for style in ("", ".fact") for box in ("down", "standby")),
    *((f"text.{state}", state) for state in ("down", "standby")),
    ("text.on", "badge.on"),
    ("text.copies", "cluster"),
    (".off text", "off"),
)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("words", "on"), WORDS_ON)
def test_words_can_be_told_from_their_box_on_light_pages_and_on_dark_ones(words: str, on: str, dark: bool) -> None:
    looks = dict(
        (selector.strip().removeprefix(".hactl-graph "), declared)
        for selectors, declared in re.findall(
            r"^(\.[^{]*){([^}]*)}", colours.sheet().split("@media")[dark], re.MULTILINE
        )
        for selector in selectors.split(",")
    )
    lighter, darker = sorted((_luminance(looks[words]), _luminance(looks[f"rect.{on}"])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(declared: str) -> float:
    """Return how bright a fill is, as WCAG 2 counts it."""
    found = re.search("fill:#(..)(..)(..)", declared)
    assert found
    parts = [int(part, 16) / 255 for part in found.groups()]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_same_environment_gives_the_same_bytes_and_nothing_from_elsewhere() -> None:
    of = environment(cluster_of("a", 2), cluster_of("b", 2, 100, ha=False))
    drawn = svg(picture_of(of))
    assert drawn == svg(picture_of(of))
    addresses = set(re.findall(r"[a-z]+://[^\s\"]+", drawn))
    assert addresses == {"http://www.w3.org/2000/svg"} and "<script" not in drawn and "url(" not in drawn


def test_it_has_a_title_and_a_description_and_whatever_stands_in_a_spec_is_only_words() -> None:
    app = m.App(name="app", war=None, path=f"/<script>{NASTY}", clusters=("a",))
    drawn = parsed(svg(picture_of(environment(cluster_of("a", 2), apps=(app,)))))
    assert drawn.get("role") == "img" and drawn.get("aria-label") == "hactl environment shop"
    assert [child.tag.removeprefix(SVG) for child in drawn][:2] == ["title", "desc"]
    assert "cluster a: tomcat@7.0.109, HA on, sync" in (drawn.findtext(f"{SVG}desc") or "")
    assert not list(drawn.iter(f"{SVG}script"))
    assert any("<script><&>" in line for each in boxes(drawn, "balancer") for line in words(each))

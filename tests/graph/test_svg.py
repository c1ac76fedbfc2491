"""Every SVG is sound, shows each instance once, and keeps its boxes apart and its words inside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given, settings
from support.graph_worlds import SVG, Box, box, boxes, environments, parsed, words

from hactl import model as m
from hactl.graph import Folding, picture_of
from hactl.graph.measure import width
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

"""dot and Mermaid: each instance once, every word in quotes that hold, no edge to what is not there."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given, settings
from support.an_environment import environment
from support.graph_worlds import NASTY, cluster_of, environments

from hactl import model as m
from hactl.graph import Folding, picture_of
from hactl.graph.dot import dot
from hactl.graph.mermaid import mermaid
from hactl.graph.terminal import text
from hactl.views.look import Look

WHOLE = Folding(all_=False)
QUOTED = r'"(?:[^"\\]|\\.)*"'
DOT_LINE = re.compile(
    rf"\s*(?:(?:{QUOTED}|graph|node|edge)(?: -> {QUOTED})? )?"
    rf"(?:\[.*\]|label={QUOTED}|(?:digraph|subgraph) {QUOTED} {{|}}|// .*)?"
)
MERMAID_TEXT = re.compile(r'"[^"<>&`\\]*(?:<br>[^"<>&`\\]*)*"')


def _unquoted(line: str) -> str:
    return re.sub(QUOTED, "", line)


@given(environments())
@settings(max_examples=25, deadline=None)
def test_dot_has_each_instance_once_and_every_word_in_quotes(of: m.Environment) -> None:
    drawn = dot(picture_of(of, WHOLE))
    first = Counter(re.findall(r'^ *"c\d+i\d+" \[label="([a-z0-9_-]+)\\n', drawn, re.MULTILINE))
    assert first == Counter(i.name for i in of.instances)
    for line in drawn.splitlines()[1:]:
        assert DOT_LINE.fullmatch(line), line
        assert re.fullmatch(r"[\w\s=,.\[\]{}>-]*", _unquoted(line)), line
    bare = "".join(map(_unquoted, drawn.splitlines()[1:]))
    assert bare.count("{") == bare.count("}") == 1 + len(of.clusters)


@given(environments())
@settings(max_examples=25, deadline=None)
def test_edges_lead_to_what_is_drawn(of: m.Environment) -> None:
    drawn = dot(picture_of(of, WHOLE))
    nodes = set(re.findall(r'^ *"(\w+)" \[label', drawn, re.MULTILINE))
    ends = set(re.findall(r'^ *"(\w+)" -> "(\w+)"', drawn, re.MULTILINE))
    assert {end for pair in ends for end in pair} <= nodes
    assert {to for start, to in ends if start == "balancer"} <= nodes
    flow = mermaid(picture_of(of, WHOLE))
    known = set(re.findall(r"^ *(?:subgraph )?(\w+)[\[(]", flow, re.MULTILINE))
    used = re.findall(r"^ *(\w+) <-\.?-> (\w+)$|^ *(balancer) --> (?:\|.*\| )?(\w+)$", flow, re.MULTILINE)
    assert {end for found in used for end in found if end} <= known


@given(environments())
@settings(max_examples=25, deadline=None)
def test_mermaid_has_each_instance_once_and_nothing_it_would_read_otherwise(of: m.Environment) -> None:
    drawn = mermaid(picture_of(of, WHOLE))
    assert Counter(re.findall(r'^ *c\d+i\d+\["([a-z0-9_-]+)<br>', drawn, re.MULTILINE)) == Counter(
        i.name for i in of.instances
    )
    for line in drawn.splitlines()[5:]:
        assert '"' not in MERMAID_TEXT.sub("", line), line


def test_words_that_mean_something_to_a_language_are_only_shown() -> None:
    app = m.App(name="app", war=None, path=NASTY, clusters=("a",))
    picture = picture_of(environment(cluster_of("a", 2), apps=(app,)))
    assert r'label="<&>\"' in dot(picture) and r"\\--\\x1b" in dot(picture)
    assert "#60;#38;#62;#34;'#96;#35;;|]})#92;" in mermaid(picture)


def test_two_or_three_copy_to_each_other_and_more_meet() -> None:
    assert dot(picture_of(environment(cluster_of("a", 3)))).count("dir=both") == 3
    many = dot(picture_of(environment(cluster_of("a", 9))))
    assert many.count("dir=both") == 9 == many.count('-> "c0hub"')
    assert "dir=both" not in dot(picture_of(environment(cluster_of("a", 9, ha=False))))


@given(environments())
@settings(max_examples=25, deadline=None)
def test_a_terminal_gets_no_longer_line_than_it_has_columns(of: m.Environment) -> None:
    for width in (10, 24, 33, 40, 80, 120):
        for folding in (WHOLE, None):
            for unicode in (True, False):
                drawn = text(picture_of(of, folding), look=Look(width=width, unicode=unicode))
                assert max(map(len, drawn.splitlines()), default=0) <= width
                assert unicode or drawn.isascii()


@given(environments(30))
@settings(max_examples=25, deadline=None)
def test_a_terminal_that_is_wide_enough_shows_each_instance(of: m.Environment) -> None:
    drawn = text(picture_of(of, WHOLE), look=Look(width=120))
    assert {i.name for i in of.instances} <= set(re.findall(r"[a-z0-9_-]+", drawn))

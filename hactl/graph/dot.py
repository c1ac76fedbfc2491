"""A picture in Graphviz's language: `hactl graph --format dot | dot -Tpng`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from hactl.graph.picture import Card, Group, Picture
from hactl.views.look import clean

FEW = 3  # instances that copy to each other by an edge for each two; more meet in a point
HEAD = """\
  graph [compound=true, fontname="sans-serif", fontsize=12, labelloc=t, rankdir=TB, nodesep=0.3, ranksep=0.6]
  node [shape=box, style="rounded,filled", fillcolor=white, fontname="sans-serif", fontsize=11]
  edge [color="#0969da", fontname="sans-serif", fontsize=10]"""
ON, OFF = 'style="rounded,filled", fillcolor="#f6f8fa"', 'style="rounded,dashed", fontcolor="#57606a"'
GREY = 'fillcolor="#eaeef2", fontcolor="#57606a"'
MARKS = {"down": 'fillcolor="#ffebe9"', "standby": 'fillcolor="#fff8c5"', "drained": 'fillcolor="#fff8c5"', "": ""}


def dot(picture: Picture) -> str:
    """Return the picture as a directed graph."""
    parts = (
        f"// {clean(picture.drawn_from)}",
        f"digraph {_word(picture.title)} {{",
        HEAD,
        f"  label={_label([f'{picture.title}: {picture.counts}'])}",
        _node(picture.balancer, 'fillcolor="#ddf4ff"'),
        *(line for card in picture.companions for line in _companion(card)),
        *(line for group in picture.groups for line in _cluster(group)),
        *_ways(picture),
        "}",
    )
    return "\n".join(parts) + "\n"


def _node(card: Card, look: str) -> str:
    named = f"{card.name} ({card.mark})" if card.mark else card.name
    shown = ", ".join(filter(None, (f"label={_label([named, *card.facts])}", look)))
    return f"  {_word(card.key)} [{shown}]"


def _companion(card: Card) -> Iterator[str]:
    yield _node(card, 'style="rounded,dashed"')


def _cluster(group: Group) -> Iterator[str]:
    words = filter(None, (f"cluster {group.name}", group.server, group.state, group.copies, group.meet))
    yield f"  subgraph {_word(f'cluster_{group.key}')} {{"
    yield f"    graph [label={_label(words)}, {ON if group.on else OFF}]"
    if group.folded:
        yield f"    {_word(group.key)} [label={_label(group.folded)}, peripheries=2{'' if group.on else f', {GREY}'}]"
    else:
        for card in group.cards:
            yield f"  {_node(card, MARKS[card.mark] if group.on or card.mark else GREY)}"
        yield from (f"    {edge}" for edge in _copies(group))
    yield "  }"


def _copies(group: Group) -> Iterator[str]:
    """Yield who copies to whom: each two, or all by a point where there are many."""
    if not group.shares:
        return
    look = f'dir=both, color="#1a7f37", constraint=false, style={"solid" if group.sync else "dashed"}'
    keys = [card.key for card in group.cards]
    if len(keys) <= FEW and "one other" not in group.copies:
        yield from (f"{_word(a)} -> {_word(b)} [{look}]" for a, b in combinations(keys, 2))
        return
    hub = f"{group.key}hub"
    yield f'{_word(hub)} [label={_label([group.copies])}, shape=ellipse, color="#1a7f37"]'
    yield from (f"{_word(key)} -> {_word(hub)} [{look.replace('constraint=false, ', '')}]" for key in keys)


def _ways(picture: Picture) -> Iterator[str]:
    """Yield an edge from the balancer to each cluster, with the applications that take it."""
    for group in picture.groups:
        first = group.key if group.folded else group.cards[len(group.cards) // 2].key
        apps = [way.apps for _, way in picture.ways_to(group)]
        label = f", label={_label(apps)}" if apps else ""
        yield f"  {_word('balancer')} -> {_word(first)} [lhead={_word(f'cluster_{group.key}')}{label}]"


def _word(text: str) -> str:
    return f'"{_plain(text)}"'


def _plain(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace('"', '\\"')


def _label(lines: Iterable[str]) -> str:
    return '"' + "\\n".join(map(_plain, lines)) + '"'

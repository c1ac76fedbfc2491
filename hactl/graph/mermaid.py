"""A picture in Mermaid's language, which GitHub, GitLab and many wikis draw where they find it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from hactl.graph.picture import Card, Group, Picture
from hactl.views.look import clean

MOST_CHARACTERS, MOST_EDGES = 50_000, 499  # of Mermaid 11, as it comes; no text can raise them
LOOKS = {
    "balancer": "fill:#ddf4ff,stroke:#0969da,color:#1f2328",
    "companion": "fill:#fbefff,stroke:#8250df,color:#1f2328,stroke-dasharray:3 3",
    "on": "fill:#f6f8fa,stroke:#59636e,color:#1f2328",
    "off": "fill:#eaeef2,stroke:#818b98,color:#57606a,stroke-dasharray:6 4",
    "instance": "fill:#ffffff,stroke:#59636e,color:#1f2328",
    "copies": "fill:#dafbe1,stroke:#1a7f37,color:#116329",
    "down": "fill:#ffebe9,stroke:#cf222e,color:#a40e26",
    "standby": "fill:#fff8c5,stroke:#9a6700,color:#7d4e00",
    "drained": "fill:#fff8c5,stroke:#9a6700,color:#7d4e00",
}
_ESCAPES = {ord(c): f"#{ord(c)};" for c in '#"<>&`\\'}


def mermaid(picture: Picture) -> str:
    """Return the picture as a flowchart."""
    parts = (
        "---",
        f"title: {json.dumps(clean(picture.title))}",
        "---",
        f"%% {clean(picture.drawn_from)}",
        "flowchart TB",
        f"  {_node(picture.balancer)}:::balancer",
        *(f"  {_node(card)}:::companion" for card in picture.companions),
        *(line for group in picture.groups for line in _cluster(group)),
        *(f"  balancer --> {_labelled(picture, group)}{group.key}" for group in picture.groups),
        *(f"  classDef {name} {look}" for name, look in LOOKS.items()),
        *(f"  class {group.key} {'on' if group.on else 'off'}" for group in picture.groups),
    )
    return "\n".join(parts) + "\n"


def too_large(drawn: str) -> str:
    """Return that Mermaid will not draw this text, and what to do; "" where it will."""
    edges = sum("-> " in line for line in drawn.splitlines())
    if len(drawn) <= MOST_CHARACTERS and edges <= MOST_EDGES:
        return ""
    limits = f"{MOST_CHARACTERS:,} characters and {MOST_EDGES} edges"
    return (
        f"Mermaid draws at most {limits}, unless set up otherwise: here are {len(drawn):,} and {edges:,}\n"
        "fold more clusters (--fold), or take --format svg"
    )


def _labelled(picture: Picture, group: Group) -> str:
    apps = [way.apps for _, way in picture.ways_to(group)]
    return f"|{_label(apps)}| " if apps else ""


def _node(card: Card) -> str:
    named = f"{card.name} ({card.mark})" if card.mark else card.name
    return f"{card.key}[{_label([named, *card.facts])}]"


def _cluster(group: Group) -> Iterator[str]:
    """Yield a cluster. Its title is one line, since Mermaid leaves no room for more."""
    yield f"  subgraph {group.key}[{_label([f'cluster {group.name}: {group.server}, {group.state}'])}]"
    if group.folded:
        meet = (group.copies, group.meet) if group.shares else ()
        yield f"    {group.key}all[[{_label([*group.folded, *meet])}]]:::{'instance' if group.on else 'off'}"
    else:
        yield from (f"    {_node(card)}:::{_look(group, card)}" for card in group.cards)
        yield from (f"    {edge}" for edge in _copies(group))
    yield "  end"


def _look(group: Group, card: Card) -> str:
    return card.mark or ("instance" if group.on else "off")


def _copies(group: Group) -> Iterator[str]:
    """Yield who copies to whom: all by a node that says how, since an edge for each two would be too many."""
    if group.shares:
        arrow = "<-->" if group.sync else "<-.->"
        yield f"{group.key}copies([{_label([group.copies, group.meet])}]):::copies"
        yield from (f"{card.key} {arrow} {group.key}copies" for card in group.cards)


def _label(lines: Iterable[str]) -> str:
    return '"' + "<br>".join(clean(line).translate(_ESCAPES) for line in lines) + '"'

"""`make picture`: an example as `hactl graph` draws it, for the README and docs/graph.md."""

from __future__ import annotations

from support.source_tree import CHECKOUT

from hactl import validation
from hactl.graph import picture_of
from hactl.graph.svg import svg

FILE = CHECKOUT / "docs" / "graph.svg"
EXAMPLE = CHECKOUT / "examples" / "shop.hactl.yaml"


def drawn() -> str:
    """Return the picture of the example as it is today."""
    return svg(picture_of(validation.sound(validation.load(EXAMPLE))))


if __name__ == "__main__":
    FILE.write_text(drawn(), encoding="utf-8")

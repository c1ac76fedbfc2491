"""From files that exist to a spec: `hactl import`. Nothing of a person's is changed here; only a spec is written."""

from __future__ import annotations

from hactl.adopt.draw import Picture, draw
from hactl.adopt.recall import recall
from hactl.adopt.text import spec_text
from hactl.adopt.wish import Wish

__all__ = ["Picture", "Wish", "draw", "recall", "spec_text"]

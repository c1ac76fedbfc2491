"""From files that exist to a spec: `hactl import`. Nothing of a person's is changed here; only a spec is written."""

from __future__ import annotations

from hactl.importing.rebuild import recall
from hactl.importing.request import Wish
from hactl.importing.spec_text import spec_text
from hactl.importing.survey import Picture, draw

__all__ = ["Picture", "Wish", "draw", "recall", "spec_text"]

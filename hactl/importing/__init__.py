"""From files that exist to a spec: `hactl import`. Nothing of a person's is changed here; only a spec is written."""

from __future__ import annotations

from hactl.importing.rebuild import rebuild_manifest
from hactl.importing.request import ImportRequest
from hactl.importing.spec_text import spec_text
from hactl.importing.survey import Survey, draw

__all__ = ["ImportRequest", "Survey", "draw", "rebuild_manifest", "spec_text"]

"""What holds for every test: hactl's key and labs lie in a folder of the tests, never in the developer's own."""

from __future__ import annotations

import os
import tempfile

_STATE = tempfile.TemporaryDirectory(prefix="hactl-tests-")
os.environ["XDG_STATE_HOME"] = _STATE.name

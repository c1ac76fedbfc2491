"""`make changes`: change sessions in place on real servers and kill one; writes the tables of docs/changes.md.

Only rows whose inputs changed since they were measured; all with ALL=1. With COST=1 what it costs, too.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measure.changes import cost
from measure.changes_rows import CHANGES

if __name__ == "__main__":
    CHANGES.renew(all_rows="1" in sys.argv[1:])
    if "cost" in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            cost.write(cost.measure(Path(folder)))

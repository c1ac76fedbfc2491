"""`make changes`: change sessions in place on real servers and kill one; writes the table of docs/changes.md.

Only rows whose inputs changed since they were measured; all with ALL=1.
"""

from __future__ import annotations

import sys

from measure.changes_rows import CHANGES

if __name__ == "__main__":
    CHANGES.renew(all_rows="1" in sys.argv[1:])

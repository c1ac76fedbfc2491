"""`make upgrading`: roll each version line to the next on real servers, and write the table of docs/upgrading.md anew.

Only rows whose inputs changed since they were measured; all with ALL=1.
"""

from __future__ import annotations

import sys

from measure.upgrading_rows import UPGRADING

if __name__ == "__main__":
    UPGRADING.renew(all_rows="1" in sys.argv[1:])

"""`make encryption`: what encrypted copies do on real servers; writes the tables of docs/encryption.md anew.

Only rows whose inputs changed since they were measured; all with ALL=1.
"""

from __future__ import annotations

import sys

from measure.encryption_rows import ROLLS, SEALED

if __name__ == "__main__":
    for table in (SEALED, ROLLS):
        table.renew(all_rows="1" in sys.argv[1:])

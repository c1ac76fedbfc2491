"""`make topology`: carry out every change of topology on real servers, and write the table of docs/topology.md anew.

Only rows whose inputs changed since they were measured; all with ALL=1.
"""

from __future__ import annotations

import sys

from measure.topology_rows import TOPOLOGY

if __name__ == "__main__":
    TOPOLOGY.renew(all_rows="1" in sys.argv[1:])

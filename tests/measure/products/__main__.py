"""`make products`: run every server product, drill it, and write the tables of docs/products.md anew.

Only rows whose inputs changed since they were measured; all with ALL=1. A server that cannot run here keeps its row.
"""

from __future__ import annotations

import sys

from measure.product_rows import ALL_FIVE, PRODUCTS

if __name__ == "__main__":
    for table in (PRODUCTS, ALL_FIVE):
        table.renew(all_rows="1" in sys.argv[1:])

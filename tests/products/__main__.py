"""`make products`: run every server product, drill it, and write the table of docs/products.md anew."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "live"))

from line_lab import CHECKOUT
from product_rows import HEAD, SERVERS, measure, runs_here

PAGE = CHECKOUT / "docs" / "products.md"
BEGIN, END = "<!-- made by `make products` -->\n", "<!-- end -->\n"


def main() -> int:
    """Measure; a server that cannot run here keeps its row."""
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    old, _, after = rest.partition(END)
    rows = [row for server in SERVERS if (row := _row(server, old))]
    ruler = "|" + "---|" * len(fields(HEAD))
    PAGE.write_text(before + BEGIN + "\n".join([HEAD.line(), ruler, *rows]) + "\n" + END + after)
    return 0


def _row(server: str, old: str) -> str:
    if reason := runs_here(server):
        print(f"skipped: {reason}")
        return next((line for line in old.splitlines() if line.startswith(f"| {server} ")), "")
    with tempfile.TemporaryDirectory() as folder:
        row = measure(server, Path(folder)).line()
    print(row, flush=True)
    return row


if __name__ == "__main__":
    sys.exit(main())

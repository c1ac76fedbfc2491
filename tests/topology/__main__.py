"""`make topology`: carry out every change of topology on real servers, and write the table of docs/topology.md anew."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "live"))

from line_lab import CHECKOUT
from topology_rows import CHANGES, HEAD, measure

PAGE = CHECKOUT / "docs" / "topology.md"
BEGIN, END = "<!-- made by `make topology` -->\n", "<!-- end -->\n"


def main() -> int:
    """Measure every change."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    rows = []
    for change in CHANGES:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure(change, Path(folder)).line())
        print(rows[-1], flush=True)
    ruler = "|" + "---|" * len(fields(HEAD))
    PAGE.write_text(before + BEGIN + "\n".join([HEAD.line(), ruler, *rows]) + "\n" + END + after)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""docs/performance.md: the table between two marks; a row that is not measured keeps what it says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from measure.bench.rows import ROWS, Row

PAGE = Path(__file__).parents[3] / "docs" / "performance.md"
BEGIN, END = "<!-- made by `make bench` -->\n", "<!-- end -->\n"
HEAD = "| what | to reach | now: median (range) | how |\n|---|---|---|---|\n"
NOT_RUN = "not measured"
SMALL = 100


def line(row: Row, size: int, now: str) -> str:
    """Return a row of the table."""
    cells = (text.format(n=f"{size:,}", ten=f"{10 * size:,}", small=min(SMALL, size)) for text in (row.what, row.how))
    what, how = cells
    return f"| {what} | {row.goal} | {now} | {how} |"


def table(size: int, now: Mapping[str, str], old: Mapping[str, str]) -> str:
    """Return the table: what was measured, else what stands there, else that it was not measured."""
    return HEAD + "".join(
        f"{line(row, size, now.get(name) or old.get(name) or NOT_RUN)}\n" for name, row in ROWS.items()
    )


def read(text: str, size: int) -> dict[str, str]:
    """Return what the page says now, by row."""
    inside = text.partition(BEGIN)[2].partition(END)[0].splitlines()
    cells = [[cell.strip() for cell in found.strip("|").split(" | ")] for found in inside if found.startswith("| ")]
    said = {found[0]: found[2] for found in cells if len(found) == 4}
    whats = {name: line(row, size, "").strip("|").split(" | ")[0].strip() for name, row in ROWS.items()}
    return {name: said[what] for name, what in whats.items() if what in said}


def write(text: str, size: int, now: Mapping[str, str], where: str) -> str:
    """Return the page with this table, and below it the line that says where it was measured."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}{table(size, now, read(text, size))}\n{where}\n{END}{rest.partition(END)[2]}"

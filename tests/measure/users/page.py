"""docs/what-users-see.md: a table with a column for each product, and one of shares; each is written by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from measure.users import hung, through_kills, with_all_alive

PAGE = Path(__file__).parents[3] / "docs" / "what-users-see.md"
SEEN = ("<!-- made by `make users` -->\n", "<!-- end -->\n")
SHARES = ("<!-- shares, made by `make users` -->\n", "<!-- end of shares -->\n")
SHARES_HEAD = "| after | promised, of 100 | seen, of 100 | users | verdict |\n|---|---|---|---|---|\n"
TITLES = (*through_kills.STORIES, *with_all_alive.TRIES, *hung.TITLES, hung.LOGOUT)
NOT_RUN = "-"


def _between(text: str, marks: tuple[str, str]) -> tuple[str, str, str]:
    before, _, rest = text.partition(marks[0])
    inside, _, after = rest.partition(marks[1])
    return before + marks[0], inside, marks[1] + after


def columns(text: str) -> dict[str, dict[str, str]]:
    """Return what the table says, by product and title."""
    lines = [[cell.strip() for cell in line.strip("|\n").split(" | ")] for line in _between(text, SEEN)[1].splitlines()]
    if len(lines) < 2:
        return {}
    head, rows = lines[0][1:], lines[2:]
    return {product: {row[0]: row[number + 1] for row in rows} for number, product in enumerate(head)}


def with_column(text: str, product: str, cells: Mapping[str, str], order: Sequence[str]) -> str:
    """Return the page with one product's cells in the table; the others stay."""
    found = {**columns(text), product: dict(cells)}
    products = [p for p in order if p in found]
    lines = [f"| what happens | {' | '.join(products)} |", "|---" * (len(products) + 1) + "|"]
    lines += [f"| {title} | {' | '.join(found[p].get(title, NOT_RUN) for p in products)} |" for title in TITLES]
    before, _, after = _between(text, SEEN)
    return before + "".join(f"{line}\n" for line in lines) + after


def with_shares(text: str, lines: Sequence[str]) -> str:
    """Return the page with this table of shares."""
    before, _, after = _between(text, SHARES)
    return before + SHARES_HEAD + "".join(f"{line}\n" for line in lines) + after

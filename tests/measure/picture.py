"""`make picture`: the house as it stands, drawn from its imports into docs/architecture.svg."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from support.source_tree import CHECKOUT, modules

FILE = CHECKOUT / "docs" / "architecture.svg"
CONTRIBUTING = CHECKOUT / "CONTRIBUTING.md"
WIDE, HIGH, GAP, DEEP, MARGIN, NAMES = 1180, 34, 12, 74, 16, 150
STYLE = """\
text{font:13px sans-serif;fill:#222} .box{fill:#fff;stroke:#567;stroke-width:1.2} .row{fill:#eef2f6}
.uses{fill:none;stroke:#789;stroke-width:.7;opacity:.45} .small{font-size:11px;fill:#567}"""


def layers() -> list[list[str]]:
    """Return the layers from the top down, as CONTRIBUTING.md has them: the one list there is."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    block = next(part for part in text.split("```")[1::2] if part.lstrip().startswith("cli |"))
    return [[name.strip() for name in layer.split(",")] for layer in " ".join(block.split()).split("|")]


def uses() -> set[tuple[str, str]]:
    """Return who imports from whom, by the names that have a layer."""
    known = {name for layer in layers() for name in layer}
    pairs = {
        (m.top, i.name.split(".")[1]) for m in modules("hactl") for i in m.imports() if i.name.startswith("hactl.")
    }
    return {(a, b) for a, b in pairs if a != b and {a, b} <= known}


def size(name: str) -> int:
    """Return how many lines of code are in there."""
    return sum(m.lines for m in modules("hactl") if m.top == name)


def draw() -> str:
    """Return the picture as SVG: a row for each layer, a box for each module or package, a line for each import."""
    rows = layers()
    at = {name: (x, MARGIN + DEEP * row) for row, names in enumerate(rows) for name, x in _across(names)}
    high = MARGIN * 2 + DEEP * len(rows) - (DEEP - HIGH)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" role="img">'
    title = "<title>Who imports from whom in hactl: always from the top down</title>"
    return "\n".join(
        (head, title, f"<style>{STYLE}</style>", *_rows(len(rows)), *_lines(at), *_boxes(at), "</svg>", "")
    )


def _across(names: list[str]) -> Iterator[tuple[str, float]]:
    step = (WIDE - 2 * MARGIN) / len(names)
    yield from ((name, MARGIN + step * (number + 0.5)) for number, name in enumerate(names))


def _rows(count: int) -> Iterator[str]:
    for row in range(count):
        y = MARGIN + DEEP * row - 7
        yield f'<rect class="row" x="4" y="{y}" width="{WIDE - 8}" height="{HIGH + 14}" rx="8"/>'


def _lines(at: dict[str, tuple[float, int]]) -> Iterator[str]:
    for a, b in sorted(uses()):
        (x1, y1), (x2, y2) = at[a], at[b]
        if y1 == y2:
            yield f'<path class="uses" d="M{x1:.0f} {y1} C{x1:.0f} {y1 - 14} {x2:.0f} {y2 - 14} {x2:.0f} {y2}"/>'
        else:
            middle = (y1 + HIGH + y2) / 2
            d = f"M{x1:.0f} {y1 + HIGH} C{x1:.0f} {middle:.0f} {x2:.0f} {middle:.0f} {x2:.0f} {y2}"
            yield f'<path class="uses" d="{d}"/>'


def _boxes(at: dict[str, tuple[float, int]]) -> Iterator[str]:
    widest = {
        y: min(150.0, (WIDE - 2 * MARGIN) / sum(other == y for _, other in at.values()) - GAP) for _, y in at.values()
    }
    for name, (x, y) in at.items():
        wide = widest[y]
        yield f'<rect class="box" x="{x - wide / 2:.0f}" y="{y}" width="{wide:.0f}" height="{HIGH}" rx="5"/>'
        yield f'<text x="{x:.0f}" y="{y + 15}" text-anchor="middle">{escape(name)}</text>'
        yield f'<text class="small" x="{x:.0f}" y="{y + 28}" text-anchor="middle">{_rounded(name)}</text>'


def _rounded(name: str) -> str:
    """Return the size in steps of 500 lines, so that a small change makes no new picture."""
    lines = size(name)
    return f"{round(lines / 500) * 500} lines" if lines >= 250 else "under 250 lines"


if __name__ == "__main__":
    FILE.write_text(draw(), encoding="utf-8")

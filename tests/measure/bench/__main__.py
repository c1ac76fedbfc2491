"""`make bench`: a Markdown table of hactl against the floor, growth, and start-up."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from measure.bench import specs, startup, subject
from measure.bench.measure import Row, measure

CHECKOUT = Path(__file__).resolve().parents[3]


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ratios(rows: Sequence[Row]) -> str:
    """Return the table of steps against the floor of the same run."""
    head = ("step", "instances", "hactl", "floor", "times the floor")
    cells = ((r.step, f"{r.instances:,}", _ms(r.hactl), _ms(r.floor), f"{r.ratio:.1f}") for r in rows)
    return _table(head, cells)


def growth(rows: Sequence[Row]) -> str:
    """Return what one instance costs at each size, against the size before: 1.0 is linear."""
    cost = {(r.step, r.instances): r.hactl / r.instances for r in rows}
    sizes = sorted({r.instances for r in rows})
    pairs = list(pairwise(sizes))
    steps = list(dict.fromkeys(r.step for r in rows))
    head = ("an instance costs", *(f"at {b:,}: times that at {a:,}" for a, b in pairs))
    return _table(head, ((step, *(f"{cost[step, b] / cost[step, a]:.2f}" for a, b in pairs)) for step in steps))


def starts(best: Mapping[str, float]) -> str:
    """Return the table of commands against the empty typer command."""
    base = best[startup.BASE]
    return _table(
        ("command", "time", f"times an {startup.BASE}"), ((n, _ms(s), f"{s / base:.2f}") for n, s in best.items())
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2, 100, 1000], help="instances, even numbers")
    parser.add_argument("--repeat", type=int, default=3, help="rounds; the best of each side counts")
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hactl-bench-") as name:
        folder = Path(name)
        measure(folder, 2, 1)  # imports and compiled templates are start-up, not work
        (folder / "2-0").rename(folder / "warm")
        rows = [row for size in wish.sizes for row in measure(folder, size, wish.repeat)]
        print(ratios(rows), growth(rows), sep="\n\n", end="\n\n")
        (folder / "start").mkdir()
        spec = specs.write(folder / "start", 2)
        subject.create(spec, spec.parent / "bench")
        print(starts(startup.measure(spec, CHECKOUT, 5 * wish.repeat)))


if __name__ == "__main__":
    main()

"""`make bench`: hactl beside the floor of the same bytes; prints a table and writes docs/performance.md."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from measure.bench import bill, disk, lab, large, page, peers, place, rounds, rows, startup
from measure.bench.place import Place

SIZE, ROUNDS = 1000, 5
STARTS_A_ROUND = 3
SLOW = ("lab", "peers")
GROUPS = (*rounds.STEPS, "large", "bill", "start", "disk", *SLOW)
Cells = Iterator[tuple[str, str]]


def _wish(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE, help="instances in a round, an even number")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how many; an odd number has a median")
    parser.add_argument("--rows", nargs="+", choices=GROUPS, help="only these")
    parser.add_argument("--lab", action="store_true", help="real servers too; some minutes")
    parser.add_argument("--peers", action="store_true", help="Ansible too, which is installed for it; some minutes")
    parser.add_argument("--print", action="store_true", help="leave docs/performance.md as it is")
    wish = parser.parse_args(arguments)
    usual = [group for group in GROUPS if group not in SLOW or getattr(wish, group)]
    wish.rows = [*(wish.rows or usual), *(group for group in SLOW if wish.rows and getattr(wish, group))]
    return wish


def _rounds(folder: Path, wish: argparse.Namespace, where: Place) -> Cells:
    steps = [step for step in rounds.STEPS if step in wish.rows]
    on_disk = "disk" in wish.rows and where.tmpfs
    if not steps and not on_disk:
        return
    made = rounds.model(folder / "model", wish.size)
    found: dict[str, list[rounds.Pair]] = {step: [] for step in steps}
    for turn in range(wish.rounds if steps else 0):
        for step, pair in rounds.play(folder / f"round-{turn}", made, turn, steps):
            _say(f"round {turn + 1}: {step}: {pair.hactl.cpu:.2f} s beside {pair.floor.cpu:.3f} s, CPU")
            found.setdefault(step, []).append(pair)
    yield from rows.of_rounds({step: found[step] for step in steps})
    kind = place.file_system(Path(tempfile.gettempdir()))
    if on_disk and kind != "tmpfs":
        with tempfile.TemporaryDirectory(prefix="hactl-bench-") as name:
            yield from rows.of_disk(disk.measure(Path(name), made), kind)


def _others(folder: Path, wish: argparse.Namespace, where: Place) -> Cells:
    if "start" in wish.rows:
        yield from rows.of_starts(startup.measure(folder, STARTS_A_ROUND * wish.rounds))
    if "large" in wish.rows:
        yield from rows.of_growth(large.measure(folder, wish.size))
    if "bill" in wish.rows:
        yield from rows.of_bill(bill.measure(folder, wish.size))
    if "lab" in wish.rows and where.tmpfs:
        yield from rows.of_lab(lab.measure(folder))
    if "peers" in wish.rows:
        yield from rows.of_peers(peers.measure(folder))


def _told(cells: Iterable[tuple[str, str]]) -> Cells:
    for name, cell in cells:
        _say(f"{name}: {cell}")
        yield name, cell


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and keep what was measured."""
    wish = _wish(sys.argv[1:])
    where = place.choose(10 * wish.size if "large" in wish.rows else wish.size)
    on = (
        f"Measured last on {where.kind}, Python {platform.python_version()}, {os.cpu_count()} cores. "
        "CPU is user and system."
    )
    _say(on)
    with tempfile.TemporaryDirectory(prefix="hactl-bench-", dir=where.folder) as name:
        os.environ["XDG_STATE_HOME"] = f"{name}/state"
        folder = Path(name)
        now = dict(_told(cells for part in (_rounds, _others) for cells in part(folder, wish, where)))
    print(page.table(wish.size, now, {}), on, sep="\n")
    if wish.size == SIZE and not wish.print:
        page.PAGE.write_text(page.write(page.PAGE.read_text(), wish.size, now, on))


if __name__ == "__main__":
    main()

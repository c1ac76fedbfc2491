"""`make attack`: attack the tool as strangers' files and other users could; writes the table of docs/attack.md.

`make attack ONLY=WORD` tries the rows whose title holds the word, and leaves the page alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measure.attack.ground import CHECKOUT, Ground, Row, Skipped, Try
from measure.attack.rows import ROWS

PAGE = CHECKOUT / "docs" / "attack.md"
BEGIN, END = "<!-- made by `make attack` -->\n", "<!-- end -->\n"
HEAD = "| what is tried | attempts | seen | verdict |\n|---|---|---|---|\n"
AT_ONCE = 2  # rows; each has its own folder, home and state
SHOWN = 6  # faults of one row that are printed


def main() -> int:
    """Attack; return 1 if there is a fault."""
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    lines, faults = [], 0
    rows = [row for row in ROWS if only in row.title]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for row, (tries, reason, seconds) in zip(rows, pool.map(_timed, rows), strict=True):
            faults += sum(bool(t.fault) for t in tries)
            lines.append(line(row, tries, reason))
            print(f"{lines[-1]}  {seconds:.1f} s", flush=True)
            for one in [t for t in tries if t.fault][:SHOWN]:
                print(f"    {one.name}: {one.fault}", flush=True)
    print(f"{faults} faults")
    if not only:
        _write(lines)
    return 1 if faults else 0


def _timed(row: Row) -> tuple[list[Try], str, float]:
    started = time.monotonic()
    tries, reason = tried(row)
    return tries, reason, time.monotonic() - started


def tried(row: Row) -> tuple[list[Try], str]:
    """Carry one row out; return its attempts, and why it was skipped, "" if it was not."""
    if row.root and os.geteuid() != 0:
        return [], "it needs root"
    with tempfile.TemporaryDirectory(prefix="attack-", ignore_cleanup_errors=True) as folder:
        try:
            return list(row.attack(Ground(Path(folder)))), ""
        except Skipped as reason:
            return [], str(reason)


def line(row: Row, tries: list[Try], reason: str) -> str:
    """Return the row as Markdown."""
    if reason:
        return f"| {row.title} | - | - | skipped: {reason} |"
    faults = sum(bool(t.fault) for t in tries)
    seen = ", ".join(f"{word} ({number})" for word, number in sorted(Counter(t.seen for t in tries).items()) if word)
    return f"| {row.title} | {len(tries)} | {seen} | {f'**{faults} faults**' if faults else 'ok'} |"


def _write(lines: list[str]) -> None:
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + HEAD + "".join(f"{line}\n" for line in lines) + END + rest.partition(END)[2])


if __name__ == "__main__":
    sys.exit(main())

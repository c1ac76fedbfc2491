"""`make users [SERVER=NAME]`: ask real servers as browsers do while they die, hang and come back.

Without a name: each product, then `shares`. What was measured is in the page as soon as a product is done.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measure.product_rows import SERVERS, runs_here, variables
from measure.users import hung, page, shares, through_kills, with_all_alive
from measure.users.application import build
from measure.users.scene import Environment, Scene

SPEC = """\
hactl: 1
name: users
server: {server}
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: 10.0.9.5:80
apps: {{ask: {{war: {war}, path: /}}}}
"""


def main() -> int:
    """Measure; a server that cannot run here keeps its column."""
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    with tempfile.TemporaryDirectory(prefix="users-") as folder:
        war, counts = build(Path(folder))
        for server in (server for server in SERVERS if only in server):
            if reason := runs_here(server):
                print(f"skipped: {reason}")
                continue
            own = Path(folder, server)
            own.mkdir()
            cells = measured(server, own, war, counts)
            page.PAGE.write_text(page.with_column(page.PAGE.read_text(), server, cells, SERVERS))
        if only in ("", "shares"):
            own = Path(folder, "shares")
            own.mkdir()
            lines = list(_shown(shares.play(own, war, counts)))
            page.PAGE.write_text(page.with_shares(page.PAGE.read_text(), lines))
    return 0


def _shown(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        print(line, flush=True)
        yield line


def measured(server: str, folder: Path, war: Path, counts: Path) -> dict[str, str]:
    """Run one product's lab; return its cells by title."""
    environment = Environment(folder, SPEC.format(server=server, war=war), variables(server))
    environment.hactl("create", "--yes")
    try:
        environment.hactl("lab", "up")
        scene = Scene(environment.state(), counts, server)
        pairs = environment.inside(lambda: list(_all(scene)))
        return {str(title): str(cell) for title, cell in (pair for pair in pairs if isinstance(pair, list))}
    finally:
        environment.hactl("lab", "down")


def _all(scene: Scene) -> Iterator[tuple[str, str]]:
    started = time.monotonic()
    for part in (with_all_alive, through_kills, hung):
        for title, cell in part.play(scene):
            print(f"{scene.product} {time.monotonic() - started:.0f} s: {title}: {cell}", file=sys.stderr, flush=True)
            yield title, cell


if __name__ == "__main__":
    sys.exit(main())

"""What `changes: all` costs beside `set` and beside HA off, in one run: the second table of docs/changes.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from support.line_lab import CHECKOUT, Live

from measure.changes import load
from measure.changes.application import build
from measure.product_rows import variables

SERVER = "tomcat@9.0.122"
SPEC = """\
hactl: 1
name: cost
server: {server}
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: {{instances: [10.0.9.21, 10.0.9.22], replication: {{changes: all}}}}
  c: {{ha: false, instances: [10.0.9.31]}}
balancer: 10.0.9.5:80
apps: {{keep: {{path: /, war: {war}}}}}
"""
PLACES = {"a-1": "10.0.9.11", "b-1": "10.0.9.21", "c-1": "10.0.9.31"}
SETENV = 'CATALINA_OPTS="$CATALINA_OPTS -XX:TieredStopAtLevel=4 -Xmx256m"\n'  # a lab's own are for short lives
PAGE = CHECKOUT / "docs" / "changes.md"
BEGIN, END = "<!-- made by `make changes`: cost -->\n", "<!-- cost ends -->\n"
TITLES = {8: "0.7 kB", 160: "10 kB", 900: "57 kB", 16000: "1 MB"}
KINDS = {"none": "fetches another attribute", "fetch": "fetches the cart", "change": "changes it"}
HEAD = "| a cart of | the request | processor time with `set`, ms | with `all`, beside `set` | HA off, beside `set` |"


def measure(folder: Path) -> dict[str, list[tuple[float, float]]]:
    """Return, for each size and kind of request, the time with `set`, and what that is multiplied by."""
    environment = Live(folder, variables(SERVER))
    environment.spec.write_text(SPEC.format(server=SERVER, war=build(SERVER, folder)))
    environment.hactl("create", "--yes")
    for base in (folder / "cost").glob("10.0.9.*/*-*"):
        setenv = base / "bin/setenv.sh"
        setenv.parent.mkdir(exist_ok=True)
        with setenv.open("a") as file:
            file.write(SETENV)
    try:
        environment.hactl("lab", "up")
        members = environment.result("lab", "status")["members"]
        pids = {member["name"]: member["pid"] for member in members}
        words = [f"{pids[name]}@{address}" for name, address in PLACES.items()]
        said = environment.inside(sys.executable, str(load.__file__), *words)
    finally:
        environment.hactl("lab", "down")
    found: dict[str, list[tuple[float, float]]] = json.loads(said)
    return found


def rows(found: dict[str, list[tuple[float, float]]]) -> Iterator[str]:
    """Yield the table's lines."""
    yield from (HEAD, "|" + "---|" * (HEAD.count(" | ") + 1))
    for items, title in TITLES.items():
        for kind, does in KINDS.items():
            (own, _), (_, ours), (_, off) = found[f"{items} {kind}"]
            yield f"| {title} | {does} | {own / 1000:.3f} | {ours:.2f} | {off:.2f} |"


def write(found: dict[str, list[tuple[float, float]]]) -> None:
    """Put the table into the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    PAGE.write_text(before + BEGIN + "\n".join(rows(found)) + "\n" + END + rest.partition(END)[2])

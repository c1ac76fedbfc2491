"""What an application changes in its session without setAttribute, on the partner after `kill -9`: docs/changes.md."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from support.line_lab import CHECKOUT, Live, live

from hactl.servers import SERVER_TYPES
from measure.changes import client
from measure.changes.application import build
from measure.measured import Table
from measure.product_rows import runs_here, variables

SERVERS = tuple(
    f"{name}@{line.newest}"
    for name in ("tomcat", "tomee")
    for line in reversed(tuple(SERVER_TYPES[name].lines.values()))
)
MODES = ("set", "all")
NAMES = tuple(f"{server}, {mode}" for server in SERVERS for mode in MODES)
COLUMNS = ("list", "map", "own", "nested", "array", "shared", "beside")
HEAD = (
    "| server, `changes` | list | map | object | object in an object | array | object in two attributes "
    "| beside a bad attribute | calls of listeners, here and on the partner |"
)
SPEC = """\
hactl: 1
name: changes
server: {server}
clusters:
  a: {{instances: [10.0.9.11, 10.0.9.12], replication: {{changes: {mode}}}}}
balancer: 10.0.9.5:80
apps: {{keep: {{path: /{war}}}}}
"""
CLIENT = Path(client.__file__)


def spec(name: str, war: Path | None = None) -> str:
    """Return the spec of a row; without the archive, for the row's age."""
    server, _, mode = name.partition(", ")
    return SPEC.format(server=server, mode=mode, war=f", war: {war}" if war else "")


def measure(name: str, folder: Path) -> dict[str, Any]:
    """Change, kill, and read on the partner."""
    server = name.partition(", ")[0]
    with live(spec(name, build(server, folder)), folder, variables(server)) as environment:
        said = _ask(environment, "change")
        environment.hactl("lab", "kill", "a-1")
        kept = _ask(environment, "read", *said["cookies"])["kept"]
    assert all(said["kept"][column] == client.TIMES for column in COLUMNS), said
    return {"kept": kept, "heard": (said["heard"], kept["heard"])}


def line(name: str, found: dict[str, Any]) -> str:
    """Return the row as Markdown."""
    cells = [f"{found['kept'][column]} of {client.TIMES}" for column in COLUMNS]
    return "| " + " | ".join([name, *cells, "{}, {}".format(*found["heard"])]) + " |"


def _ask(environment: Live, *words: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(environment.inside(sys.executable, str(CLIENT), *words))
    return said


CHANGES = Table(
    page=CHECKOUT / "docs" / "changes.md",
    target="changes",
    head=HEAD,
    names=NAMES,
    specs=lambda name: (spec(name),),
    measure=lambda name, folder: line(name, measure(name, folder)),
    cannot=lambda name: runs_here(name.partition(", ")[0]),
)

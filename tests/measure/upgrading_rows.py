"""What moving from one version line to the next does to sessions, on real servers: the table of docs/upgrading.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from support.line_lab import CHECKOUT, live

from hactl.servers import SERVER_TYPES
from hactl.servers.interface import Line
from hactl.spec.servers import numbers
from measure.measured import Table
from measure.product_rows import line_of, runs_here, variables

SPEC = """\
hactl: 1
name: town
server: {server}
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: {{host: 10.0.9.5, listen: 80, failover: {{fail_timeout: 10s}}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells."""

    pair: str
    applications: str
    files: str
    cost: str
    kept: str

    def line(self) -> str:
        """Return the row as Markdown."""
        return "| " + " | ".join(getattr(self, field.name) for field in fields(self)) + " |"


HEAD = Row(
    pair="from and to",
    applications="applications",
    files="files that hactl changes",
    cost="what the plan says of each restart",
    kept="20 users meanwhile",
)


def pairs() -> Iterator[str]:
    """Yield neighbouring lines of one family, oldest first, and the oldest line that copies to the newest."""
    for name in ("tomcat", "tomee", "jetty"):
        lines = sorted(SERVER_TYPES[name].lines.values(), key=lambda line: numbers(line.name))
        for before, after in pairwise(lines):
            if before.family is after.family:
                yield _pair(name, before, after)
        oldest = lines[-1].copies_to[:1]
        if len(lines[-1].copies_to) > 1:
            yield _pair(name, SERVER_TYPES[name].lines[oldest[0]], lines[-1])


def _pair(name: str, before: Line, after: Line) -> str:
    return f"{name}@{before.newest} to {name}@{after.newest}"


def measure(pair: str, folder: Path) -> Row:
    """Run the older line, roll the newer one in while users click."""
    before, after = pair.split(" to ")
    with live(SPEC.format(server=before), folder, _variables(pair)) as environment:
        environment.spec.write_text(SPEC.format(server=after))
        plan = environment.result("diff")
        environment.hactl("apply", "--yes")
        rolled = environment.result("lab", "roll", "--users", "20")
    kept = rolled["kept"][0] == rolled["kept"][1]
    promised = all(restart["keeps"] for restart in plan["restarts"])
    assert kept or not promised, (pair, plan["restarts"], rolled["kept"])
    one, other = line_of(before), line_of(after)
    wall = "`javax` to `jakarta`: another archive" if other.jakarta > one.jakarta else "as they are"
    return Row(
        pair=pair,
        applications=wall,
        files=_files(plan),
        cost="; ".join(dict.fromkeys(re.sub(r"on [ab]-[12]$", "on the partner", r["cost"]) for r in plan["restarts"])),
        kept="{} of {} kept".format(*rolled["kept"]),
    )


def _files(plan: dict[str, Any]) -> str:
    inside = (c["path"].rpartition("/") for c in plan["changes"] if not c["path"].endswith("manifest.json"))
    return ", ".join(sorted({name for folder, _, name in inside if "webapps" not in folder}))


def _variables(pair: str) -> dict[str, str]:
    one, other = (variables(server) for server in pair.split(" to "))
    return {**one, **other}


def _cannot(pair: str) -> str:
    return "; ".join(filter(None, map(runs_here, pair.split(" to "))))


UPGRADING = Table(
    page=CHECKOUT / "docs" / "upgrading.md",
    target="upgrading",
    head=HEAD.line(),
    names=tuple(pairs()),
    specs=lambda pair: tuple(SPEC.format(server=server) for server in pair.split(" to ")),
    measure=lambda pair, folder: measure(pair, folder).line(),
    cannot=_cannot,
)

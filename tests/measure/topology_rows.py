"""What a change of topology does, measured on real servers: a row of the table in docs/topology.md."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from support.line_lab import CHECKOUT, live

from measure.measured import Table

SETTLE_S = 12  # NGINX sends new users to a server that did not answer 10 s later; static members meet after 3 to 4 s
BASE = """\
hactl: 1
name: town
server: tomcat@7.0.109
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: {host: 10.0.9.5, listen: 80, failover: {fail_timeout: 10s}}
"""
SIX = BASE.replace("7.0.109", "6.0.53")
LONG = BASE.replace("b: [10.0.9.21, 10.0.9.22]", "b: {instances: [10.0.9.21, 10.0.9.22]}")
STATIC = "defaults: {replication: {discovery: static}}\n"
CHANGES = {  # name: the spec before, what is replaced by what
    "add an instance to a pair": (BASE, "10.0.9.12]", "10.0.9.12, 10.0.9.13]"),
    "add a cluster": (BASE, "balancer:", "  c: [10.0.9.31, 10.0.9.32]\nbalancer:"),
    "remove an instance": (BASE.replace("10.0.9.12]", "10.0.9.12, 10.0.9.13]"), ", 10.0.9.13]", "]"),
    "remove a cluster": (BASE, "  b: [10.0.9.21, 10.0.9.22]\n", ""),
    "move ports": (BASE, "[10.0.9.11, 10.0.9.12]", "[10.0.9.11:8081, 10.0.9.12:8081]"),
    "rename an instance": (
        BASE.replace("a: [10.0.9.11, 10.0.9.12]", "a: {instances: {a-1: 10.0.9.11, a-2: 10.0.9.12}}"),
        "a-2: 10.0.9.12",
        "a-3: 10.0.9.12",
    ),
    "Tomcat 7.0.82 to 7.0.109": (BASE.replace("7.0.109", "7.0.82"), "7.0.82", "7.0.109"),
    "Tomcat 6.0.53 to 7.0.109": (SIX, "6.0.53", "7.0.109"),
    "multicast to static": (BASE, "balancer:", STATIC + "balancer:"),
    "static to multicast": (BASE + STATIC, STATIC, ""),
    "HA off for one cluster of two": (LONG, "b: {instances", "b: {ha: false, instances"),
    "HA on for one cluster of two": (LONG.replace("b: {", "b: {ha: false, "), "b: {ha: false, ", "b: {"),
}


ONE_WITHOUT = ("HA off for one cluster of two",)  # the drill says no: one of the two does not replicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells."""

    change: str
    files: str
    order: str
    cost: str
    meanwhile: str
    kept: str
    back: str

    def line(self) -> str:
        """Return the row as Markdown."""
        return "| " + " | ".join(getattr(self, field.name) for field in fields(self)) + " |"


HEAD = Row(
    change="change",
    files="files",
    order="to do, in this order",
    cost="what it costs",
    meanwhile="20 users meanwhile",
    kept="then: kept after `kill -9`",
    back="the way back",
)


def measure(change: str, folder: Path) -> Row:
    """Run the spec before, change it with users on it, kill a server in the result; change it back."""
    before, old, new = CHANGES[change]
    assert old in before, change
    with live(before, folder) as environment:
        files = _tree(folder / "town")
        environment.spec.write_text(before.replace(old, new))
        plan = environment.result("diff")
        environment.hactl("apply", "--yes")
        rolled = environment.result("lab", "roll", "--users", "20")
        time.sleep(SETTLE_S)
        report = environment.drill("--users", "20", "--until", "kill")
        assert report["ok"] is (change not in ONE_WITHOUT), (change, report["reasons"])
        environment.spec.write_text(before)
        environment.hactl("apply", "--yes")
        same = _tree(folder / "town") == files
    return Row(
        change=change,
        files=_files(plan),
        order="; ".join(f"{r['action']} {r['owner']}" for r in plan["restarts"]),
        cost="; ".join(dict.fromkeys(r["cost"] for r in plan["restarts"])),
        meanwhile="{} of {} kept".format(*rolled["kept"]),
        kept="{} of {}".format(*report["kept"]),
        back="every byte" if same else "bytes differ",
    )


def _files(plan: dict[str, Any]) -> str:
    counts = Counter(c["action"] for c in plan["changes"] if not c["path"].endswith("manifest.json"))
    return ", ".join(f"{counts[word]} {word}d" for word in ("create", "update", "delete") if counts[word])


def _tree(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and "runs" not in p.parts]
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def _specs(change: str) -> tuple[str, str]:
    before, old, new = CHANGES[change]
    return before, before.replace(old, new)


TOPOLOGY = Table(
    page=CHECKOUT / "docs" / "topology.md",
    target="topology",
    head=HEAD.line(),
    names=tuple(CHANGES),
    specs=_specs,
    measure=lambda change, folder: measure(change, folder).line(),
)

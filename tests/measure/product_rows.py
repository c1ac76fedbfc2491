"""What one server product does, measured on the real thing: the tables in docs/products.md."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from support.line_lab import CHECKOUT, live, step
from support.one_address import SPEC as ONE_ADDRESS
from support.one_address import leaked

from hactl.install.cache import cache_folder
from hactl.install.discovery import find_javas, pick_java
from hactl.install.homes import can_fetch, find_home
from hactl.install.javas import wheel_for
from hactl.servers import SERVER_TYPES
from hactl.servers.interface import Artifact, Line
from measure.measured import Table

SERVERS = tuple(
    f"{name}@{line.newest}"
    for name in ("tomcat", "tomee", "jetty", "glassfish")
    for line in reversed(tuple(SERVER_TYPES[name].lines.values()))
)
SPEC = """\
hactl: 1
name: rows
server: {server}
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: {{host: 10.0.9.5, listen: 80, failover: {{fail_timeout: 10s}}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells. `wait` is the longest one of any user in the whole drill; it is another in each run."""

    server: str
    kill: str
    back: str
    cluster: str
    wait: str
    attributes: str
    in_place: str
    unserializable: str
    off: str
    files: str
    isolation: str
    one_address: str

    def line(self) -> str:
        """Return the row as Markdown."""
        return "| " + " | ".join(getattr(self, field.name) for field in fields(self)) + " |"


HEAD = Row(
    server="server",
    kill="sessions kept after `kill -9`",
    back="when it is back",
    cluster="after a whole cluster",
    wait="longest wait",
    attributes="set once, 40 attributes, read on the partner",
    in_place="changed in place",
    unserializable="cannot be serialized",
    off="kept with HA off",
    files="HA off and on again",
    isolation="known to the other cluster",
    one_address="the same, both on one multicast address",
)


@cache
def java_8() -> str:
    """Return JAVA_HOME of a Java 8, "" where this machine cannot have one: the script says why."""
    script = CHECKOUT / "tests" / "setup" / "jdk8.sh"
    done = subprocess.run([script], capture_output=True, text=True, timeout=600, check=False)
    return done.stdout.strip()


def runs_here(server: str) -> str:
    """Return why this server cannot run here, "" if it can."""
    line = line_of(server)
    found = pick_java(find_javas({**os.environ, **variables(server)}, cache_folder(os.environ)), line.java)
    if found is None and wheel_for(line.java, os.environ) is None:
        return f"{server} runs on Java {', '.join(map(str, line.java))}, and this machine has none and gets none"
    artifact = artifact_of(server)
    if not find_home(artifact, os.environ) and not can_fetch(artifact, os.environ):
        return f"{server} is not on this machine, and there is no way to fetch it (HACTL_HOMES, HACTL_MAVEN_URL, mvn)"
    return ""


def artifact_of(server: str) -> Artifact:
    """Return what the server's installation is made of."""
    return line_of(server).artifacts[server.partition("@")[2]]


def line_of(server: str) -> Line:
    """Return the line of a server that is named by one of its known versions."""
    name, _, version = server.partition("@")
    return next(line for line in SERVER_TYPES[name].lines.values() if version in line.artifacts)


def variables(server: str) -> dict[str, str]:
    """Return what has to be in the environment for this server: a Java 8 where it runs on nothing else."""
    return {"HACTL_JAVA": java_8()} if set(line_of(server).java) == {8} else {}


def measure(server: str, folder: Path) -> Row:
    """Create two pairs, drill them; switch HA off, drill; switch it on again, drill."""
    with live(SPEC.format(server=server), folder, variables(server)) as environment:
        on = environment.drill()
        files = _tree(folder / "rows")
        environment.hactl("disable-ha", "--yes")
        environment.hactl("lab", "up")
        off = environment.drill("--until", "kill")
        environment.hactl("enable-ha", "--yes")
        same = _tree(folder / "rows") == files
        environment.hactl("lab", "up")
        again = environment.drill("--until", "kill")
    assert on["ok"] and again["ok"], [*on["reasons"], *again["reasons"]]
    assert not off["ok"], "without replication the drill says no"
    return _row(server, on, off, same, leaked(server, folder / "one", variables(server)))


def _row(server: str, on: dict[str, Any], off: dict[str, Any], same: bool, one_address: str) -> Row:
    trials = step(on, "replication")["trials"]
    rows = [row for one in on["steps"] for row in one["rows"]]
    bound = [row for row in step(on, "kill-cluster")["rows"] if row["bound"]]
    moved = [row for row in step(on, "kill")["rows"] if row["bound"] and row["fate"] == "kept"]
    lost = sum(row["in_place_lost"] for row in moved)
    return Row(
        server=server,
        kill="{} of {}".format(*on["kept"]),
        back=_kept(step(on, "return")["rows"]),
        cluster=f"{_kept([row for row in step(on, 'kill-cluster')['rows'] if not row['bound']])} of the other cluster, "
        f"{sum(row['renewed'] for row in bound)} of {len(bound)} begin anew",
        wait=f"{max(row['longest_s'] for row in rows):.2f} s",
        attributes=_copied(trials),
        in_place="not copied" if lost == len(moved) else "copied" if not lost else f"{lost} of {len(moved)} not copied",
        unserializable=_unserializable(on),
        off="{} of {}".format(*off["kept"]),
        files="every byte back" if same else "bytes differ",
        isolation=f"{trials['leaked']} of {trials['total']}",
        one_address=one_address,
    )


def _copied(trials: dict[str, Any]) -> str:
    there, total = trials["at_once"] + trials["late"], trials["total"]
    when = "at once" if trials["at_once"] == total else "soon after"
    return f"{there} of {total} sessions {when}, {trials['lacking']} attributes missing"


def _kept(rows: list[dict[str, Any]]) -> str:
    return f"{sum(row['fate'] == 'kept' for row in rows)} of {len(rows)}"


def _unserializable(report: dict[str, Any]) -> str:
    found = {
        (one["answer"], one["beside"], one["following"], one["later"]): one["summary"]
        for one in step(report, "uncopied")["uncopied"]
    }
    return "; or ".join(dict.fromkeys(map(str, found.values())))  # GlassFish: one cluster this, the other that


def _tree(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and ".hactl" not in p.parts]
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def _specs(server: str) -> tuple[str, ...]:
    on = SPEC.format(server=server)
    one = ONE_ADDRESS.format(name="one", server=server, ha="true", apps="")
    return on, on.replace("clusters:", "ha: false\nclusters:"), one


PRODUCTS = Table(
    page=CHECKOUT / "docs" / "products.md",
    target="products",
    head=HEAD.line(),
    names=SERVERS,
    specs=_specs,
    measure=lambda server, folder: measure(server, folder).line(),
    cannot=runs_here,
    application=lambda server: "web-jakarta" if line_of(server).jakarta else "web",
)


MIXED = CHECKOUT / "examples" / "mixed.hactl.yaml"
IN_MIXED = ("tomee@1.7.5", "jetty@6.1.26", "tomcat@6.0.53", "glassfish@3.1.2.2")
VICTIMS = ("tc7-1", "jetty-2", "gf-1")  # the others as they are alone


def measure_mixed(victim: str, folder: Path) -> str:
    """Run a pair of each server behind one balancer, kill one, start it again; each user has a session on all five."""
    with live(MIXED.read_text(), folder, variables("glassfish@3.1.2.2")) as environment:
        report = environment.drill("--kill", victim, "--users", "20", "--trials", "10", "--until", "return")
    assert report["ok"], (victim, report["reasons"])
    return f"| {victim} | {'{} of {}'.format(*report['kept'])} | {_kept(step(report, 'return')['rows'])} |"


ALL_FIVE = Table(
    page=PRODUCTS.page,
    target="products",
    part="mixed",
    head="| killed | sessions kept | when it is back |",
    names=VICTIMS,
    specs=lambda _: (MIXED.read_text(),),
    measure=measure_mixed,
    cannot=lambda _: "; ".join(reason for server in IN_MIXED if (reason := runs_here(server))),
)

"""A lab whose copies are encrypted, and what goes wrong there when one instance is set otherwise than its partner."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from support.line_lab import Live, step

VARIABLE = "SHOP_KEY"
SPEC = """\
hactl: 1
name: sealed
server: {server}
defaults: {{replication: {{encrypt: {{key: "${{{variable}}}"}}}}}}
clusters:
  a: [10.0.9.11, 10.0.9.12]
balancer: {{host: 10.0.9.5, listen: 80, failover: {{fail_timeout: 10s}}}}
"""
SETTINGS = {"jetty": "etc/hactl-ha.xml"}  # where the key is named, below a base; else server.xml

_TAKE = """
import sys
from dataclasses import replace
from pathlib import Path
from hactl.live.lab import client, commands
spec, member, *value = sys.argv[1:]
state = commands.state_of(Path(spec))
plan = commands.planned(state)
own = dict([value])
members = (replace(m, environment={**m.environment, **own}) if m.name == member else m for m in plan.members)
client.take(state, replace(plan, members=tuple(members)))
"""


def spec(server: str, variable: str = VARIABLE) -> str:
    """Return the spec of a pair that encrypts."""
    return SPEC.format(server=server, variable=variable)


def other_key(lab: Live, instance: str, key: str) -> None:
    """Start an instance again with a key of its own."""
    words = (sys.executable, "-c", _TAKE, str(lab.spec), instance, VARIABLE, key)
    subprocess.run(words, env=lab.environment, check=True, timeout=60)
    again(lab, instance)


def changed(lab: Live, instance: str, edit: Callable[[str], str]) -> None:
    """Start an instance again after an edit of the file in the lab's own tree that names the key."""
    file = settings(lab, instance)
    before = file.read_text()
    after = edit(before)
    assert after != before, file
    file.write_text(after)
    again(lab, instance)


def settings(lab: Live, instance: str) -> Path:
    """Return the file of an instance in the lab's own tree that names the key."""
    (found,) = [f for name in (*SETTINGS.values(), "conf/server.xml") for f in lab.tree.glob(f"*/{instance}/{name}")]
    return found


def again(lab: Live, instance: str) -> None:
    """Stop an instance, if it runs, and start it."""
    lab.hactl("lab", "stop", instance, codes=(0, 1))
    lab.hactl("lab", "start", instance)


def copied(lab: Live, trials: int = 10) -> tuple[str, tuple[str, ...]]:
    """Return how many of so many new sessions were on the partner, and what the drill says where not all were."""
    report = lab.drill("--until", "replication", "--users", "4", "--trials", str(trials))
    found = step(report, "replication")
    return f"{trials - found['trials']['missing']} of {trials}", tuple(found["reasons"])


def spoken(*places: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file below these folders, and the arguments of every process, with a name for each."""
    for place in places:
        yield from ((str(f), f.read_bytes()) for f in place.rglob("*") if f.is_file() and not f.is_symlink())
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            yield f"arguments of {process.name}", _read(process / "cmdline")


def drawn(lab: Live, instance: str) -> str:
    """Return the key that this lab has drawn, from the one place that knows it: the environment of a server."""
    members = {member["name"]: member for member in lab.result("lab", "status")["members"]}
    variables = _read(Path(f"/proc/{members[instance]['pid']}/environ")).split(b"\0")
    return next(each.decode().partition("=")[2] for each in variables if each.startswith(VARIABLE.encode() + b"="))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended by now
        return b""

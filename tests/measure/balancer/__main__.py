"""`make balancer [SERVER=NAME] [ROUNDS=15]`: requests a second and CPU beside the usual tutorial; docs/balancer.md.

All balancers run in the lab's network in front of the same servers. In each round each of them gets the same number of
requests, the order turns; a figure is the median of the ratios inside the rounds.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from support.nginx_binaries import binaries

from hactl.live.lab import client
from measure.balancer import load, stops
from measure.balancer.doors import ADDRESS, OURS, TUTORIAL_NAME, Door, cookie, running, spent
from measure.product_rows import variables
from measure.users.scene import CHECKOUT, Environment

PAGE = CHECKOUT / "docs/balancer.md"
BEGIN, END = "<!-- made by `make balancer` -->\n", "<!-- end -->\n"
SPEC = """\
hactl: 1
name: users
server: {server}
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: {{host: 10.0.9.5, listen: [80], keepalive: pages}}
apps: {{pages: {{war: pages.war, path: /}}}}
"""
USERS, WIDTH, REQUESTS, ROUNDS, STOPS = 64, 16, 2000, 15, 3
FIRST_PORT = 8101
CELLS = {"1 kB": ("page1.html", 0), "10 kB": ("page10.html", 0), "10 kB, 20 % POST": ("page10.html", 5)}
HEAD = "| page | balancer | requests a second | NGINX's CPU a request | the servers' CPU a request | p99 | answers |"
Figures = dict[str, float]


def main() -> int:
    """Measure on one server and write the table. AssertionError: an answer was no page."""
    server = sys.argv[1] if len(sys.argv) > 1 else "tomcat@7.0.109"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory(prefix="balancer-") as name:
        folder = Path(name)
        with zipfile.ZipFile(folder / "pages.war", "w") as war:
            for size in (1, 10):
                war.writestr(f"page{size}.html", "x" * (1024 * size))
        environment = Environment(folder, SPEC.format(server=server), variables(server))
        environment.hactl("create", "--yes")
        try:
            environment.hactl("lab", "up")
            lines = environment.inside(lambda: list(measured(environment.state(), folder, rounds)))
        finally:
            environment.hactl("lab", "down")
    print("\n".join(map(str, lines)))
    if rounds:
        write([str(line) for line in lines], f"{server}, {rounds} rounds of {REQUESTS} requests")
    return 0


def measured(state: Path, folder: Path, rounds: int) -> Iterator[str]:
    """Yield the rows of the table; to be called inside of the lab's network."""
    servers = java(state)
    for binary in binaries():
        with ExitStack() as ending:
            names, place = [TUTORIAL_NAME, *OURS], Path(tempfile.mkdtemp(dir=folder))
            doors = [
                ending.enter_context(running(binary, place / str(n), name, FIRST_PORT + n))
                for n, name in enumerate(names)
            ]
            if rounds:
                for cell in CELLS:
                    yield from rows(f"{cell}, {called(binary)}", play(doors, cell, servers, rounds))
            stop, start = partial(client.kill, state, "a-1", "SIGTERM"), partial(client.start, state, "a-1")
            yield from stops.rows(f"{STOPS} stops, {called(binary)}", stops.play(doors, STOPS, stop, start))


def called(binary: Path) -> str:
    """Return the NGINX's name with its version."""
    said = subprocess.run([str(binary), "-v"], capture_output=True, text=True, timeout=10, check=True).stderr
    return "NGINX " + said.strip().rpartition("/")[2].split()[0]


def java(state: Path) -> list[int]:
    """Return the processes of the lab's servers."""
    found = client.status(state)
    assert found is not None
    return [member.pid for member in found.members if member.pid and member.name != "nginx"]


def play(doors: Sequence[Door], cell: str, servers: Sequence[int], rounds: int) -> dict[str, list[Figures]]:
    """Return each balancer's figures, round by round."""
    found: dict[str, list[Figures]] = defaultdict(list)
    asked = {door.name: requests(door, *CELLS[cell]) for door in doors}
    for door in doors:
        load.run((ADDRESS, door.port), asked[door.name], REQUESTS, WIDTH)  # warm
    for turn in range(rounds):
        at = turn % len(doors)
        for door in (*doors[at:], *doors[:at]):
            found[door.name].append(one(door, asked[door.name], servers))
    return found


def one(door: Door, asked: Iterator[bytes], servers: Sequence[int]) -> Figures:
    """Send a round's requests to one balancer."""
    before = door.spent(), sum(map(spent, servers))
    result = load.run((ADDRESS, door.port), asked, REQUESTS, WIDTH)
    time.sleep(0.05)
    return {
        "rate": REQUESTS / result.seconds,
        "nginx": (door.spent() - before[0]) / REQUESTS * 1e6,
        "java": (sum(map(spent, servers)) - before[1]) / REQUESTS * 1e6,
        "p99": sorted(result.waits)[int(0.99 * len(result.waits))],
        "bad": REQUESTS - result.statuses[200],
    }


def requests(door: Door, page: str, each_post: int) -> Iterator[bytes]:
    """Return the requests of 64 users who were there before, one after the other."""
    jars = [cookie(door.port) for _ in range(USERS)]
    made = []
    for number in range(USERS * 5):
        jar = f"Cookie: {jars[number % USERS]}\r\n" if jars[0] else ""
        posted = each_post and number % each_post == 0
        body = "Content-Length: 3\r\n\r\na=b" if posted else "\r\n"
        made.append(f"{'POST' if posted else 'GET'} /{page} HTTP/1.1\r\nHost: shop\r\n{jar}{body}".encode())
    return load.cycle(made)


def rows(title: str, found: Mapping[str, Sequence[Figures]]) -> Iterator[str]:
    """Yield the rows of one cell: ratios to the tutorial inside each round, their median and 90 % range."""
    base = found[TUTORIAL_NAME]
    for name, figures in found.items():
        ratios = {k: sorted(a[k] / b[k] for a, b in zip(figures, base, strict=True)) for k in ("rate", "nginx", "java")}
        low, high = (ratios["rate"][int(q * (len(base) - 1))] for q in (0.05, 0.95))
        bad = sum(int(each["bad"]) for each in figures)
        middle = {k: statistics.median(each[k] for each in figures) for k in figures[0]}
        rate = f"{statistics.median(ratios['rate']):.2f} ({low:.2f} to {high:.2f})"
        cpu = [f"{statistics.median(ratios[k]):.2f} ({middle[k]:.0f} µs)" for k in ("nginx", "java")]
        yield f"| {title} | {name} | {rate} | {' | '.join(cpu)} | {middle['p99']:.0f} ms | {bad or 'all 200'} |"


def write(lines: Sequence[str], how: str) -> None:
    """Put the table into the page."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    ruler = "|" + "---|" * (HEAD.count("|") - 1)
    how += "; ratios to the tutorial inside each round: median (5 to 95 %)."
    fast, calm = ([line for line in lines if (" stops, " in line) is said] for said in (False, True))
    below = "\n".join([stops.HEAD, "|" + "---|" * (stops.HEAD.count("|") - 1), *calm])
    table = "\n".join([how, "", HEAD, ruler, *fast])
    PAGE.write_text(f"{before}{BEGIN}{table}\n\n{below}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    sys.exit(main())

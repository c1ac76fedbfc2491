"""Who gets how many: the share of new users on each instance, and how uneven it stays after a kill."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure.users.browser import Browser
from measure.users.scene import OWN, Environment, Scene, here

USERS = 400
MAY_DIFFER = 3.0  # of a hundred users
SETTLE_S = 65.0  # a server that failed is tried again after fail_timeout, 60 s
EVEN = """\
hactl: 1
name: shares
server: tomcat@7.0.109
clusters:
  a: [10.0.9.11, 10.0.9.12]
  b: [10.0.9.21, 10.0.9.22]
balancer: 10.0.9.5:80
apps: {{ask: {{war: {war}, path: /}}}}
"""
THEIRS = EVEN.replace(
    "balancer: 10.0.9.5:80",
    "balancer: {{host: 10.0.9.5, listen: [80], base: nginx, server: existing, config: nginx.conf}}",
)
WEIGHTS = {"a-1": 3, "a-2": 1, "b-1": 2, "b-2": 2}
NGINX = """\
events {}
http {
    access_log off;
    upstream shop {
        server 10.0.9.11:8080 weight=3;
        server 10.0.9.12:8080;
        server 10.0.9.21:8080 weight=2;
        server 10.0.9.22:8080 weight=2;
    }
    server {
        listen 10.0.9.5:80;
        location / { proxy_pass http://shop; }
    }
}
"""


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the table; `seen` counts users by instance."""

    after: str
    promised: dict[str, float]
    seen: dict[str, int]

    def line(self) -> str:
        """Return the line as Markdown."""
        total = sum(self.seen.values())
        cells = [f"{name} {100 * self.seen.get(name, 0) / total:.1f}" for name in sorted({*self.promised, *self.seen})]
        worst = max(abs(100 * self.seen.get(n, 0) / total - p) for n, p in self._both())
        promised = ", ".join(f"{name} {share:.1f}" for name, share in self.promised.items())
        verdict = "ok" if worst <= MAY_DIFFER else f"**differs by {worst:.1f}**"
        return f"| {self.after} | {promised} | {', '.join(cells)} | {total} | {verdict} |"

    def _both(self) -> Iterator[tuple[str, float]]:
        for name in {*self.promised, *self.seen}:
            yield name, self.promised.get(name, 0.0)


def _promise(weights: dict[str, int]) -> dict[str, float]:
    return {name: 100 * weight / sum(weights.values()) for name, weight in weights.items()}


def _new(s: Scene) -> tuple[list[Browser], dict[str, int]]:
    browsers = [s.new() for _ in range(USERS)]
    return [browser for browser, _ in browsers], dict(Counter(here(answer) for _, answer in browsers))


def _again(browsers: Sequence[Browser]) -> dict[str, int]:
    return dict(Counter(here(browser.ask("/see")) for browser in browsers))


def even(s: Scene) -> list[str]:
    """Return lines: after start, kill and return of the first instance of two pairs."""
    names = dict.fromkeys(("a-1", "a-2", "b-1", "b-2"), 1)
    lines = []
    old, seen = _new(s)
    lines.append(Share("start: new users", _promise(names), seen).line())
    s.kill(OWN)
    lines.append(
        Share("kill of a-1: the users it had are on a-2", {"a-2": 50.0, "b-1": 25.0, "b-2": 25.0}, _again(old)).line()
    )
    _, seen = _new(s)
    lines.append(Share("kill of a-1: new users", _promise({**names, "a-1": 0}), seen).line())
    s.start(OWN)
    begun = time.monotonic()
    while here(s.new()[1]) != OWN and time.monotonic() - begun < SETTLE_S:
        time.sleep(0.2)
    waited = time.monotonic() - begun
    lines.append(
        Share(f"return of a-1, first new user after {waited:.1f} s: new users", _promise(names), _new(s)[1]).line()
    )
    stayed = {"a-2": 50.0, "b-1": 25.0, "b-2": 25.0}
    for minutes in (0, 1, 2):
        title = f"return of a-1, {minutes} min later: the users of the start"
        lines.append(Share(title, stayed, _again(old)).line())
        time.sleep(60 if minutes < 2 else 0)
    return lines


def one(after: str, weights: dict[str, int], s: Scene) -> list[str]:
    """Return the line for new users now."""
    return [Share(after, _promise(weights), _new(s)[1]).line()]


def play(folder: Path, war: Path, counts: Path) -> Iterator[str]:
    """Run all; yield lines."""
    environment = Environment(folder, EVEN.format(war=war), {})
    environment.hactl("create", "--yes")
    try:
        environment.hactl("lab", "up")
        scene = Scene(environment.state(), counts, "tomcat")
        yield from map(str, environment.inside(lambda: even(scene)))
        yield from with_a_third(environment, war, counts)
    finally:
        environment.hactl("lab", "down")
    yield from weighted(folder / "weights", war, counts)


def with_a_third(environment: Environment, war: Path, counts: Path) -> Iterator[str]:
    """Yield the line for a cluster that got one more instance; `lab up` starts the servers anew for it."""
    environment.spec.write_text(EVEN.replace("10.0.9.12]", "10.0.9.12, 10.0.9.13]").format(war=war))
    environment.hactl("apply", "--yes")
    environment.hactl("lab", "up")
    scene = Scene(environment.state(), counts, "tomcat")
    five = dict.fromkeys(("a-1", "a-2", "a-3", "b-1", "b-2"), 1)
    yield from map(str, environment.inside(lambda: one("a third instance a-3: new users", five, scene)))


def weighted(folder: Path, war: Path, counts: Path) -> Iterator[str]:
    """Yield the line for a person's own nginx.conf."""
    folder.mkdir()
    environment = Environment(folder, THEIRS.format(war=war), {})
    conf = folder / "shares/10.0.9.5/nginx/nginx.conf"
    conf.parent.mkdir(parents=True)
    conf.write_text(NGINX)
    environment.hactl("create", "--yes")
    try:
        environment.hactl("lab", "up")
        scene = Scene(environment.state(), counts, "tomcat")
        title = "a person's nginx.conf with weights 3, 1, 2, 2: new users"
        yield from map(str, environment.inside(lambda: one(title, WEIGHTS, scene)))
    finally:
        environment.hactl("lab", "down")

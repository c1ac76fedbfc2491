"""What hactl's own server blocks say of TLS: read back where a spec was lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hactl.balancer.interface import Ours
from hactl.edits.nginx_syntax import Directive

CHALLENGE = "/.well-known/acme-challenge/"
DAY = 24 * 60 * 60


def with_tls(ours: Ours, servers: Sequence[Directive], maps: Sequence[Directive]) -> Ours:
    """Return it with its ports, certificates and what goes with them."""
    return replace(
        ours,
        tls=tuple(_tls(servers)),
        plain=tuple(port for server in servers for port, words in _ports(server) if "ssl" not in words),
        redirect="https" if any(_leads_away(server) for server in servers) else "none",
        hsts=next((days for each in maps if (days := _days(each))), None),
        webroot=next((root for server in servers if (root := _webroot(server))), None),
    )


def _ports(server: Directive) -> Iterator[tuple[int, tuple[str, ...]]]:
    for listen in server.named("listen"):
        port = listen.words[1].rpartition(":")[2]
        if port.isdecimal():
            yield int(port), listen.words[2:]


def _tls(servers: Sequence[Directive]) -> Iterator[tuple[int, str, str]]:
    for server in servers:
        files = [
            next((d.words[1] for d in server.named(name)), "") for name in ("ssl_certificate", "ssl_certificate_key")
        ]
        yield from ((port, files[0], files[1]) for port, words in _ports(server) if "ssl" in words)


def _leads_away(server: Directive) -> bool:
    return any(d.name == "return" and d.words[1:2] == ("301",) for d in server.everything())


def _webroot(server: Directive) -> str:
    locations = (d for d in server.named("location") if CHALLENGE in d.words)
    return next((root.words[1] for location in locations for root in location.named("root")), "")


def _days(map_: Directive) -> str:
    """Return how long, of the map that says it: in days."""
    if not map_.words[-1].endswith("_hsts"):
        return ""
    ages = (d.words[1].removeprefix("max-age=") for d in map_.named("on"))
    return next((f"{int(age) // DAY}d" for age in ages if age.isdecimal()), "")

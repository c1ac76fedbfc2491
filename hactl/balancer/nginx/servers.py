"""The server blocks: which ports each has, with which certificate, and where it sends its users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hactl.balancer.nginx import syntax
from hactl.model import Balancer

# `http2 on;` came with 1.25.1, and with it a warning about `listen ... http2` (NGINX, CHANGES).
HTTP2_WORD = (1, 25, 1)
HTTPS = 443


@dataclass(frozen=True, slots=True, kw_only=True)
class Guideline:
    """What clients and servers may speak, by whom, as read on that day."""

    source: str
    read: str
    protocols: str
    ciphers: tuple[str, ...]


# The ciphers are those of TLS 1.2; those of 1.3 are all good and not chosen here.
INTERMEDIATE = Guideline(
    source="Mozilla, Server Side TLS 6.0, intermediate (ssl-config.mozilla.org/guidelines/6.0.json)",
    read="2026-11-30",
    protocols="TLSv1.2 TLSv1.3",
    ciphers=(
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerView:
    """A server block: what its `listen` lines say; its certificate and key, "" for plain HTTP.

    `http2`: it says so in a line of its own. `away`: it sends its users to https, this follows the host (":8443").
    """

    listens: tuple[str, ...]
    certificate: str = ""
    key: str = ""
    http2: bool = False
    away: str | None = None


def servers(balancer: Balancer) -> Iterator[ServerView]:
    """Yield the server blocks: one for each certificate, the plain ports with the first unless they lead to it."""
    spoken = {each.port for each in balancer.tls}
    plain = tuple(_address(balancer, port) for port in dict.fromkeys(balancer.listen) if port not in spoken)
    if balancer.to_https and plain and balancer.tls:
        port = balancer.tls[0].port
        yield ServerView(listens=plain, away="" if port == HTTPS else f":{port}")
        plain = ()
    if not balancer.tls:
        yield ServerView(listens=plain)
    own_line = _numbers(balancer.version) >= HTTP2_WORD
    for certificate, key in dict.fromkeys((each.certificate, each.key) for each in balancer.tls):
        ports = (each.port for each in balancer.tls if (each.certificate, each.key) == (certificate, key))
        words = " ssl" if own_line else " ssl http2"
        yield ServerView(
            listens=(*plain, *(_address(balancer, port) + words for port in dict.fromkeys(ports))),
            certificate=syntax.path(str(certificate)),
            key=syntax.path(str(key)),
            http2=own_line,
        )
        plain = ()


def _address(balancer: Balancer, port: int) -> str:
    return syntax.word(f"{balancer.host.address}:{port}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())

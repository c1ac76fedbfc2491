"""The balancer's certificates as far as they can be read here: pair, name and days left, as a client would see them.

OpenSSL, by way of Python's `ssl`, reads both files and shakes hands with itself in memory; hactl sees nothing of a key.
That needs no library for X.509 and no parsing of our own. Only `validate` comes here, so `ssl` is loaded for it alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from hactl.errors import Refused
from hactl.model import Environment, Tls
from hactl.places import Places
from hactl.problems import KeyPath, Problem, Severity
from hactl.targets import Location

if TYPE_CHECKING:
    import ssl

LEAST_DAYS = 21
_DAY = 86_400
_NO_CHECK_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME (OpenSSL, x509_vfy.h): an end is told in words of our own


def problems(environment: Environment, places: Places) -> Iterator[Problem]:
    """Yield what is wrong with each certificate; a note where it cannot be read here."""
    balancer = environment.balancer
    for each in dict.fromkeys(balancer.tls):
        at: KeyPath = ("balancer", "listen", balancer.listen.index(each.port))
        try:
            files = [places.path(Location(balancer.host.name, path)) for path in (each.certificate, each.key)]
        except Refused:
            yield _unjudged(each, "it lies on the balancer's host", at)
            continue
        yield from _judged(each, (files[0], files[1]), balancer.server_name, at)


def _judged(each: Tls, files: tuple[Path, Path], name: str, at: KeyPath) -> Iterator[Problem]:
    import ssl

    try:
        for file in files:
            with file.open("rb"):  # says which one cannot be read; nothing is read
                pass
    except OSError as why:
        yield _unjudged(each, f"{why.filename}: {why.strerror}", at)
        return
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        server.load_cert_chain(files[0], files[1], password=_nothing)
    except (ssl.SSLError, ValueError) as why:
        yield _no_pair(each, getattr(why, "reason", None) or "", at)
        return
    yield from _of_leaf(_leaf(server, files[0]), each, name, at)


def _nothing() -> str:
    """Answer OpenSSL's question for a key's password, which it would else ask on the terminal."""
    return ""


def _leaf(server: ssl.SSLContext, certificate: Path) -> dict[str, object]:
    """Return what a client sees that believes this certificate, whoever signed it and whenever it ends."""
    import ssl

    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.verify_flags = ssl.VerifyFlags(ssl.VERIFY_X509_PARTIAL_CHAIN | _NO_CHECK_TIME)
    client.load_verify_locations(certificate)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True)
    for _ in range(3):
        for end in ends:
            with suppress(ssl.SSLWantReadError):
                end.do_handshake()
    found: dict[str, object] = dict(ends[0].getpeercert() or {})
    return found


def _of_leaf(leaf: dict[str, object], each: Tls, name: str, at: KeyPath) -> Iterator[Problem]:
    import ssl

    named = [str(value) for kind, value in leaf.get("subjectAltName", ()) if kind == "DNS"]  # type: ignore[attr-defined]
    if name != "_" and not any(_covers(pattern, name) for pattern in named):
        message = f"the certificate of port {each.port} is for {', '.join(named) or 'no name'}, not for {name}"
        hint = "have one made for that name, or correct `server_name`"
        yield Problem(id="certificate-name", message=message, hint=hint, severity=Severity.WARNING, at=at)
    left = (ssl.cert_time_to_seconds(str(leaf["notAfter"])) - time.time()) / _DAY
    if left < LEAST_DAYS:
        when = f"ends in {int(left)} days" if left > 0 else "has ended"
        message = f"the certificate of port {each.port} {when}: {leaf['notAfter']}"
        hint = "renew it, then reload NGINX; no user notices"
        yield Problem(id="certificate-ends", message=message, hint=hint, severity=Severity.WARNING, at=at)


def _covers(pattern: str, name: str) -> bool:
    """Tell whether a certificate's name covers the wanted one; `*` is one part (RFC 6125, 6.4.3)."""
    pattern, name = pattern.lower(), name.lower()
    return pattern == name or (pattern.startswith("*.") and name.partition(".")[2] == pattern[2:])


def _no_pair(each: Tls, reason: str, at: KeyPath) -> Problem:
    why = {
        "KEY_VALUES_MISMATCH": "they belong to different certificates",
        "NO_START_LINE": "one of them is no PEM file",
        "BAD_DECRYPT": "the key has a password, which NGINX has nobody to ask for",
    }.get(reason, reason.replace("_", " ").lower() or "the key has a password, which NGINX has nobody to ask for")
    message = f"{each.certificate} and {each.key} are no pair: {why}"
    hint = "name the two files of one certificate; NGINX does not start with these"
    return Problem(id="certificate-pair", message=message, hint=hint, at=at)


def _unjudged(each: Tls, why: str, at: KeyPath) -> Problem:
    message = f"the certificate of port {each.port} is not judged here: {why}"
    hint = "`hactl validate` on that host, as a user who may read both files, says more"
    return Problem(id="certificate-unreadable", message=message, hint=hint, severity=Severity.NOTE, at=at)

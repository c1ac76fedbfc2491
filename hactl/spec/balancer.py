"""The balancer of the model, from its part of a spec."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import TypeVar

from hactl.model import Affinity, Balancer, Failover, Keepalive, Tls
from hactl.problems import KeyPath
from hactl.spec.hosts import Hosts
from hactl.spec.parts import BalancerPart, FailoverPart, ListenPart
from hactl.spec.told import default_of
from hactl.spec.trail import DEFAULT, SPEC, Trail
from hactl.spec.values import RENAMED, days, milliseconds, size

T = TypeVar("T")


def resolve_balancer(part: BalancerPart, hosts: Hosts, trail: Trail) -> Balancer:
    """Return the balancer with every value decided."""
    at: KeyPath = ("balancer",)

    def pick(key: str, written: T | None) -> T:
        default: T = default_of(BalancerPart, key)
        return trail.pick((*at, key), written, default)

    return Balancer(
        kind=pick("kind", part.kind),
        version=pick("version", part.version),
        host=hosts.find((*at, "host"), part.host),
        base=PurePosixPath(pick("base", part.base)),
        listen=_listen(part, trail),
        server_name=pick("server_name", part.server_name),
        affinity=Affinity(pick("affinity", part.affinity)),
        managed=pick("server", _word_of_today(part.server, trail)) == "managed",
        failover=_failover(part.failover, (*at, "failover"), trail),
        config=_config(part, trail),
        keepalive=Keepalive(pick("keepalive", part.keepalive)),
        tls=tuple(_tls(part, trail)),
        to_https=pick("redirect", part.redirect) == "https",
        hsts_days=days(trail.note((*at, "hsts"), part.hsts, SPEC if part.hsts else DEFAULT) or "") or 0,
        webroot=_path(trail.note((*at, "webroot"), part.webroot, SPEC if part.webroot else DEFAULT)),
        trust=trail.pick((*at, "trust"), tuple(part.trust) if part.trust else None, ()),
    )


def _listen(part: BalancerPart, trail: Trail) -> tuple[int, ...]:
    """Return all ports; noted as they are written."""
    at: KeyPath = ("balancer", "listen")
    if part.listen is None:
        usual: tuple[int, ...] = trail.note(at, default_of(BalancerPart, "listen"), DEFAULT)
        return usual
    trail.note(at, tuple(map(_written, part.listen)), SPEC)
    return tuple(each.port for each in part.listen)


def _written(part: ListenPart) -> int | dict[str, object]:
    if part.certificate is None and part.key is None:
        return part.port
    return {"port": part.port, "certificate": part.certificate, "key": part.key}


def _tls(part: BalancerPart, trail: Trail) -> Iterator[Tls]:
    """Yield the ports that speak TLS; half a pair is a problem."""
    for index, each in enumerate(part.listen or ()):
        certificate, key = each.certificate or each.key, each.key or each.certificate
        if certificate is None or key is None:
            continue
        yield Tls(port=each.port, certificate=PurePosixPath(certificate), key=PurePosixPath(key))
        if None in (each.certificate, each.key):
            missing = "key" if each.key is None else "certificate"
            message = f"port {each.port} has no `{missing}`: TLS needs a certificate and its key"
            at = ("balancer", "listen", index)
            trail.error(at, "spec-missing-key", message, f"add `{missing}: /…` with its path on the balancer's host")


def _path(text: str | None) -> PurePosixPath | None:
    return None if text is None else PurePosixPath(text)


def _word_of_today(word: str | None, trail: Trail) -> str | None:
    """Return the word that `balancer.server` has today: in a person's own spec, `ours` read as if it were theirs."""
    today = RENAMED.get(word or "")
    if today is None:
        return word
    message = f"`server: {word}` is called `server: {today}` now; the old word still works"
    trail.warning(("balancer", "server"), "spec-word-renamed", message, f"write `server: {today}`")
    return today


def _config(part: BalancerPart, trail: Trail) -> PurePosixPath | None:
    at: KeyPath = ("balancer", "config")
    if part.config is None:
        return None
    if part.server is None or RENAMED.get(part.server, part.server) != "existing":
        hint = "add `server: existing`, or remove `config`"
        trail.error(
            at, "spec-config-ours", "`config` names your own file, but hactl writes the server block itself", hint
        )
    return PurePosixPath(trail.note(at, part.config, SPEC))


def _failover(part: FailoverPart, at: KeyPath, trail: Trail) -> Failover:
    usual = partial(default_of, FailoverPart)

    def time(key: str, written: str | None, default: str) -> int:
        return milliseconds(trail.pick((*at, key), written, default)) or 0

    return Failover(
        max_fails=trail.pick((*at, "max_fails"), part.max_fails, usual("max_fails")),
        fail_timeout_ms=time("fail_timeout", part.fail_timeout, usual("fail_timeout")),
        read_timeout_ms=time("read_timeout", part.read_timeout, usual("read_timeout")),
        write_timeout_ms=time("write_timeout", part.write_timeout, usual_write_timeout(part.read_timeout)),
        header_bytes=size(trail.pick((*at, "header_size"), part.header_size, usual("header_size"))) or 0,
    )


def usual_write_timeout(read_timeout: str | None) -> str:
    """Return the write timeout where none is written: no shorter than the read timeout."""
    usual: str = default_of(FailoverPart, "write_timeout")
    longer = read_timeout is not None and (milliseconds(read_timeout) or 0) > (milliseconds(usual) or 0)
    return read_timeout if longer and read_timeout else usual

"""What NGINX cannot do as the spec wants it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hactl.balancer.nginx.view import WORKERS, keeps, threads_idle
from hactl.model import Balancer, Environment
from hactl.problems import Problem, Severity

# $upstream_bytes_sent, by which the guard sees whether a server was sent anything, came with 1.15.8 (NGINX, CHANGES).
OLDEST = (1, 15, 8)
_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}")


def check(environment: Environment) -> Iterable[Problem]:
    """Yield what the balancer of this environment cannot do."""
    balancer = environment.balancer
    yield from _version(balancer)
    yield from _fail_timeout(balancer)
    yield from _no_drain(environment)
    yield from _kept(environment)


def _no_drain(environment: Environment) -> Iterable[Problem]:
    """Yield an instance that is to be drained where hactl writes nothing for the balancer: yours, with HA off."""
    drained = [instance for instance in environment.instances if instance.drain]
    if drained and environment.balancer.config is not None and not any(c.ha for c in environment.clusters):
        yield Problem(
            id="drain-without-ha",
            message=f"`drain` of {drained[0].name} has no effect yet: your own NGINX file sends users, and with HA off "
            "hactl changes nothing in it",
            hint="`hactl enable-ha` switches both on; until then take the server out of your upstream yourself",
            severity=Severity.WARNING,
            at=("clusters", drained[0].cluster, "instances", drained[0].name),
        )


def _kept(environment: Environment) -> Iterable[Problem]:
    """Yield what stands against connections that are kept: a person's own file, or too few threads for them."""
    at = ("balancer", "keepalive")
    if not keeps(environment):
        return
    if environment.balancer.config is not None:
        message = "`keepalive: pages` has no place in your own NGINX file: one timeout and one way hold for all methods"
        hint = "leave `keepalive` out; or leave `config` out and include hactl's two files"
        yield Problem(id="balancer-keepalive-config", message=message, hint=hint, at=at)
    for cluster in environment.clusters:
        held = threads_idle(environment, cluster)
        if cluster.held_threads and held > cluster.held_threads // 2:
            yield Problem(
                id="balancer-keepalive-threads",
                message=f"idle connections of {WORKERS} worker processes may hold {held} of the {cluster.held_threads} "
                f"threads that an instance of `{cluster.name}` has ({cluster.server})",
                hint="leave `keepalive` out, or let its connector be NIO, where a connection holds no thread",
                severity=Severity.WARNING,
                at=at,
            )


def _version(balancer: Balancer) -> Iterable[Problem]:
    oldest = ".".join(map(str, OLDEST))
    hint = f'the oldest NGINX that is to run the file, {oldest} or newer, in quotes: `version: "1.22"`'
    at = ("balancer", "version")
    if not _VERSION.fullmatch(balancer.version):
        yield Problem(id="balancer-version", message=f"`{balancer.version}` is not a version", hint=hint, at=at)
    elif tuple(int(part) for part in balancer.version.split(".")) < OLDEST:
        message = f"NGINX {balancer.version} cannot tell whether a server was sent a request: one could run twice"
        yield Problem(id="balancer-version", message=message, hint=hint, at=at)


def _fail_timeout(balancer: Balancer) -> Iterable[Problem]:
    milliseconds = balancer.failover.fail_timeout_ms
    if milliseconds % 1000 or milliseconds <= 0:
        yield Problem(
            id="balancer-fail-timeout",
            message=f"NGINX counts fail_timeout in whole seconds, {milliseconds}ms is none",
            hint=f"write `fail_timeout: {milliseconds // 1000 + 1}s`",
            at=("balancer", "failover", "fail_timeout"),
        )

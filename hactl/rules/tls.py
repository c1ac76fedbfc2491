"""TLS at the balancer, as far as a spec tells: who speaks it, and where the others lead."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.model import Environment
from hactl.problems import Severity
from hactl.rules.rule import Violation, rule

HTTPS = 443


@rule("tls-not-spoken", Severity.WARNING)
def not_spoken(environment: Environment) -> Iterator[Violation]:
    """Yield port 443 where it is plain: browsers speak TLS there."""
    balancer = environment.balancer
    spoken = {each.port for each in balancer.tls}
    for index, port in enumerate(balancer.listen):
        if port == HTTPS and port not in spoken and balancer.managed:
            message = "port 443 is plain HTTP here, and browsers speak TLS there"
            hint = "give it its certificate: `{port: 443, certificate: /…, key: /…}`; or let it be another port"
            yield Violation(at=("balancer", "listen", index), message=message, hint=hint)


@rule("tls-own-server")
def own_server(environment: Environment) -> Iterator[Violation]:
    """Yield what belongs into a server block, where that is a person's own."""
    balancer = environment.balancer
    if balancer.managed:
        return
    said = {"listen": balancer.tls, "redirect": balancer.to_https, "webroot": balancer.webroot, "trust": balancer.trust}
    for key, value in said.items():
        if value:
            message = f"`{key}` cannot add TLS to a server block of your own (`server: existing`)"
            hint = "write `listen … ssl` and the certificate into that block yourself; hactl's part works behind it"
            yield Violation(at=("balancer", key), message=message, hint=hint)


@rule("tls-nowhere")
def nowhere(environment: Environment) -> Iterator[Violation]:
    """Yield what leads to a port that speaks TLS, where there is none, or nobody who could be led."""
    balancer = environment.balancer
    if not balancer.managed:
        return
    if balancer.to_https and not balancer.tls:
        hint = "add `{port: 443, certificate: /…, key: /…}` to `listen`"
        yield Violation(
            at=("balancer", "listen"), message="`redirect: https` leads to no port: none speaks TLS", hint=hint
        )
    elif balancer.to_https and len(balancer.tls) == len(balancer.listen):
        message, hint = "there is no plain port whose users could be redirected", "add `80` to `listen`"
        yield Violation(at=("balancer", "listen"), message=message, hint=hint)
    if balancer.hsts_days and not balancer.tls:
        message = "`hsts` tells browsers to come by https only, and no port speaks it"
        hint = "leave it out, or give a port its certificate"
        yield Violation(at=("balancer", "listen"), message=message, hint=hint)

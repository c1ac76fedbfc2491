"""When the balancer gives up waiting."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.model import Environment, Mode
from hactl.problems import Severity
from hactl.rules.rule import Violation, rule

# Measured: while one instance of a pair hangs (SIGSTOP), a write on its partner waits for it, up to this long.
STALL_MS = 9_000


@rule("failover-below-stall", Severity.WARNING)
def below_the_stall(environment: Environment) -> Iterator[Violation]:
    """The balancer waits longer for an answer than an instance does for a partner that hangs.

    With `mode: sync` an answer waits until the partner has the write, or is given up: up to nine seconds. A balancer
    that waits less takes the healthy one for hung as well, and answers 504 although somebody could have served.
    """
    failover = environment.balancer.failover
    waiting = [c.name for c in environment.clusters if c.ha and c.replication.mode is Mode.SYNC]
    times = {"read_timeout": failover.read_timeout_ms, "write_timeout": failover.write_timeout_ms}
    for key, milliseconds in times.items():
        if waiting and milliseconds < STALL_MS:
            message = (
                f"`{key}` is {milliseconds} ms: where one instance hangs, its partner answers writes up to "
                f"{STALL_MS // 1000} s late, and would be given up too (clusters: {', '.join(waiting)})"
            )
            hint = f"make it longer than {STALL_MS // 1000}s"
            yield Violation(at=("balancer", "failover", key), message=message, hint=hint)

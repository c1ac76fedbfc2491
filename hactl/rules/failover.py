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
    """Yield each time of the balancer's that is below what an instance waits for a partner that hangs."""
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

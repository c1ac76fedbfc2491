"""What takes an application of jetty out of replication."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.servers._unprotected import Finding, Look


def unprotected(look: Look) -> Iterator[Finding]:
    """Yield what keeps sessions of this instance's applications from being copied."""
    yield from ()

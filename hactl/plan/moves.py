"""An instance whose name stays while its place becomes another: said, never done silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hactl.plan.types import Remembered
from hactl.problems import Problem, Severity
from hactl.targets import Location, Owner


def moved(before: Mapping[Location, Remembered], after: Mapping[Location, Remembered]) -> Iterator[Problem]:
    """Yield a warning for each owner none of whose hosts is the one it was on; both are what the manifest remembers."""
    then, now = _hosts(before), _hosts(after)
    for owner in sorted(then.keys() & now.keys()):
        if not then[owner] & now[owner]:
            old, new = min(then[owner]), min(now[owner])
            name = Owner.of(owner).instance
            yield Problem(
                id="instance-moved",
                message=f"{name} moved from host {old} to {new}: it is created there and removed here; "
                "its data is not moved",
                hint="if it is another server, give it another name: sessions are identified by it",
                severity=Severity.WARNING,
            )


def _hosts(remembered: Mapping[Location, Remembered]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for location, one in remembered.items():
        found.setdefault(one.owner, set()).add(location.host)
    return found

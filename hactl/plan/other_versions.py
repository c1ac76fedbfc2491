"""What a person has to see to before an instance restarts as another version: files alone do not make it one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hactl.model import Cluster, Environment
from hactl.plan.types import Change
from hactl.problems import Problem, Severity
from hactl.servers import SERVER_TYPES
from hactl.servers.bases import versions
from hactl.spec.servers import starts_with
from hactl.targets import Owner

_HOME = re.compile(rb"\$\{([A-Z]+_HOME):\?")


def other_versions(changes: Iterable[Change], environment: Environment) -> tuple[Problem, ...]:
    """Return a warning for each cluster whose instances start as another version."""
    clusters = {cluster.name: cluster for cluster in environment.clusters}
    found: dict[str, Problem] = {}
    for change in changes:
        cluster = clusters.get(Owner.of(change.owner).cluster)
        if cluster and change.location.path.name == "start.sh" and change.before and change.after:
            moved = versions(change.before.data, change.after.data)
            home = _HOME.search(change.after.data)
            if moved and cluster.name not in found:
                found[cluster.name] = _problem(cluster, *moved, home[1].decode() if home else "its home")
    return tuple(found.values())


def _problem(cluster: Cluster, before: str, after: str, home: str) -> Problem:
    message = f"cluster {cluster.name}: {before} is replaced by {after}; what is said of sessions holds if it starts"
    hint = f"before the restarts, install {cluster.server} on each host and let {home}, or `home` in the spec, name it"
    old, new = (_kinds(cluster, version) for version in (before, after))
    if old and new and not old & new:
        built, served = min(old), min(new)
        message += f": an application that is built for {built} does not run on it, which serves {served}"
        hint += f"; give `war` an archive that is built for {served}"
    return Problem(id="server-version-moves", message=message, hint=hint, severity=Severity.WARNING)


def _kinds(cluster: Cluster, version: str) -> set[str]:
    """Return which servlets a version serves; nothing: it is not known."""
    lines = SERVER_TYPES[cluster.server.type].lines
    fitting = [name for name in lines if starts_with(version, name)]
    if not fitting:
        return set()
    line = lines[max(fitting, key=len)]
    return {"javax.servlet"} if not line.jakarta else {"jakarta.servlet", *(["javax.servlet"] if line.either else [])}

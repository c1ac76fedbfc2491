"""Applications: each has a path of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.model import Environment
from hactl.rules.rule import Violation, rule


@rule("app-path-twice")
def path_twice(environment: Environment) -> Iterator[Violation]:
    """Yield each application at another one's path."""
    first: dict[str, str] = {}
    for app in environment.apps:
        other = first.setdefault(app.path, app.name)
        if other != app.name:
            message = f"applications `{other}` and `{app.name}` both have the path `{app.path}`"
            yield Violation(at=("apps", app.name, "path"), message=message, hint="give each its own path")

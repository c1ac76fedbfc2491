"""Where an application lies in a Jetty base: its path is its file's name."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.model import App
from hactl.problems import Problem
from hactl.servers.interface import Site


def context(app: App) -> str:
    """Return the name below webapps/; Jetty serves `root` at /."""
    return app.path.strip("/") or "root"


def check(site: Site) -> Iterator[Problem]:
    """Yield the applications that such a name cannot say the path of."""
    for app in site.environment.apps:
        here = (c.name for c in site.clusters if c.name in app.clusters)
        if "/" in app.path.strip("/") and any(map(app.war_of, here)):
            yield Problem(
                id="jetty-path-steps",
                message=f"application {app.name}: Jetty has no place for {app.path} in webapps/, only for /one-word",
                hint="give it a path like /shop, or leave `war` out and write a context file of your own",
                at=("apps", app.name, "path"),
            )

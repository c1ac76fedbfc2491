"""Cookies and logins of a Catalina application that are not as replication and the balancer expect them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hactl.edits.expanded import Node
from hactl.model import Affinity
from hactl.problems import Severity
from hactl.servers.catalina.contexts import Deployed, Written
from hactl.servers.unprotected import Files, Finding, Look, spot

FORM = "org.apache.catalina.authenticator.FormAuthenticator"


def logins(look: Look, app: Deployed) -> Iterator[Finding]:
    """Yield what of this application's login or cookie is lost or not understood after a failover."""
    for written in app.read:
        yield from _uncached(app, written)
    if (renamed := _cookie_name(app)) is not None:
        yield _renamed(look, app, *renamed)
    if (off := _without_cookies(app)) is not None:
        yield _switched_off(app, *off)


def other_route(look: Look, server: Node | None) -> Iterator[Finding]:
    """Yield a jvmRoute of a person's by which the balancer does not know this instance; hactl never changes it."""
    for engine in server.all("Service", "Engine") if server is not None else ():
        route = engine.get("jvmRoute")
        known = look.environment.balancer.affinity is not Affinity.ROUTE or route in ("", look.instance.route)
        if not known and "${" not in route:
            message = (
                f'session ids of this instance end in "{route}", and with `affinity: route` the balancer knows it as '
            )
            message += f'"{look.instance.route}": each request may go to another instance'
            hint = f"use `affinity: cookie`, or name the instance in the spec as its jvmRoute: `{route}`"
            yield replace(spot(engine, look.base).finding("route-not-known", "", message, hint), loses=False)


def _uncached(app: Deployed, written: Written) -> Iterator[Finding]:
    for valve in written.context.all("Valve"):
        if valve.get("className") == FORM and valve.get("cache") == "false":
            message = f'the login of {app.path} will not be copied: cache="false" keeps it in notes of the session, '
            message += "which stay on this instance"
            found = spot(valve, written.files).finding("login-not-copied", app.path, message, "take cache out")
            yield replace(found, loses=False)


def _cookie_name(app: Deployed) -> tuple[Node, Files, str] | None:
    """Return where the session cookie is given another name: a context's word counts, else web.xml's."""
    named = [(w.context, w.files, w.context.get("sessionCookieName")) for w in app.read]
    if app.files is not None and (root := app.files.xml("WEB-INF/web.xml")) is not None:
        named = [*((n, app.files, n.text.strip()) for n in root.all("session-config", "cookie-config", "name")), *named]
    return next((each for each in reversed(named) if each[2] not in ("", "JSESSIONID")), None)


def _renamed(look: Look, app: Deployed, node: Node, files: Files, name: str) -> Finding:
    by_route = look.environment.balancer.affinity is Affinity.ROUTE
    said = "`affinity: route` does not know that name: each request may go to another instance"
    fine = "its sessions are copied, and hactl's own cookie keeps its users (`affinity: cookie`)"
    hint = (
        "use `affinity: cookie`, or leave the name JSESSIONID" if by_route else "with `affinity: route` it would matter"
    )
    message = f"the session cookie of {app.path} is called {name}: {said if by_route else fine}"
    found = spot(node, files).finding("session-cookie-renamed", app.path, message, hint)
    return replace(found, loses=False, severity=Severity.WARNING if by_route else Severity.NOTE)


def _without_cookies(app: Deployed) -> tuple[Node, Files] | None:
    off = next(((w.context, w.files) for w in reversed(app.read) if w.context.get("cookies") == "false"), None)
    if off is not None or app.files is None or (root := app.files.xml("WEB-INF/web.xml")) is None:
        return off
    modes = list(root.all("session-config", "tracking-mode"))
    return (modes[0], app.files) if modes and not any(m.text.strip() == "COOKIE" for m in modes) else None


def _switched_off(app: Deployed, node: Node, files: Files) -> Finding:
    message = (
        f"{app.path} has no session cookie: a session's id stands in its pages' links, and a link or bookmark from "
    )
    message += "before a failover may name a session that has another id by now"
    found = spot(node, files).finding("session-cookie-off", app.path, message, "let it use cookies")
    return replace(found, loses=False, severity=Severity.NOTE)

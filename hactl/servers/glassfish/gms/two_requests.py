"""What makes GlassFish drop a session that a browser asks for twice at a time, and the lines that keep it.

Each request raises the number in the cookie JSESSIONIDVERSION. `ReplicationManagerBase.findSession` drops the session
that it has if its number is below the request's, unless the application's own descriptor relaxes that:
`readWebAppParams` reads no other place. Seen in the classes of 3.1.2.2, 5.1.0 and 8.0.0-M12, and on the servers
(docs/glassfish.md).
Structure: glassfish-web-app_3_0-1.dtd and sun-web-app_3_0-0.dtd, alike here.
"""

from __future__ import annotations

from dataclasses import replace

from hactl.edits.expanded import Node
from hactl.servers.unprotected import Files, Finding, Spot, spot

ID = "glassfish-two-requests"
PROPERTY = "relaxCacheVersionSemantics"
LINE = f'<property name="{PROPERTY}" value="true"/>'
PROPERTIES = f"<manager-properties>{LINE}</manager-properties>"
MANAGER = f'<session-manager persistence-type="replicated">{PROPERTIES}</session-manager>'
CONFIG = f"<session-config>{MANAGER}</session-config>"
WHOLE = f"<glassfish-web-app>{CONFIG}</glassfish-web-app>"
BEFORE_IT = "context-root, security-role-mapping, servlet and idempotent-url-pattern"
KNOWN = "if its sessions may be lost, say so in the spec: `apps: NAME: {replicated: false}`"


def without_descriptor(app: str, files: Files, name: str) -> Finding:
    """Return what an application without any descriptor of its own loses; `name`: the file that it lacks."""
    place = Spot(file=f"{files.shown}{name}", line=0, column=0, in_base=files.in_base)
    return _finding(place, app, f"there is no such file; it needs `{WHOLE}`")


def of_a_descriptor(app: str, root: Node, files: Files) -> list[Finding]:
    """Return what an application whose own descriptor says nothing about it loses; nothing where it does."""
    config = root.one("session-config")
    if config is None:
        where = f"add, behind any {BEFORE_IT} and before all else: `{CONFIG}`"
        return [_finding(spot(root, files), app, where)]
    manager = config.one("session-manager")
    if manager is None:
        return [_finding(spot(config, files), app, f"add, first in <session-config>: `{MANAGER}`")]
    properties = manager.one("manager-properties")
    if properties is None:
        return [_finding(spot(manager, files), app, f"add, first in <session-manager>: `{PROPERTIES}`")]
    said = [each for each in properties.all("property") if each.get("name").lower() == PROPERTY.lower()]
    if not said:
        return [_finding(spot(properties, files), app, f"add, in <manager-properties>: `{LINE}`")]
    last = said[-1]
    return [] if last.get("value").lower() == "true" else [_finding(spot(last, files), app, f"it must be `{LINE}`")]


def _finding(place: Spot, app: str, lines: str) -> Finding:
    message = (
        f"a user of {app} whose browser sends two requests at a time loses the session while HA is on, "
        "with all servers alive"
    )
    return replace(place.finding(ID, app, message, f"{lines}; {KNOWN}"), loses=False)

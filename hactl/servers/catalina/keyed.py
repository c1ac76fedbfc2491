"""What in a base keeps the key of encryption from the server, or tells it to others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hactl.edits.expanded import Node
from hactl.problems import Severity
from hactl.servers.catalina.edits import FROM_ENVIRONMENT, SOURCE
from hactl.servers.unprotected import Finding, Look, Spot, spot

PROPERTIES = "conf/catalina.properties"
LOGGER = "org.apache.catalina.startup.VersionLoggerListener"

_SOURCE = re.compile(rf"(?m)^[ \t]*{re.escape(SOURCE)}[ \t]*[=:][ \t]*(.*)$")


def keyed(look: Look, server: Node | None) -> Iterator[Finding]:
    """Yield it, where copies are encrypted."""
    if look.cluster.replication.encrypt is not None:
        yield from _other_source(look)
        yield from _logged(look, server)


def _other_source(look: Look) -> Iterator[Finding]:
    """What catalina.properties says counts, whatever the JVM was told: Tomcat's CatalinaProperties sets it later."""
    data, _ = look.base.counted(PROPERTIES)
    text = (data or b"").decode("latin-1")
    found = next(iter(reversed(list(_SOURCE.finditer(text)))), None)
    if found is not None and FROM_ENVIRONMENT not in found[1]:
        line = text.count("\n", 0, found.start()) + 1
        message = "the key of encryption would not be found, and the cluster not start: this line says that `${…}` is "
        message += f"filled in from elsewhere than the environment ({found[1].strip()})"
        hint = f"add `,{FROM_ENVIRONMENT}` behind it"
        where = Spot(file=PROPERTIES, line=line, column=1, in_base=look.base.in_base)
        yield replace(where.finding("encrypt-other-source", "", message, hint), severity=Severity.ERROR)


def _logged(look: Look, server: Node | None) -> Iterator[Finding]:
    for listener in server.all("Listener") if server is not None else ():
        if listener.get("className") == LOGGER and listener.get("logEnv").lower() == "true":
            message = (
                "this listener writes the server's whole environment into its log, and with it the key of encryption"
            )
            found = spot(listener, look.base).finding("encrypt-key-logged", "", message, 'set logEnv="false"')
            yield replace(found, loses=False)

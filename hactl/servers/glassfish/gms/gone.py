"""What a newer line refuses of somebody's own domain: options with which its servers do not start, and one it lacks.

Seen with the stock domain of 5.1.0 on 6.2.5: with `-Djava.ext.dirs` or `-Djava.endorsed.dirs` the JVM ends with exit
code 1 on 11 and 17, with `-XX:MaxPermSize` on 17; without them the server ends for want of AlpnServerNegotiator. The
stock domains of 6.2.5 on 7.0.21, and of 7.0.21 on 8.0.0-M12, start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hactl.edits.expanded import Node
from hactl.servers.glassfish.gms.lines import GlassfishLine


@dataclass(frozen=True, slots=True)
class Gone:
    """The first Java that does not start with an option, and what has its place."""

    java: int
    instead: str


OPTIONS = {
    "-Djava.endorsed.dirs": Gone(9, "nothing has its place"),
    "-Djava.ext.dirs": Gone(9, "jars for all applications of a server belong into its lib/"),
    "-XX:MaxPermSize": Gone(17, "nothing has its place"),
    "-XX:PermSize": Gone(17, "nothing has its place"),
}


def refused(domain: Node, line: GlassfishLine) -> Iterator[tuple[Node, str, str]]:
    """Yield each place in a domain.xml that keeps servers of this line from starting, what it does, and what to do."""
    used = {server.get("config-ref") for server in domain.all("servers", "server")}
    for config in domain.all("configs", "config"):
        if config.get("name") in used:
            for java_config in config.all("java-config"):
                servers = f"the servers of configuration {config.get('name')} do not start"
                yield from _options(java_config, line, servers)


def _options(java_config: Node, line: GlassfishLine, servers: str) -> Iterator[tuple[Node, str, str]]:
    options = list(java_config.all("jvm-options"))
    for option in options:
        name = option.text.strip().partition("=")[0]
        gone = OPTIONS.get(name)
        if gone is not None and line.java[0] >= gone.java:
            yield option, f"{servers}: Java {line.java[0]} refuses {name}", f"take it out: {gone.instead}"
    given = {option.text.strip() for option in options}
    for needed in line.needed:
        if needed not in given:
            message = f"{servers}: GlassFish {line.name} needs an option that is not here"
            yield java_config, message, f"add `<jvm-options>{needed}</jvm-options>`"

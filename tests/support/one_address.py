"""Two clusters on one LAN never see each other's sessions, even where a person gave both one multicast address.

hactl refuses such a spec, so the files are made with two addresses, then edited by hand as a person might.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from hactl.servers import SERVER_TYPES
from support.line_lab import CHECKOUT, Live, live, step

SPEC = """\
hactl: 1
name: {name}
server: {server}
ha: {ha}
defaults: {{replication: {{multicast: {{port: 45599}}}}}}
clusters:
  a: {{instances: [10.0.4.11, 10.0.4.12], replication: {{multicast: {{address: 239.192.4.1}}}}}}
  b: {{instances: [10.0.4.21, 10.0.4.22], replication: {{multicast: {{address: 239.192.4.2}}}}}}
balancer: 10.0.4.5:80
{apps}"""
# GlassFish's file of clusters names their applications too: what the lab would add would be hactl's, with HA off
APPS = {"glassfish": "apps: {app: {war: app, path: /}}\n"}
MARKS = (
    re.compile(r"[ \t]*<!-- hactl:(begin|end) .*?-->\n", re.DOTALL),
    re.compile(r'[ \t]*<property name="hactl.undo" value="[^"]*"/>\n'),
    re.compile(r"^# (hactl:(begin|end)|sha256:).*\n", re.MULTILINE),
)
FILTER = re.compile(r"[ \t]*<Interceptor [^>]*DomainFilterInterceptor[^>]*/>\n")


def _on_one_address(server: str, folder: Path, *, without_filter: bool = False) -> str:
    """Create both clusters, make their files a person's with one address, and return the spec that runs them."""
    made = Live(folder)
    name, _, version = server.partition("@")
    (line,) = (line for line in SERVER_TYPES[name].lines.values() if version in line.artifacts)
    apps = APPS.get(name, "")
    if apps:
        _tagged(CHECKOUT / "examples/demo-app" / ("web-jakarta" if line.jakarta else "web"), folder / "app")
    made.spec.write_text(SPEC.format(name="made", server=server, ha="true", apps=apps))
    made.hactl("create", "--yes")
    shutil.move(folder / "made", folder / "mine")
    shutil.rmtree(folder / "mine" / ".hactl")
    files = [_renamed(path) for path in sorted((folder / "mine").rglob("*")) if path.is_file()]
    edited = [path for path in files if _edit(path, without_filter)]
    assert len(edited) >= 4, "each instance names its group"
    return SPEC.format(name="mine", server=server, ha="false", apps=apps)


def _tagged(demo: Path, app: Path) -> None:
    """Lay the demo application there, as one that says itself that it is distributable."""
    shutil.copytree(demo, app)
    web = app / "WEB-INF/web.xml"
    web.write_text(web.read_text().replace("</web-app>", "<distributable/></web-app>"))


def _renamed(path: Path) -> Path:
    """Give a file of hactl's own a name that hactl does not know."""
    return path.rename(path.with_name(path.name.replace("hactl-", "my-").replace("jetty-ha", "my-ha")))


def _edit(path: Path, without_filter: bool) -> bool:
    """Edit one file; tell whether it names the group of the members."""
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        return False
    for mark in MARKS:
        text = mark.sub("", text)
    if without_filter:
        text = FILTER.sub("", text)
    path.write_text(
        text.replace("239.192.4.2", "239.192.4.1").replace("jetty-ha.xml", "my-ha.xml").replace("hactl-ha", "my-ha")
    )
    return "239.192.4.1" in text or "239.192.4.2" in text


def leaked(server: str, folder: Path, variables: Mapping[str, str], *, without_filter: bool = False) -> str:
    """Run both clusters on one address; return how many sessions the other cluster knew, as in "0 of 40"."""
    folder.mkdir(exist_ok=True)
    with live(_on_one_address(server, folder, without_filter=without_filter), folder, variables) as environment:
        trials = step(environment.drill("--users", "4", "--until", "replication"), "replication")["trials"]
    assert trials["missing"] == 0, "both clusters replicate"
    return f"{trials['leaked']} of {trials['total']}"

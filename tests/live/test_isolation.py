"""Two clusters on one LAN never see each other's sessions, even where a person gave both one multicast address.

hactl refuses such a spec, so the files are made with two addresses, then edited by hand as a person might.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from line_lab import CHECKOUT, Live, live, step
from product_rows import SERVERS, runs_here, variables

pytestmark = [pytest.mark.live, pytest.mark.alone]  # on a loaded machine Jetty is late to see its partner

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
APPS = {"glassfish": f"apps: {{app: {{war: {CHECKOUT}/examples/demo-app/web, path: /}}}}\n"}
MARKS = (
    re.compile(r"[ \t]*<!-- hactl:(begin|end) .*?-->\n", re.DOTALL),
    re.compile(r'[ \t]*<property name="hactl.undo" value="[^"]*"/>\n'),
    re.compile(r"^# (hactl:(begin|end)|sha256:).*\n", re.MULTILINE),
)
FILTER = re.compile(r"[ \t]*<Interceptor [^>]*DomainFilterInterceptor[^>]*/>\n")


def _on_one_address(server: str, folder: Path, *, without_filter: bool = False) -> str:
    """Create both clusters, make their files a person's with one address, and return the spec that runs them."""
    made = Live(folder)
    apps = APPS.get(server.partition("@")[0], "")
    made.spec.write_text(SPEC.format(name="made", server=server, ha="true", apps=apps))
    made.hactl("create", "--yes")
    shutil.move(folder / "made", folder / "mine")
    shutil.rmtree(folder / "mine" / ".hactl")
    files = [_renamed(path) for path in sorted((folder / "mine").rglob("*")) if path.is_file()]
    edited = [path for path in files if _edit(path, without_filter)]
    assert len(edited) >= 4, "each instance names its group"
    return SPEC.format(name="mine", server=server, ha="false", apps=apps)


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
    path.write_text(text.replace("239.192.4.2", "239.192.4.1").replace("jetty-ha.xml", "my-ha.xml"))
    return "239.192.4.1" in text or "239.192.4.2" in text


def _trials(environment: Live) -> dict[str, Any]:
    report = environment.drill("--users", "4", "--until", "replication")
    found: dict[str, Any] = step(report, "replication")["trials"]
    return found


@pytest.mark.parametrize("server", SERVERS)
def test_clusters_on_one_address_keep_their_sessions_to_themselves(server: str, tmp_path: Path) -> None:
    if reason := runs_here(server):
        pytest.skip(reason)
    with live(_on_one_address(server, tmp_path), tmp_path, variables(server)) as environment:
        trials = _trials(environment)
    assert trials["missing"] == 0, "both clusters replicate"
    assert trials["leaked"] == 0


def test_without_the_domain_filter_they_would_not_so_this_test_can_fail(tmp_path: Path) -> None:
    with live(_on_one_address("tomcat@7.0.109", tmp_path, without_filter=True), tmp_path) as environment:
        assert _trials(environment)["leaked"] > 0

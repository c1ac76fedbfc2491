"""Real GlassFish 3 on the domain that its installation brings: HA goes into it and out of it, and it runs with both."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from line_lab import CHECKOUT, Live, live
from product_rows import artifact_of, java_8, runs_here, variables

from hactl.events import silent
from hactl.live.homes import fetch_home

pytestmark = pytest.mark.live
SERVER = "glassfish@3.1.2.2"
ON_JAVA_8 = b"<jvm-options>-Djre-1.8=${jre-1.7}</jvm-options>"  # whoever runs it on Java 8 has done that


def test_a_stock_domain_gets_its_bytes_back_and_runs_with_and_without_ha(tmp_path: Path) -> None:
    if reason := runs_here(SERVER):
        pytest.skip(reason)
    domain = _stock_domain(tmp_path / "domains/domain1")
    file = domain / "config/domain.xml"
    mine = file.read_bytes()
    with live(_spec(domain), tmp_path, variables(SERVER)) as environment:
        assert b'gms-enabled="true"' in file.read_bytes()
        assert environment.drill("--users", "20", "--until", "kill")["ok"]
        pids = _pids(environment)
        environment.hactl("lab", "up")
        assert _pids(environment) == pids, "the server wrote domain.xml anew, and hactl sees no change in it"
        environment.hactl("disable-ha", "--yes")
        assert b'gms-enabled="false"' in file.read_bytes()
        environment.hactl("lab", "up")
        assert not environment.drill("--users", "20", "--until", "kill")["ok"]
        environment.spec.write_text(_spec(domain).replace(PAIR, LEFT))
        environment.hactl("apply", "--yes")
        assert file.read_bytes() == mine, "no cluster of GlassFish is left: every byte is the person's"


def _stock_domain(domain: Path) -> Path:
    """Copy the domain of the installation, made fit for Java 8 as whoever runs it there has done."""
    shutil.copytree(fetch_home(artifact_of(SERVER), os.environ, silent) / "glassfish/domains/domain1", domain)
    file = domain / "config/domain.xml"
    file.write_bytes(re.sub(rb"(<java-config[^>]*>)", lambda m: m[1] + ON_JAVA_8, file.read_bytes()))
    return domain


def _pids(environment: Live) -> dict[str, int]:
    status = json.loads(environment.hactl("lab", "status", "--format", "json"))
    return {member["name"]: member["pid"] for member in status["members"]}


LEFT = "  t: {server: tomcat@7, ha: false, instances: [127.0.0.1:8180]}\n"
PAIR = """\
  a:
    instances:
      a-1: {host: 127.0.0.1, ports: {http: 8180}}
      a-2: {host: 127.0.0.1, ports: {http: 8280}}
"""


def _spec(domain: Path) -> str:
    return f"""\
hactl: 1
name: stockgf
server: {SERVER}
clusters:
{PAIR}balancer: 127.0.0.1:8000
glassfish: {{das: {{base: {domain}}}}}
"""


TWIN = """\
hactl: 1
name: twin
server: glassfish@3.1.2.2
clusters:
  a: [10.0.5.11, 10.0.5.12]
balancer: 10.0.5.5:80
"""


def test_the_script_for_a_running_das_does_what_hactl_does_to_its_file(tmp_path: Path) -> None:
    if reason := runs_here(SERVER):
        pytest.skip(reason)
    spec = TWIN + f"apps: {{app: {{war: {CHECKOUT}/examples/demo-app/web, path: /}}}}\n"
    home = fetch_home(artifact_of(SERVER), os.environ, silent)
    homes = (f"GLASSFISH_HOME={home}", f"AS_JAVA={java_8()}")
    with live(spec, tmp_path, variables(SERVER)) as environment:
        (tree,) = (tmp_path / "state").rglob("tree")
        for word in ("off", "on"):
            environment.inside("/usr/bin/env", *homes, "/bin/sh", str(tree / "10.0.5.5/domain1/asadmin-ha.sh"), word)
            written = spec.replace("clusters:", f"ha: {str(word == 'on').lower()}\nclusters:")
            environment.spec.write_text(written)
            changed = json.loads(environment.hactl("diff", "--format", "json", "--out", str(tree), "--root", str(tree)))
            assert "10.0.5.5" not in {c["host"] for c in changed["changes"] if "domain.xml" in c["path"]}


STATIC = """\
hactl: 1
name: still
server: glassfish@3.1.2.2
clusters:
  a: [10.0.6.11, 10.0.6.12]
balancer: 10.0.6.5:80
defaults: {replication: {discovery: static}}
"""


def test_with_static_discovery_a_pair_replicates_and_nobody_joins_a_multicast_group(tmp_path: Path) -> None:
    if reason := runs_here(SERVER):
        pytest.skip(reason)
    with live(STATIC, tmp_path, variables(SERVER)) as environment:
        joined = environment.inside("/bin/cat", "/proc/net/igmp")
        assert set(re.findall(r"^\t+([0-9A-F]{8})", joined, re.MULTILINE)) == {"010000E0"}, (
            "224.0.0.1, where every host is, only"
        )
        report = environment.drill("--users", "20", "--until", "return")
        assert report["ok"] and report["kept"] == [20, 20]


def test_one_pair_of_each_server_behind_one_balancer_keeps_five_sessions_of_each_user(tmp_path: Path) -> None:
    spec = (CHECKOUT / "examples/mixed.hactl.yaml").read_text()
    servers = ("tomee@1.7.5", "jetty@6.1.26", "tomcat@6.0.53", SERVER)
    if reasons := [reason for server in servers if (reason := runs_here(server))]:
        pytest.skip("; ".join(reasons))
    with live(spec, tmp_path, variables(SERVER)) as environment:
        for victim in ("tc7-1", "jetty-2", "gf-1"):  # the others as they are alone: docs/products.md
            report = environment.drill("--kill", victim, "--users", "20", "--trials", "10", "--until", "return")
            assert report["ok"], (victim, report["reasons"])
            kept, total = report["kept"]
            assert total == 100 and kept >= (98 if victim == "gf-1" else 100)

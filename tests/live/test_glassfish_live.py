"""Real GlassFish on the domain that its installation brings: HA goes into it and out of it, and it runs with both."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from measure.product_rows import artifact_of, java_8, line_of, runs_here, variables
from support.line_lab import CHECKOUT, Live, live

from hactl.events import silent
from hactl.install.cache import cache_folder
from hactl.install.discovery import find_javas, pick_java
from hactl.install.homes import fetch_home
from hactl.install.javas import fetch_java, wheel_for
from hactl.servers import glassfish

pytestmark = [pytest.mark.live, pytest.mark.long]
SERVER = "glassfish@3.1.2.2"
NEWEST = f"glassfish@{[*glassfish.lines.values()][-1].newest}"
ALMOST_ALL = 18  # of 20: a session written within 2 ms of the kill may be lost, as docs/glassfish.md says
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


ASADMIN = """\
import subprocess, sys
from hactl.live.lab import netns
netns.enter(["127.0.0.1"])
sys.exit(subprocess.run(["/bin/sh", "-ec", sys.argv[1], "sh", sys.argv[2]]).returncode)
"""
# 8.0.0-M12 with --kill ends whoever has the number of a server that has gone already
BY_FORCE = {SERVER: "$a stop-local-instance --kill $name"}
GONE = '[ ! -e "$1/glassfish/nodes/localhost-domain1/$name/config/pid" ]'
BY_HAND = """\
a="$1/glassfish/bin/asadmin --interactive=false"
$a start-domain domain1
$a create-cluster pair
for name in one two; do $a create-local-instance --cluster pair $name; done
$a deploy --name demo --contextroot / --target pair --availabilityenabled=true "$1/demo.war"
for name in one two; do $a start-local-instance $name; done
for name in one two; do $a stop-local-instance $name || {by_force}; done
$a stop-domain domain1
while [ -e "$1/glassfish/domains/domain1/config/pid" ]; do sleep 1; done  # 8 says that it has stopped a little before
"""


@pytest.mark.parametrize("server", [SERVER, NEWEST])
def test_a_cluster_that_asadmin_made_is_imported_kept_alive_and_given_back(server: str, tmp_path: Path) -> None:
    if reason := runs_here(server):
        pytest.skip(reason)
    home = _cluster_by_hand(server, tmp_path / "gf")
    folders = [*(home / f"glassfish/nodes/localhost-domain1/{name}" for name in ("one", "two"))]
    folders.append(home / "glassfish/domains/domain1")
    files = {folder: (folder / "config/domain.xml").read_bytes() for folder in folders}
    environment = Live(tmp_path, variables(server))
    environment.hactl("import", *map(str, folders), "--name", "live", "--out", "live.hactl.yaml")
    assert (
        f"server: {server}" in environment.spec.read_text()
        and "pair:" in environment.spec.read_text()
        and "admin_port: 4848" in environment.spec.read_text()
    )
    assert "domain.xml" not in environment.hactl("diff")
    environment.hactl("enable-ha", "--yes")
    written = [(folder / "config/domain.xml").read_bytes() for folder in folders]
    assert not {*written} & {*files.values()}
    if server == SERVER:  # a later instance leaves out of its copy what is not its own
        assert written[0] == written[1] == written[2], "asadmin would copy it to all, too"
    try:
        environment.hactl("lab", "up")
        report = environment.drill("--users", "20", "--until", "kill")
        assert report["ok"] and report["kept"][0] >= ALMOST_ALL
    finally:
        environment.hactl("lab", "down")
    environment.hactl("disable-ha", "--yes")
    assert {folder: (folder / "config/domain.xml").read_bytes() for folder in folders} == files


def _cluster_by_hand(server: str, home: Path) -> Path:
    """Return an installation in which a person made a cluster of two with asadmin, and started it once."""
    shutil.copytree(fetch_home(artifact_of(server), os.environ, silent), home, symlinks=True)
    line = line_of(server)
    if 8 in line.java and server == SERVER:
        domain = home / "glassfish/domains/domain1/config/domain.xml"
        domain.write_bytes(re.sub(rb"(<java-config[^>]*>)", lambda m: m[1] + ON_JAVA_8, domain.read_bytes()))
    demo = CHECKOUT / "examples/demo-app" / ("web-jakarta" if line.jakarta else "web")
    with zipfile.ZipFile(home / "demo.war", "w") as war:
        for file in sorted(p for p in demo.rglob("*") if p.is_file()):
            if file.name == "web.xml":  # from 5.1 on nothing else makes it distributable
                war.writestr("WEB-INF/web.xml", file.read_text().replace("</web-app>", "<distributable/></web-app>"))
            else:
                war.write(file, file.relative_to(demo))
    java = _java(server)
    own = {"AS_JAVA": java, "JAVA_HOME": java, "PYTHONPATH": str(CHECKOUT), "AS_START_TIMEOUT": "200000"}
    own["JAVA_TOOL_OPTIONS"] = "-XX:TieredStopAtLevel=1"  # asadmin starts a JVM a command: half the time
    done = subprocess.run(
        [sys.executable, "-c", ASADMIN, BY_HAND.replace("{by_force}", BY_FORCE.get(server, GONE)), str(home)],
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return home


def _java(server: str) -> str:
    """Return JAVA_HOME for this server; fetch a Java where there is none."""
    majors = line_of(server).java
    found = pick_java(find_javas({**os.environ, **variables(server)}, cache_folder(os.environ)), majors)
    if found is None:
        wheel = wheel_for(majors, os.environ)
        assert wheel is not None, "runs_here said that it can be had"
        found = fetch_java(wheel, os.environ, silent)
    return str(found.home)


def _pids(environment: Live) -> dict[str, int]:
    status = environment.result("lab", "status")
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
            changed = environment.result("diff", "--out", str(tree), "--root", str(tree))
            assert "10.0.5.5" not in {c["host"] for c in changed["changes"] if "domain.xml" in c["path"]}
        environment.hactl("lab", "kill", "das")
        environment.hactl("lab", "start", "das")  # it comes up though an instance leads by now


STATIC = """\
hactl: 1
name: still
server: glassfish@3.1.2.2
clusters:
  a: [10.0.6.11, 10.0.6.12]
balancer: {host: 10.0.6.5, listen: 80, failover: {fail_timeout: 10s}}
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
        assert report["ok"] and report["kept"][0] >= ALMOST_ALL

"""Each reader of what a stranger may hand over, by the commands that reach it, and what must hold whatever it reads.

No traceback, never "hactl has a bug", a documented exit code, and a command that only looks changes nothing.
"""

from __future__ import annotations

import contextlib
import io
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hactl.cli.main import run

CODES = frozenset({0, 1, 2, 3, 4, 5, 6, 64})
CHECKOUT = Path(__file__).parents[2]
CORPUS = Path(__file__).parent / "corpus"
SPEC = """\
hactl: 1
name: shop
defaults: {replication: {multicast: {port: 45600}}}   # one for all
clusters:
  a: {server: tomcat@7.0.109, instances: [10.0.0.11, 10.0.0.12]}
  b:
    server: jetty@6
    ha: false
    instances:
      b-1: {host: 10.0.0.21, ports: {http: 8081}}
      b-2: 10.0.0.22
balancer: {host: 10.0.0.5, listen: [80], server_name: shop.example.com}
"""
SERVER_XML = """\
<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE Server [ <!ENTITY port "8080"> ]>
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <Connector port="&port;" protocol="HTTP/1.1"/>
    <!-- <Cluster className="x"/> -->
    <Engine name="Catalina" defaultHost="localhost" jvmRoute="one">
      <Host name="localhost" appBase="webapps"><Context path="/a" docBase="a"/></Host>
    </Engine>
  </Service>
</Server>
"""
JETTY_XML = """\
<?xml version="1.0"?>
<!DOCTYPE Configure PUBLIC "-//Mort Bay Consulting//DTD Configure//EN" "http://jetty.mortbay.org/configure.dtd">
<Configure id="Server" class="org.mortbay.jetty.Server">
  <Call name="addConnector"><Arg><New class="org.mortbay.jetty.nio.SelectChannelConnector">
    <Set name="port"><SystemProperty name="jetty.port" default="8080"/></Set></New></Arg></Call>
  <Set name="handler"><New id="Handlers" class="org.mortbay.jetty.handler.HandlerCollection"/></Set>
</Configure>
"""
HTTP_INI = """\
# Module: http
--module=http,session-store-jdbc
jetty.http.host=10.0.0.11
jetty.http.port?=8080
etc/ours.xml
"""
NGINX_CONF = """\
user www-data;
events { worker_connections 768; }
http {
    upstream shop { ip_hash; server 10.0.0.11:8080 weight=2; server 10.0.0.12:8080 backup; }
    server {
        listen 80; server_name shop.example.com;
        location / { proxy_pass http://shop; proxy_set_header Host $host; }
        location ~ "^/a{2,3}" { return 200 "x;y"; }
    }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """`file`: what the stranger hands over, below the folder. `commands`: those that read it."""

    name: str
    file: str
    seeds: Sequence[bytes]
    commands: Sequence[Sequence[str]]


def lay_out(folder: Path) -> list[Subject]:
    """Make an environment in which everything that can be handed over is there; return the subjects."""
    (folder / "shop.hactl.yaml").write_text(SPEC)
    base, home = folder / "mine", folder / "jetty"
    for path, text in (("conf/server.xml", SERVER_XML), ("webapps/a/index.html", "x"), ("lib/catalina.jar", "x")):
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_text(text)
    (home / "etc").mkdir(parents=True)
    (home / "etc/jetty.xml").write_text(JETTY_XML)
    (folder / "modular/start.d").mkdir(parents=True)
    (folder / "modular/start.d/http.ini").write_text(HTTP_INI)
    (folder / "nginx").mkdir()
    (folder / "nginx/nginx.conf").write_text(NGINX_CONF)
    with contextlib.chdir(folder):
        assert _run("create", "--yes")[0] == 0
        assert _run("diff", "--save", "plan.json")[0] == 0
        assert _run("disable-ha", "a", "--yes")[0] == 0
        assert _run("enable-ha", "a", "--yes")[0] == 0
    domain = CHECKOUT / "tests/servers/glassfish/cases"
    domain_xml = next(iter(sorted(domain.glob("*/after/*/*/config/domain.xml")))).read_bytes()
    (folder / "domain/config").mkdir(parents=True)
    (folder / "domain/config/domain.xml").write_bytes(domain_xml)
    return subjects_of(folder)


def subjects_of(folder: Path) -> list[Subject]:
    """Return the subjects of an environment that was laid out."""
    newest = max((folder / "shop/.hactl/runs").iterdir())
    record = str(newest.relative_to(folder))
    run_id = newest.name
    look: list[list[str]] = [["status"], ["diff"]]
    history: list[list[str]] = [["history"], ["history", run_id], ["rollback", "--dry-run"], ["status"]]
    tomcat = ["import", "mine", "--server", "tomcat@7", "--out", "new.yaml", "--format", "json"]
    jetty = ["import", "jetty", "--server", "jetty@6", "--out", "new.yaml"]
    modular = ["import", "modular", "--server", "jetty@12.1", "--out", "new.yaml"]
    nginx = ["import", "mine", "--server", "tomcat@7", "--nginx", "nginx/nginx.conf", "--out", "new.yaml"]
    domain = ["import", "domain", "--server", "glassfish@3", "--out", "new.yaml"]
    files: list[tuple[str, str, list[list[str]]]] = [
        ("spec", "shop.hactl.yaml", [["validate"], ["show"], ["diff"], ["disable-ha", "b", "--dry-run"], ["fmt"]]),
        ("manifest", "shop/.hactl/manifest.json", [*look, ["apply", "--dry-run"]]),
        ("journal", "shop/.hactl/journal.commit", [*look, ["apply", "--yes"]]),
        ("run record", f"{record}/run.json", history),
        ("run changes", f"{record}/changes.json", history),
        ("run events", f"{record}/events.jsonl", history),
        ("saved plan", "plan.json", [["apply", "--plan", "plan.json", "--yes"], ["apply", "plan.json", "--yes"]]),
        ("nginx.conf", "nginx/nginx.conf", [nginx]),
        ("server.xml", "mine/conf/server.xml", [tomcat]),
        ("server.xml, edited", "shop/10.0.0.11/a-1/conf/server.xml", [*look, ["disable-ha", "a", "--dry-run"]]),
        ("jetty.xml", "jetty/etc/jetty.xml", [jetty]),
        ("http.ini", "modular/start.d/http.ini", [modular]),
        ("domain.xml", "domain/config/domain.xml", [domain]),
    ]
    seeds = {name: _seed(folder / path) for name, path, _ in files}
    return [Subject(name=name, file=path, seeds=(seeds[name],), commands=commands) for name, path, commands in files]


def _seed(path: Path) -> bytes:
    if path.name != "journal.commit":
        return path.read_bytes()
    return b"0" * 64 + b'\n{"hactl-journal": 2, "run": "x", "token": "y", "folders": [], "pointers": [], "steps": []}'


def try_one(subject: Subject, folder: Path, data: bytes) -> None:
    """Hand the file over to every command that reads it. Raises AssertionError where hactl breaks a promise."""
    target = folder / subject.file
    before = target.read_bytes() if target.exists() else None
    target.write_bytes(data)
    try:
        with contextlib.chdir(folder):
            for command in subject.commands:
                code, said = _run(*command)
                where = f"{subject.name}: hactl {' '.join(command)}: exit {code}\n{said}"
                assert code in CODES and "has a bug" not in said and "Traceback" not in said, where
                Path("new.yaml").unlink(missing_ok=True)
    finally:
        if before is None:
            target.unlink(missing_ok=True)
        else:
            target.write_bytes(before)


def fresh(folder: Path, kept: Path) -> None:
    """Lay the environment out again as it was: a mutated spec or plan may have been carried out."""
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)


def _run(*words: str) -> tuple[int, str]:
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(words)
    for stream in (out, err):
        stream.flush()
    return code, "".join(stream.buffer.getvalue().decode("utf-8", "replace") for stream in (out, err))

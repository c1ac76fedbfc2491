"""A lab whose servers are up is not up where an application does not answer: it is said, for each instance."""

from __future__ import annotations

from pathlib import Path

import pytest
from measure.product_rows import runs_here
from support.line_lab import Live

pytestmark = pytest.mark.live
SPEC = """\
hactl: 1
name: half
server: tomcat@7.0.109
clusters: {a: {ha: false, instances: [10.0.7.11, 10.0.7.12]}}
balancer: 10.0.7.5:80
apps: {good: {war: good, path: /}, bad: {war: bad, path: /bad}}
"""
EMPTY = '<web-app xmlns="http://java.sun.com/xml/ns/javaee" version="3.0">{}</web-app>'
NOBODY = "<servlet-mapping><servlet-name>nobody</servlet-name><url-pattern>/n</url-pattern></servlet-mapping>"
LISTENER = "<listener><listener-class>no.such.Listener</listener-class></listener>"


def _write(folder: Path, inner: str) -> None:
    (folder / "WEB-INF").mkdir(parents=True, exist_ok=True)
    (folder / "WEB-INF/web.xml").write_text(EMPTY.format(inner))


def test_a_dead_application_is_named_with_its_cause_on_the_instance_where_it_is_dead(tmp_path: Path) -> None:
    if reason := runs_here("tomcat@7.0.109"):
        pytest.skip(reason)
    work = Live(tmp_path)
    work.spec.write_text(SPEC)
    _write(tmp_path / "good", "")
    _write(tmp_path / "bad", NOBODY)
    work.hactl("create", "--yes")
    try:
        said = work.hactl("lab", "up", codes=(3,))
        assert said.count("/bad does not answer: java.lang.IllegalArgumentException: Servlet mapping") == 2
        work.hactl("drill", codes=(3,))
        (theirs,) = (tmp_path / "state").rglob("tree/10.0.7.12/a-2/webapps/bad")
        assert work.result("lab", "kill", "a-2")["changed"]
        assert not work.result("lab", "kill", "a-2")["changed"], "already down"
        _write(theirs, LISTENER)
        assert work.result("lab", "start", "a-2", codes=(3,))["member"]["dead"].keys() == {"/bad"}
        assert work.result("lab", "logs", "a-2")["members"] == ["a-2"]
        found = work.result("lab", "status")["members"]
        assert {m["name"]: m["condition"] for m in found} == {"a-1": "partly", "a-2": "partly", "nginx": "up"}
        assert found[1]["dead"] == {"/bad": "java.lang.ClassNotFoundException: no.such.Listener"}
        assert work.result("lab", "stop", "a-2")["changed"]
        _write(theirs, "")
        with work.following("lab", "logs", "a-2", "-f", "-n", "0") as lines:
            work.hactl("lab", "start", "a-2")
            (there,) = work.result("lab", "list")["labs"]
            assert there["runs"] and there["url"]
            work.hactl("lab", "down")
        assert any("Server startup in" in line for line in lines) and all(line.startswith("a-2 ") for line in lines)
    finally:
        work.hactl("lab", "down")
    assert work.result("lab", "down", "--purge")["deleted"] == there["folder"]
    assert work.result("lab", "list")["labs"] == []

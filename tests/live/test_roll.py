"""A running lab follows a changed spec, with users on it; what cannot be rolled is refused before anything changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from measure.product_rows import variables
from support.line_lab import Live, live

pytestmark = pytest.mark.live
SPEC = """\
hactl: 1
name: road
server: tomcat@7.0.109
clusters:
  a:
    instances:
      a-1: {host: 127.0.0.1, base: one, ports: {http: 18080, shutdown: 18005}}
      a-2: {host: 127.0.0.1, base: two, ports: {http: 18180, shutdown: 18105}}
balancer: 127.0.0.1:18000
"""
THIRD = "      a-3: {host: 127.0.0.1, base: BASE, ports: {http: 18280, shutdown: 18205}}\n"


def roll(environment: Live, *words: str, codes: tuple[int, ...] = (0,)) -> dict[str, Any]:
    """Roll and return the report."""
    return environment.result("lab", "roll", *words, codes=codes)


def test_a_base_that_a_person_made_comes_into_the_running_lab_and_the_spec_may_go_back(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    with live(SPEC, tmp_path, variables("tomcat@7.0.109")) as environment:
        assert roll(environment, "--users", "4")["notes"] == ["nothing to restart: the lab already runs this spec"]
        (mine / "conf").mkdir(parents=True)
        for file in ("server.xml", "web.xml", "logging.properties"):
            own = (tmp_path / "road/127.0.0.1/two/conf" / file).read_text()
            text = own.replace("18180", "18280").replace("18105", "18205").replace("a-2", "a-3")
            (mine / "conf" / file).write_text(_without_ha(text))
        environment.spec.write_text(SPEC.replace("balancer:", THIRD.replace("BASE", str(mine)) + "balancer:"))
        grown = roll(environment, "--users", "10")
        assert grown["ok"] and grown["kept"] == [10, 10]
        assert "<Cluster" not in (mine / "conf/server.xml").read_text(), "the lab works on a copy"
        assert environment.drill("--users", "12", "--until", "kill")["kept"] == [12, 12]
        environment.spec.write_text(SPEC)
        back = environment.hactl("lab", "roll", "--users", "10")
        assert "stop a/a-3: " in back and "10 of 10 sessions kept" in back and "as the plan says" in back
        names = {m["name"] for m in environment.result("lab", "status")["members"]}
        assert names == {"a-1", "a-2", "nginx"}
        environment.spec.write_text(SPEC.replace(":18000", ":18001"))
        environment.hactl("lab", "roll", codes=(1,))
        environment.spec.write_text(SPEC)
        assert roll(environment, "--users", "4")["kept"] == [4, 4], "nothing was changed by what was refused"
        (half_way,) = (tmp_path / "state").glob("hactl/lab/*/spec.yaml")
        half_way.unlink()  # as a roll leaves it until it comes to its end
        for command in ("drill", "lab roll"):
            environment.hactl(*command.split(), codes=(1,))
        environment.hactl("lab", "up")
        assert half_way.read_text() == SPEC


def _without_ha(text: str) -> str:
    """Return a server.xml as it was before hactl put its block into it."""
    if "<!-- hactl:begin" not in text:
        return text
    head, _, rest = text.partition("<!-- hactl:begin")
    return head.rstrip() + rest.partition("-->")[2].partition("<!-- hactl:end")[2].partition("-->")[2]

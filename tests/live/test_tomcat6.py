"""Real Tomcat 6 on bases that a person made: his own bytes run without HA and lose sessions; with HA they keep them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from measure.product_rows import runs_here
from support.line_lab import live

pytestmark = pytest.mark.live

BY_HAND = Path(__file__).parents[1] / "servers/tomcat/cases/tomcat6-hand-written/before"


def test_bases_that_a_person_made_get_their_bytes_back_and_run_with_them_then_keep_sessions_again(
    tmp_path: Path,
) -> None:
    if reason := runs_here("tomcat@6.0.53"):
        pytest.skip(reason)
    spec = _two_bases(tmp_path / "bases")
    theirs = _files(tmp_path / "bases")
    with live(spec, tmp_path) as environment:
        environment.hactl("disable-ha", "--yes")
        assert _files(tmp_path / "bases") == theirs
        environment.hactl("lab", "up")
        assert not environment.drill("--users", "20", "--until", "kill")["ok"]

        environment.hactl("enable-ha", "--yes")
        environment.hactl("lab", "up")
        assert environment.drill("--users", "20", "--until", "return")["kept"] == [20, 20]


def _two_bases(folder: Path) -> str:
    """Lay the hand-written case out as two bases on one machine: DOS line ends in one, both kinds in the other."""
    for name, host in (("one", "10.0.0.11"), ("two", "10.0.0.12")):
        shutil.copytree(BY_HAND / host / "opt/tomcat6", folder / name)
        (folder / name / "webapps").mkdir()
    return f"""\
hactl: 1
name: stocksix
server: tomcat@6.0.53
clusters:
  a:
    instances:
      a-1: {{host: 127.0.0.1, base: {folder}/one}}
      a-2: {{host: 127.0.0.1, base: {folder}/two, ports: {{http: 8180}}}}
balancer: {{host: 127.0.0.1, listen: [8000], failover: {{fail_timeout: 10s}}}}
"""


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}

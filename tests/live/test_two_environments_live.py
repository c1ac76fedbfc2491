"""Two environments on the same hosts and behind one NGINX: each has its own users, sessions, groups and files."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from measure.product_rows import artifact_of, runs_here, variables
from support.line_lab import CHECKOUT, Live

from hactl.events import silent
from hactl.install.homes import fetch_home

pytestmark = pytest.mark.live
SERVER = "tomcat@7.0.109"
SPEC = """\
hactl: 1
name: {name}
server: {server}
clusters:
  {cluster}: [10.0.9.11:{port}, 10.0.9.12:{port}]
balancer: {{host: 10.0.9.5, base: /srv/nginx, server_name: {name}.example.org}}
apps: {{app: {{war: {checkout}/examples/demo-app/web, path: /}}}}
"""
HERE = ("--root", "root")


def test_two_environments_share_hosts_and_nginx_and_know_nothing_of_each_other(tmp_path: Path) -> None:
    if reason := runs_here(SERVER):
        pytest.skip(reason)
    shop = Live(tmp_path, variables(SERVER))
    bank = tmp_path / "second/bank.hactl.yaml"
    bank.parent.mkdir()
    shop.spec.write_text(SPEC.format(name="shop", cluster="a", port=8080, server=SERVER, checkout=CHECKOUT))
    bank.write_text(SPEC.format(name="bank", cluster="k", port=8180, server=SERVER, checkout=CHECKOUT))
    shop.hactl("validate", str(shop.spec), str(bank))
    shop.hactl("create", str(shop.spec), "--yes", *HERE)
    before = _files(tmp_path, "shop", "root")
    shop.hactl("create", str(bank), "--yes", *HERE)
    assert _files(tmp_path, "shop", "root").items() >= before.items(), "the second one changes nothing of the first"
    try:
        shop.hactl("lab", "up", *HERE)
        report = json.loads(shop.inside(*_guest(bank.parent / "bank")))
        fates = report["fates"]
        assert len(fates) == 20
        assert [fate for fate in fates if fate["fate"] != "kept"] == []
        ours = [fate for fate in fates if fate["name"] == "shop.example.org"]
        assert all(fate["now"] == fate["home"] and fate["home"].startswith("a-") for fate in ours)
        theirs = [fate for fate in fates if fate["name"] == "bank.example.org"]
        assert report["victim"] in {fate["home"] for fate in theirs}
        assert {fate["now"] for fate in theirs} == {"k-1", "k-2"} - {report["victim"]}
        assert report["words"] == [1, 0, 0, 3, 0], "run: it runs already; status; stop; status: it does not; stop again"
        assert not report["lives"] and report["dead"] == 3
        drilled = shop.drill("--users", "20", "--until", "kill")
        assert drilled["ok"] and drilled["kept"] == [20, 20]
    finally:
        shop.hactl("lab", "down")
    shop.hactl("disable-ha", "-f", str(bank), "--yes", *HERE)
    assert _files(tmp_path, "shop", "root/10.0.9.11").items() >= _files(tmp_path, "shop").items()
    shop.hactl("diff", str(shop.spec), "--exit-code", *HERE)


def _guest(folder: Path) -> tuple[str, ...]:
    """Return the command that runs the second environment's instances inside the network."""
    home = fetch_home(artifact_of(SERVER), os.environ, silent)
    own = (f"CATALINA_HOME={home}", f"PYTHONPATH={CHECKOUT}")
    return (
        "/usr/bin/env",
        *own,
        sys.executable,
        str(Path(__file__).parents[1] / "support/two_environments.py"),
        str(folder),
    )


def _files(folder: Path, *names: str) -> dict[str, bytes]:
    files = (path for name in names for path in (folder / name).rglob("*"))
    return {str(path): path.read_bytes() for path in files if path.is_file() and "runs" not in path.parts}

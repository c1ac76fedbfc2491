"""A session store's manager and its valve: both stand aside, or hactl refuses and names them; so with entities."""

from __future__ import annotations

import pytest
from support.command_line import Shell
from support.two_bases import BASES, ROOT, SERVER, SPEC, lay

ADOPT = SPEC.replace("balancer", "    replication: {adopt: true}\nbalancer")
VALVE, STORE = '<Valve className="com.store.SaveValve"/>', '<Manager className="com.store.StoreManager"/>'
BOTH = f'<Context>\n  {VALVE}\n  <Valve className="com.other.Log"/>\n  {STORE}\n</Context>\n'
CLUSTER = '<Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster"/>'


@pytest.fixture(name="stores")
def _stores(hactl: Shell) -> Shell:
    hactl.write("old.hactl.yaml", ADOPT)
    lay(hactl, {"conf/server.xml": SERVER % "", "conf/context.xml": BOTH})
    return hactl


def test_the_valve_stands_aside_with_its_manager_and_both_come_back(stores: Shell) -> None:
    assert stores("create", "--yes", *ROOT).code == 0
    written = (stores.folder / BASES[0] / "conf/context.xml").read_text()
    assert f") {VALVE} -->" in written and f") {STORE} -->" in written
    assert '\n  <Valve className="com.other.Log"/>' in written
    assert stores("disable-ha", "--yes", *ROOT).code == 0
    assert (stores.folder / BASES[0] / "conf/context.xml").read_text() == BOTH


def test_a_valve_elsewhere_is_refused_by_name(stores: Shell) -> None:
    lay(stores, {"conf/server.xml": SERVER % VALVE, "webapps/shop/WEB-INF/web.xml": "<web-app/>"})
    before = stores.files()
    said = stores("create", "--yes", *ROOT)
    assert said.code == 4 and "conf/server.xml:5" in said.err and "[manager-valve]" in said.err
    assert "conf/context.xml:4" in said.err
    assert {k: v for k, v in stores.files().items() if "/.hactl/" not in k} == before
    assert stores("validate", *ROOT).code == 3


def test_import_names_the_manager_and_adopts_it_where_asked(stores: Shell) -> None:
    (stores.folder / "old.hactl.yaml").unlink()
    words = ("import", *ROOT, *BASES, "--server", "tomcat@7.0.109", "--name")
    plain, adopted = stores(*words, "plain"), stores(*words, "taken", "--adopt")
    assert "conf/context.xml:4:3" in plain.err and "conf/context.xml:4:3" in adopted.err
    assert "ha: false  # a <Manager> of your own is on" in (stores.folder / "plain.hactl.yaml").read_text()
    assert "{adopt: true}" in (stores.folder / "taken.hactl.yaml").read_text()
    assert "ha: false" not in (stores.folder / "taken.hactl.yaml").read_text()


@pytest.mark.parametrize("place", ["engine", "host"])
def test_a_cluster_that_an_entity_brings_in_is_named_and_not_switched_on_beside(stores: Shell, place: str) -> None:
    server = SERVER % ("&c;" if place == "host" else "")
    server = server.replace("<Host", "&c;<Host") if place == "engine" else server
    lay(stores, {"conf/server.xml": '<!DOCTYPE Server [<!ENTITY c SYSTEM "c.xml">]>\n' + server, "conf/c.xml": CLUSTER})
    said = stores("create", "--yes", *ROOT)
    assert said.code == 4 and "[edit-entity]" in said.err and "conf/c.xml:1:1" in said.err
    assert "conf/c.xml:1:1" in stores("validate", *ROOT).out


def test_a_manager_that_an_entity_may_bring_in_is_refused(stores: Shell) -> None:
    lay(stores, {"conf/context.xml": "<!DOCTYPE Context [<!ENTITY m '<Manager/>'>]>\n<Context>&m;</Context>"})
    said = stores("create", "--yes", *ROOT)
    assert said.code == 4 and "[edit-entity]" in said.err

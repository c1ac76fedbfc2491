"""Servers that exist become a spec, and reading them changes nothing."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from support.command_line import SERVER_XML, SHOP, Shell

from hactl.cli.schema import FILE as SCHEMA
from hactl.spec.compose import compose, decode
from hactl.spec.tree import plain

NGINX = """\
events {}
http {
  upstream shop { ip_hash; server 127.0.0.1:8080; server 127.0.0.1:8081; }
  server {
    listen 8000;
    server_name shop.example.org;
    location /shop { proxy_pass http://shop; }
  }
}
"""
CLUSTER = '<Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster"/>'


def base(hactl: Shell, name: str, port: int, more: str = "", tag: str = "<Engine") -> str:
    """Write a base a person made; return its path."""
    text = SERVER_XML.replace("8080", str(port)).replace("8005", str(port - 75)).replace("<Engine", tag)
    hactl.write(f"srv/{name}/conf/server.xml", text.replace("<Host", more + "<Host"))
    hactl.write(f"srv/{name}/bin/setenv.sh", f"CATALINA_HOME={hactl.folder}/apache-tomcat-7.0.82\n")
    (hactl.folder / "apache-tomcat-7.0.82").mkdir(exist_ok=True)
    return f"srv/{name}"


def spec(hactl: Shell, name: str = "shop.hactl.yaml") -> Any:
    """Return the spec as YAML has it."""
    source, _ = decode((hactl.folder / name).read_bytes(), name)
    tree, problems = compose(source)
    assert tree is not None and not problems
    return plain(tree)


@pytest.fixture
def pair(hactl: Shell) -> Shell:
    for name, port in (("one", 8080), ("two", 8081)):
        base(hactl, name, port)
        hactl.write(f"srv/{name}/webapps/shop/index.jsp", "")
    hactl.write("etc/nginx.conf", NGINX)
    return hactl


def test_import_reads_version_ports_applications_and_the_server_block(pair: Shell) -> None:
    assert pair("import", "srv/one", "srv/two", "--nginx", "etc/nginx.conf", "--name", "shop").code == 0
    read = spec(pair)
    assert read["server"] == "tomcat@7.0.82"
    assert read["apps"] == {"shop": {"path": "/shop"}}
    clusters = read["clusters"]
    assert clusters["a"]["ha"] is False
    ports = [i["ports"] for i in clusters["a"]["instances"].values()]
    assert ports == [{"shutdown": 8005}, {"http": 8081, "shutdown": 8006}]
    balancer = read["balancer"]
    assert (balancer["listen"], balancer["server_name"], balancer["server"]) == ([8000], "shop.example.org", "existing")


def test_import_changes_no_file_and_diff_then_changes_none_in_the_bases(pair: Shell) -> None:
    before = pair.files()
    pair("import", "srv/one", "srv/two", "--nginx", "etc/nginx.conf", "--name", "shop")
    after = pair.files()
    assert {name: after[name] for name in before} == before
    assert {name.partition("/")[0] for name in after.keys() - before.keys()} == {"shop.hactl.yaml", SCHEMA, "shop"}
    assert "srv/" not in pair("diff").out


def test_ha_goes_on_in_what_was_imported_and_every_byte_comes_back(pair: Shell) -> None:
    pair("import", "srv/one", "srv/two", "--nginx", "etc/nginx.conf", "--name", "shop")
    before = {n: data for n, (data, _) in pair.files().items() if n.startswith("srv/")}
    assert pair("enable-ha", "--yes").code == 0
    assert b"SimpleTcpCluster" in (pair.folder / "srv/one/conf/server.xml").read_bytes()
    assert pair("disable-ha", "--yes").code == 0
    assert {n: data for n, (data, _) in pair.files().items() if n.startswith("srv/")} == before


def test_who_pairs_with_whom_is_said_loudly_or_taken_from_the_option(pair: Shell) -> None:
    said = pair("import", "srv/one", "srv/two", "--name", "shop").err
    assert "nothing says which instances copy to each other" in said and "--cluster a=" in said
    option = ("--cluster", "x=srv/two,srv/one", "--out", "again.hactl.yaml", "--name", "again")
    assert "nothing says" not in pair("import", "srv/one", "srv/two", *option).err
    clusters = spec(pair, "again.hactl.yaml")["clusters"]
    assert [i["base"].rpartition("/")[2] for i in clusters["x"]["instances"].values()] == ["two", "one"]


def test_a_lost_manifest_is_rebuilt_from_hactls_own_bases(hactl: Shell) -> None:
    text = SHOP.replace("  b: [10.0.0.21, 10.0.0.22]", "  b: {ha: false, instances: [10.0.0.21, 10.0.0.22]}")
    text += "defaults: {replication: {mode: async, heartbeat: 1s}}\n"
    hactl.write("shop.hactl.yaml", text)
    assert hactl("create").code == 0
    made = _made(hactl)
    shutil.rmtree(hactl.folder / "shop/.hactl")
    (hactl.folder / "shop.hactl.yaml").unlink()
    bases = [f"shop/10.0.0.{n}/{i}" for n, i in ((11, "a-1"), (12, "a-2"), (21, "b-1"), (22, "b-2"))]
    assert hactl("import", *bases, "--nginx", "shop/10.0.0.5/nginx/nginx.conf").code == 0
    assert hactl("diff", "--exit-code").code == 0
    assert _made(hactl) == made


def _made(hactl: Shell) -> dict[str, bytes]:
    beside = ("shop.hactl.yaml", SCHEMA)
    return {n: data for n, (data, _) in hactl.files().items() if ".hactl/runs" not in n and n not in beside}


def test_a_persons_cluster_that_is_on_is_noted_and_left_alone(hactl: Shell) -> None:
    group = '<Channel><Membership address="239.192.3.4" port="45678"/></Channel>'
    own = CLUSTER.replace("/>", f">{group}</Cluster>")
    bases = [base(hactl, name, port, own) for name, port in (("one", 8080), ("two", 8081))]
    assert hactl("import", *bases, "--name", "shop").code == 0
    clusters = spec(hactl)["clusters"]
    assert clusters["a"]["ha"] is False
    assert clusters["a"]["replication"]["multicast"] == {"address": "239.192.3.4", "port": 45678}
    assert "srv/" not in hactl("diff").out


def test_an_instance_is_called_as_its_route_and_an_odd_route_is_listed(hactl: Shell) -> None:
    bases = [
        base(hactl, "one", 8080, tag='<Engine jvmRoute="tc1"'),
        base(hactl, "two", 8081, tag='<Engine jvmRoute="Worker.2"'),
    ]
    done = hactl("import", *bases, "--name", "shop")
    clusters = spec(hactl)["clusters"]
    assert list(clusters["a"]["instances"]) == ["tc1", "a-2"]
    assert "Worker.2" in done.err


def test_ports_filled_in_from_properties_are_found_and_others_are_listed(hactl: Shell) -> None:
    bases = [base(hactl, "one", 8080), base(hactl, "two", 8081)]
    for name in ("one", "two"):
        file = hactl.folder / f"srv/{name}/conf/server.xml"
        file.write_text(file.read_text().replace('Connector port="808', 'Connector port="${port.http}" x="'))
    hactl.write("srv/one/conf/catalina.properties", "port.http = 9090\n")
    done = hactl("import", *bases, "--name", "shop")
    clusters = spec(hactl)["clusters"]
    assert clusters["a"]["instances"]["a-1"]["ports"]["http"] == 9090
    assert "${port.http}" in done.err and "two/conf/server.xml" in done.err


def test_a_base_of_unknown_version_asks_for_it_and_takes_the_answer(hactl: Shell) -> None:
    hactl.write("srv/one/conf/server.xml", SERVER_XML)
    refused = hactl("import", "srv/one", "--name", "shop")
    assert refused.code == 3 and "--server tomcat@" in refused.err
    assert not (hactl.folder / "shop.hactl.yaml").exists()
    assert hactl("import", "srv/one", "--name", "shop", "--server", "tomcat@7.0.109").code == 0
    assert spec(hactl)["server"] == "tomcat@7.0.109"


def test_a_base_is_not_taken_for_one_of_another_product_because_it_was_said(hactl: Shell) -> None:
    hactl.write("srv/one/conf/server.xml", SERVER_XML)
    for other in ("jetty@6", "glassfish@3", "jetty@12"):
        refused = hactl("import", "srv/one", "--name", "shop", "--server", other)
        assert refused.code == 3 and "[import-version]" in refused.err and f"not of {other}" in refused.err
    assert hactl("import", "srv/one", "--name", "shop", "--server", "tomee@8").code == 0, "it may be one"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "is not a folder"),
        (("etc",), "not a base that hactl recognises"),
        (("srv/one", "--nginx", "etc/missing"), "no such file"),
        (("srv/one", "--cluster", "a"), "not NAME=DIR,DIR"),
        (("srv/one", "--cluster", "a=srv/two"), "not among the folders"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_written(pair: Shell, words: tuple[str, ...], said: str) -> None:
    before = pair.files()
    refused = pair("import", *words, "--name", "shop")
    assert refused.code in (3, 64) and said in refused.err
    assert pair.files() == before


def test_copies_of_other_machines_are_read_below_root(hactl: Shell) -> None:
    for host in ("10.0.0.11", "10.0.0.12"):
        hactl.write(f"root/{host}/srv/tomcat/conf/server.xml", SERVER_XML)
    hactl.write("root/10.0.0.5/etc/nginx/nginx.conf", NGINX)
    bases = [f"root/10.0.0.{n}/srv/tomcat" for n in (11, 12)]
    more = ("--root", "root", "--nginx", "root/10.0.0.5/etc/nginx/nginx.conf", "--server", "tomcat@7")
    assert hactl("import", *bases, *more, "--name", "shop").code == 0
    clusters = spec(hactl)["clusters"]
    assert clusters["a"]["instances"]["a-2"] == {
        "host": "10.0.0.12",
        "base": "/srv/tomcat",
        "ports": {"shutdown": 8005},
    }
    assert "/srv/tomcat" not in hactl("diff", "--root", "root").out


def test_the_port_of_tls_is_read_and_the_includes_of_a_copy_are_followed(hactl: Shell) -> None:
    for host in ("10.0.0.11", "10.0.0.12"):
        hactl.write(f"root/{host}/srv/tomcat/conf/server.xml", SERVER_XML)
    hactl.write("root/10.0.0.5/etc/nginx/nginx.conf", "events {}\nhttp { include /etc/nginx/sites/*; }\n")
    upstream = "upstream shop { server 10.0.0.11:8080 weight=2 max_conns=7; server 10.0.0.12:8080; }\n"
    site = "server { listen 443 ssl; location / { proxy_pass http://shop; } }\n"
    hactl.write("root/10.0.0.5/etc/nginx/sites/shop", upstream + site)
    bases = [f"root/10.0.0.{n}/srv/tomcat" for n in (11, 12)]
    more = ("--root", "root", "--nginx", "root/10.0.0.5/etc/nginx/nginx.conf", "--server", "tomcat@7")
    said = hactl("import", *bases, *more, "--name", "shop")
    assert said.code == 0 and "10.0.0.5:/etc/nginx/sites/shop:1:1: warning: `max_conns=7`" in said.err
    assert "nginx-other-file" not in said.err
    balancer = spec(hactl)["balancer"]
    assert (balancer["listen"], balancer["config"]) == ([443], "sites/shop")


def test_adopt_takes_a_persons_cluster_over_and_off_gives_it_back(hactl: Shell) -> None:
    context = "<Context>\n  <Manager className='mine' pathname=''/>\n</Context>"
    for name, port in (("one", 8080), ("two", 8081)):
        base(hactl, name, port, CLUSTER)
        hactl.write(f"srv/{name}/conf/context.xml", context)
    before = {n: data for n, (data, _) in hactl.files().items() if n.startswith("srv/")}
    assert hactl("import", "srv/one", "srv/two", "--name", "shop", "--adopt").code == 0
    assert hactl("apply", "--yes").code == 0
    on = (hactl.folder / "srv/one/conf/server.xml").read_text()
    assert on.count("<Cluster className") == 2 and "hactl:held" in on
    on_again = {n: data for n, (data, _) in hactl.files().items() if n.startswith("srv/")}
    off = hactl("disable-ha", "--yes")
    assert off.code == 0 and "your own <Cluster> is in use again" in off.err
    assert {n: data for n, (data, _) in hactl.files().items() if n.startswith("srv/")} == before
    assert hactl("enable-ha", "--yes").code == 0
    assert {n: data for n, (data, _) in hactl.files().items() if n.startswith("srv/")} == on_again


def test_without_consent_a_persons_cluster_is_in_the_way_and_the_hint_says_how(hactl: Shell) -> None:
    bases = [base(hactl, name, port, CLUSTER) for name, port in (("one", 8080), ("two", 8081))]
    hactl("import", *bases, "--name", "shop")
    before = hactl.files()
    refused = hactl("enable-ha", "--yes")
    assert refused.code == 4 and "hactl import --adopt" in refused.err and "adopt: true" in refused.err
    assert hactl.files() == before


def test_consent_that_is_taken_back_while_ha_is_on_stops_before_two_clusters_meet(hactl: Shell) -> None:
    bases = [base(hactl, name, port, CLUSTER) for name, port in (("one", 8080), ("two", 8081))]
    hactl("import", *bases, "--name", "shop", "--adopt")
    hactl("apply", "--yes")
    file = hactl.folder / "shop.hactl.yaml"
    file.write_text(file.read_text().replace("adopt: true", "adopt: false"))
    assert hactl("apply", "--yes").code == 4


def test_a_spec_that_was_written_with_problems_is_not_called_unchanged(hactl: Shell) -> None:
    hactl.write("srv/nginx.conf", NGINX)
    said = hactl("import", base(hactl, "one", 8080), base(hactl, "two", 8081), "--nginx", "srv/nginx.conf")
    assert said.code == 3 and "[base-twice]" in said.err, "NGINX's own folder is above those of the servers"
    assert "was written, but has errors to fix" in said.err and "nothing was changed" not in said.err
    assert (hactl.folder / "imported.hactl.yaml").exists()


def test_the_price_of_going_back_to_ones_own_cluster_does_not_deny_it(hactl: Shell) -> None:
    bases = [base(hactl, name, port, CLUSTER) for name, port in (("one", 8080), ("two", 8081))]
    assert hactl("import", *bases, "--adopt", "--name", "shop").code == 0
    assert hactl("apply", "--yes").code == 0
    said = hactl("disable-ha", "--dry-run")
    assert "your own <Cluster> is in use again" in said.out
    assert "from now on hactl copies them" in said.out and "no other instance has a copy" not in said.out


@pytest.mark.parametrize(
    "said",
    [
        "listen: [80], keepalive: pages",
        "listen: [80, {port: 443, certificate: /etc/ssl/a.pem, key: /etc/ssl/a.key}]",
        "listen: [{port: 8443, certificate: /a.pem, key: /a.key}], hsts: 30d, trust: [10.0.0.4, 10.1.0.0/16]",
        "listen: [80, {port: 443, certificate: /a.pem, key: /a.key}], redirect: https, webroot: /srv/acme",
    ],
)
def test_what_hactls_own_file_says_of_connections_and_tls_is_read_back(said: str, hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP.replace("balancer: 10.0.0.5:80", f"balancer: {{host: 10.0.0.5, {said}}}"))
    assert hactl("create").code == 0
    made = _made(hactl)
    (hactl.folder / "shop.hactl.yaml").unlink()
    bases = [f"shop/10.0.0.{n}/{i}" for n, i in ((11, "a-1"), (12, "a-2"), (21, "b-1"), (22, "b-2"))]
    assert hactl("import", *bases, "--nginx", "shop/10.0.0.5/nginx/nginx.conf").code == 0
    assert hactl("diff", "--exit-code").code == 0
    assert _made(hactl) == made

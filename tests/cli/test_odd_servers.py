"""Files of servers that are not as most are: two services, one route twice, another Jetty, a port filled in later."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import OLD, SERVER_XML, Shell

ROOT = ("--root", "root")
TWO = """\
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Admin">
    <Connector port="9999"/>
    <Engine name="Admin" defaultHost="localhost"><Host name="localhost" appBase="admin"/></Engine>
  </Service>
  <Service name="Shop">
    <Connector port="8080" protocol="HTTP/1.1"/>
    <Engine name="Shop" defaultHost="localhost"><Host name="localhost" appBase="webapps"/></Engine>
  </Service>
</Server>
"""
JETTY = """\
<?xml version="1.0"?>
<!DOCTYPE Configure PUBLIC "-//Mort Bay Consulting//DTD Configure{0}//EN" "http://jetty.mortbay.org/configure{1}.dtd">
<Configure id="Server" class="{2}.Server">
{3}</Configure>
"""
JETTY_5 = JETTY.format(
    " 1.2",
    "_1_2",
    "org.mortbay.jetty",
    '<Call name="addListener"><Arg><New class="org.mortbay.http.SocketListener"/></Arg></Call>\n',
)
JETTY_7 = JETTY.format("", "", "org.eclipse.jetty.server", "")


def lay_out(shell: Shell, text: str, name: str = "conf/server.xml") -> list[Path]:
    """Write the same file for both instances; return the files."""
    hosts = (("10.0.0.11", "one"), ("10.0.0.12", "two"))
    for host, base in hosts:
        shell.write(f"root/{host}/srv/{base}/webapps/shop/index.html", "x")
    return [shell.write(f"root/{host}/srv/{base}/{name}", text) for host, base in hosts]


def imported(shell: Shell, server: str = "tomcat@7.0.109") -> tuple[int, str]:
    bases = ("root/10.0.0.11/srv/one", "root/10.0.0.12/srv/two")
    done = shell("import", *bases, *ROOT, "--name", "shop", "--server", server)
    return done.code, done.out + done.err


def test_of_two_services_the_one_with_the_instances_port_replicates_and_the_other_stays(hactl: Shell) -> None:
    files = lay_out(hactl, TWO)
    hactl.write("old.hactl.yaml", OLD)
    before = hactl.files()
    done = hactl("create", *ROOT, "--yes")
    assert done.code == 0, done.err
    admin, shop = files[0].read_text().split('<Service name="Shop">')
    assert "Cluster" not in admin and "jvmRoute" not in admin
    assert "<Cluster" in shop and 'jvmRoute="a-1"' in shop
    context = files[0].parent / "Shop/localhost/context.xml.default"
    assert "DeltaManager" in context.read_text(), "only for the applications of this service"
    assert not (files[0].parent / "context.xml").exists(), "without a Cluster Tomcat would not start those of the other"
    assert "HA on" in hactl("status", *ROOT).out
    assert hactl("disable-ha", *ROOT, "--yes").code == 0
    assert {name: data for name, (data, _) in hactl.files().items() if name.startswith("root")} == {
        name: data for name, (data, _) in before.items() if name.startswith("root")
    }


def test_if_no_port_says_which_service_nothing_is_guessed(hactl: Shell) -> None:
    lay_out(hactl, TWO.replace("8080", "${http.port}"))
    hactl.write("old.hactl.yaml", OLD)
    done = hactl("create", *ROOT, "--yes")
    assert done.code == 4 and "edit-ambiguous" in done.err


def test_import_takes_the_service_that_speaks_http_and_says_so(hactl: Shell) -> None:
    lay_out(hactl, TWO.replace('<Connector port="9999"/>', '<Connector port="9999" protocol="AJP/1.3"/>'))
    code, said = imported(hactl)
    assert code == 0 and "that of service `Shop` is used" in said
    assert "8080" not in (hactl.folder / "shop.hactl.yaml").read_text(), "8080 is what an instance has by itself"


def test_a_route_that_two_bases_share_is_named_and_the_instances_get_names_of_their_own(hactl: Shell) -> None:
    lay_out(hactl, SERVER_XML.replace("<Engine", '<Engine jvmRoute="tomcat"'))
    code, said = imported(hactl)
    assert code == 0 and said.count("its jvmRoute `tomcat` is that of another instance too") == 2
    assert "a-1:" in (hactl.folder / "shop.hactl.yaml").read_text()
    assert hactl("validate").code == 0


@pytest.mark.parametrize("port", ["@http.port@", "%PORT%", "__PORT__"])
def test_a_port_that_is_filled_in_later_is_told(port: str, hactl: Shell) -> None:
    lay_out(hactl, SERVER_XML.replace("8080", port))
    code, said = imported(hactl)
    assert code == 0 and f"the port `{port}` is filled in from somewhere not known here" in said


@pytest.mark.parametrize(("text", "line"), [(JETTY_5, "Jetty 5"), (JETTY_7, "Jetty 7 or later")])
def test_another_jetty_is_called_by_its_name_by_import_and_by_create(text: str, line: str, hactl: Shell) -> None:
    lay_out(hactl, text, "etc/jetty.xml")
    code, said = imported(hactl, "jetty@6")
    assert code != 0 and f"this is {line}" in said
    hactl.write("old.hactl.yaml", OLD.replace("tomcat@7", "jetty@6"))
    done = hactl("create", *ROOT, "--yes")
    assert done.code == 4 and f"this is {line}" in done.err


def test_a_base_of_jetty_9_is_not_taken_for_jetty_6(hactl: Shell) -> None:
    lay_out(hactl, "--module=http\njetty.http.port=8080\n", "start.ini")
    code, said = imported(hactl, "jetty@6")
    assert code != 0 and "what stands here is a base of another line" in said
    assert imported(hactl, "jetty@9.4")[0] == 0


@pytest.mark.parametrize("name", ["app##1", "shop#admin"])
def test_tomcats_own_signs_may_stand_in_the_name_of_an_archive(name: str, hactl: Shell) -> None:
    hactl.write(f"{name}/index.html", "x")
    hactl.write(
        "shop.hactl.yaml", OLD.replace("name: old", "name: shop") + f"apps: {{app: {{war: {name}, path: /app}}}}\n"
    )
    lay_out(hactl, SERVER_XML)
    assert hactl("create", *ROOT, "--yes").code == 0
    assert (hactl.folder / "root/10.0.0.11/srv/one/webapps/app/index.html").is_file()


@pytest.mark.parametrize(("version", "open_"), [("7.0.82", True), ("7.0.99", True), ("7.0.100", False)])
def test_ajp_is_open_by_default_before_7_0_100(version: str, open_: bool, hactl: Shell) -> None:
    lay_out(hactl, SERVER_XML.replace("<Engine", '<Connector port="8009" protocol="AJP/1.3"/><Engine'))
    hactl.write("old.hactl.yaml", OLD.replace("tomcat@7", f"tomcat@{version}"))
    assert ("server-xml-ajp" in hactl("diff", *ROOT).out) is open_

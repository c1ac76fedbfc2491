"""A base is recognised by its own files: product, version, ports, replication that is on."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from hactl.balancer.nginx import found as nginx
from hactl.disk import DiskFolder
from hactl.problems import Problem
from hactl.servers import recognised
from hactl.servers.interface import Around, Found

CORPUS = Path(os.environ.get("HACTL_CORPUS") or Path(__file__).parents[3] / "shared/corpus")
SERVER = '<Server port="8005"><Service><Connector port="8080"/><Engine name="C"/></Service></Server>'
JETTY = """\
<Configure id="Server" class="org.mortbay.jetty.Server"><Call name="addConnector"><Arg>
<New class="org.mortbay.jetty.nio.SelectChannelConnector">
<Set name="host"><SystemProperty name="jetty.host"/></Set>
<Set name="port"><SystemProperty name="jetty.port" default="8090"/></Set>
</New></Arg></Call></Configure>
"""


def look(folder: Path, **variables: str) -> dict[str, Found]:
    """Return what each room sees in this folder."""
    around = Around(base=DiskFolder(str(folder)), open=DiskFolder, variables=variables)
    return {product.name: found for product, found in recognised(around) if isinstance(found, Found)}


def refused(folder: Path) -> Problem:
    """Return why this folder cannot be taken over."""
    around = Around(base=DiskFolder(str(folder)), open=DiskFolder, variables={})
    said = next(found for product, found in recognised(around) if product.name == "glassfish")
    assert isinstance(said, Problem)
    return said


def write(path: Path, data: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())


def jar(info: str) -> bytes:
    """Return a catalina.jar that calls itself this."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("org/apache/catalina/util/ServerInfo.properties", f"server.info={info}\n")
    return data.getvalue()


def test_tomcat_says_its_version_in_its_jar_wherever_the_installation_is_named(tmp_path: Path) -> None:
    base, home = tmp_path / "base", tmp_path / "home"
    write(base / "conf/server.xml", SERVER)
    write(home / "lib/catalina.jar", jar("Apache Tomcat/7.0.82"))
    assert look(base)["tomcat"].version is None
    assert look(base, CATALINA_HOME=str(home))["tomcat"].version == "7.0.82"
    write(base / "bin/setenv.sh", f'export CATALINA_HOME="{home}"\n')
    assert look(base)["tomcat"].version == "7.0.82"
    write(base / "lib/catalina.jar", jar("Apache Tomcat/6.0.53"))
    assert look(base)["tomcat"].version == "6.0.53"


@pytest.mark.parametrize("name", ["apache-tomcat-7.0.82", "tomcat7-7.0.82"])
def test_without_a_jar_the_release_notes_or_the_folders_name_say_it(tmp_path: Path, name: str) -> None:
    write(tmp_path / name / "conf/server.xml", SERVER)
    assert look(tmp_path / name)["tomcat"].version == "7.0.82"
    write(tmp_path / name / "RELEASE-NOTES", "            Apache Tomcat Version 7.0.109\n")
    assert look(tmp_path / name)["tomcat"].version == "7.0.109"


def test_a_tomee_is_no_tomcat_though_its_catalina_jar_calls_itself_so(tmp_path: Path) -> None:
    base, home = tmp_path / "base", tmp_path / "home"
    write(base / "conf/server.xml", SERVER)
    write(base / "bin/setenv.sh", f"CATALINA_HOME={home}\n")
    write(home / "lib/catalina.jar", jar("Apache Tomcat/7.0.81"))
    write(home / "lib/tomee-common-1.7.5.jar", b"")
    assert {name: found.version for name, found in look(base).items()} == {"tomee": "1.7.5"}
    write(base / "conf/tomee.xml", "<tomee/>")
    (base / "bin/setenv.sh").unlink()
    assert {name: found.version for name, found in look(base).items()} == {"tomee": None}


def test_a_jar_that_is_none_does_not_stop_the_look(tmp_path: Path) -> None:
    write(tmp_path / "conf/server.xml", SERVER)
    write(tmp_path / "lib/catalina.jar", b"PK not a zip")
    assert look(tmp_path)["tomcat"].http == 8080


def test_jetty_6_says_its_version_by_its_jar_and_its_port_by_a_default(tmp_path: Path) -> None:
    write(tmp_path / "etc/jetty.xml", JETTY)
    write(tmp_path / "lib/jetty-6.1.26.jar", b"")
    write(tmp_path / "webapps/shop.war", b"")
    found = look(tmp_path)
    assert set(found) == {"jetty"}
    assert (found["jetty"].version, found["jetty"].http, found["jetty"].apps) == ("6.1.26", 8090, ("/shop",))


def test_a_jetty_of_another_line_is_not_taken_for_jetty_6(tmp_path: Path) -> None:
    write(tmp_path / "etc/jetty.xml", JETTY.replace("org.mortbay.jetty.Server", "org.eclipse.jetty.server.Server"))
    assert not look(tmp_path)


DOMAIN = """\
<domain><applications><application name="shop" context-root="shop" availability-enabled="{on}"/></applications>
<servers><server name="server" config-ref="server-config"/>
<server name="i1" node-ref="n1" config-ref="c1-config"><system-property name="HTTP_LISTENER_PORT" value="28081"/>
</server>
<server name="i2" node-ref="n1" config-ref="c1-config"/><server name="lone" config-ref="c1-config"/></servers>
<nodes><node name="n1" node-host="10.0.0.11"/></nodes>
<configs><config name="server-config"><http-service><virtual-server id="__asadmin" network-listeners="admin"/>
</http-service><network-config><protocols/><network-listeners><network-listener name="admin" port="4949" protocol="a"/>
</network-listeners></network-config></config>
<config name="c1-config"><availability-service><web-container-availability/></availability-service>
<group-management-service><failure-detection/></group-management-service>
<http-service><virtual-server id="server" network-listeners="tls, plain"/></http-service>
<network-config><protocols><protocol name="p"/><protocol name="s" security-enabled="true"/></protocols>
<network-listeners><network-listener name="tls" port="8181" protocol="s"/>
<network-listener name="plain" port="${{HTTP_LISTENER_PORT}}" protocol="p"/></network-listeners></network-config>
<system-property name="HTTP_LISTENER_PORT" value="28080"/></config></configs>
<clusters><cluster name="c1" config-ref="c1-config" gms-multicast-address="228.9.1.2" gms-multicast-port="3100">
<server-ref ref="i1"/><server-ref ref="i2"/><application-ref ref="shop"/></cluster></clusters></domain>
"""


def test_a_glassfish_instance_is_called_like_its_folder_and_its_domain_says_the_rest(tmp_path: Path) -> None:
    for folder in ("domains/domain1", "nodes/n1/i1", "nodes/n1/i2", "nodes/n1/lone"):
        write(tmp_path / folder / "config/domain.xml", DOMAIN.format(on="true"))
    das = look(tmp_path / "domains/domain1")["glassfish"]
    assert (das.companion, set(das.members), das.shutdown, das.http) == ("das", {"i1", "i2"}, 4949, None)
    assert das.members["i2"] == "nodes/n1/i2"
    one, two = (look(tmp_path / f"nodes/n1/{name}")["glassfish"] for name in ("i1", "i2"))
    assert (one.route, one.cluster, one.http, one.address, one.apps) == ("i1", "c1", 28081, "10.0.0.11", ("/shop",))
    assert two.http == 28080, "what its own server does not say, its configuration does"
    assert one.replication is not None and not one.replication.ours
    assert (one.replication.address, one.replication.port) == ("228.9.1.2", 3100)
    assert "no cluster" in refused(tmp_path / "nodes/n1/lone").message


def test_a_glassfish_cluster_whose_applications_are_not_copied_does_not_replicate(tmp_path: Path) -> None:
    write(tmp_path / "i1/config/domain.xml", DOMAIN.format(on="false"))
    assert look(tmp_path / "i1")["glassfish"].replication is None


def test_a_broken_domain_and_a_folder_that_is_no_server_of_its_domain_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "i1/config/domain.xml", DOMAIN.format(on="false").replace("</nodes>", "</nodse>"))
    assert (place := refused(tmp_path / "i1").place) is not None and place.line == 6
    write(tmp_path / "else/config/domain.xml", "<domain><servers><server name='i9'/></servers></domain>")
    assert "called else" in refused(tmp_path / "else").message


def test_a_domain_of_glassfish_2_is_refused_and_named(tmp_path: Path) -> None:
    two = DOMAIN.format(on="false").replace("<http-service>", '<http-service><http-listener id="http-listener-1"/>')
    write(tmp_path / "i1/config/domain.xml", two)
    assert "GlassFish 2" in refused(tmp_path / "i1").message


@pytest.mark.parametrize(
    ("branding", "version"),
    [
        ("product_name=GlassFish\nmajor_version=5\nminor_version=1\nupdate_version=0\nversion_suffix=\n", "5.1.0"),
        ("product.name=Eclipse GlassFish\nproduct.version=8.0.0-M12\n", "8.0.0-M12"),
        ("product.name=Eclipse GlassFish\n", None),
    ],
)
def test_a_glassfish_from_5_on_says_its_version_in_its_branding(
    branding: str, version: str | None, tmp_path: Path
) -> None:
    write(tmp_path / "glassfish/config/branding/glassfish-version.properties", branding)
    for folder in ("glassfish/domains/domain1", "glassfish/nodes/n1/i1", "elsewhere/i1"):
        write(tmp_path / folder / "config/domain.xml", DOMAIN.format(on="true"))
    assert look(tmp_path / "glassfish/domains/domain1")["glassfish"].version == version
    assert look(tmp_path / "glassfish/nodes/n1/i1")["glassfish"].version == version
    away = tmp_path / "elsewhere/i1"
    assert look(away)["glassfish"].version is None
    assert look(away, GLASSFISH_HOME=str(tmp_path))["glassfish"].version == version


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of strangers' files is not here (HACTL_CORPUS)")
def test_every_strangers_domain_xml_is_read_or_refused_with_its_reason(tmp_path: Path) -> None:
    for file in sorted((CORPUS / "domain").iterdir()):
        write(tmp_path / file.stem / "config/domain.xml", file.read_bytes())
        found = look(tmp_path / file.stem)
        assert "glassfish" in found or refused(tmp_path / file.stem).hint


def test_applications_are_read_from_folders_archives_and_context_files(tmp_path: Path) -> None:
    write(tmp_path / "conf/server.xml", SERVER)
    for path in ("webapps/ROOT/x", "webapps/manager/x", "webapps/shop##2.war", "webapps/shop#admin.war"):
        write(tmp_path / path, "")
    write(tmp_path / "conf/Catalina/localhost/bank.xml", "<Context/>")
    assert look(tmp_path)["tomcat"].apps == ("/", "/bank", "/shop", "/shop/admin")


def test_includes_that_include_themselves_come_to_an_end(tmp_path: Path) -> None:
    write(tmp_path / "nginx.conf", "http { include *.conf; server { listen 81; } }")
    assert nginx.read(DiskFolder(str(tmp_path)), "nginx.conf").listen == (81,)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of strangers' files is not here (HACTL_CORPUS)")
def test_every_strangers_server_xml_is_read_or_what_is_unclear_is_said(tmp_path: Path) -> None:
    said = {}
    for number, file in enumerate(sorted((CORPUS / "server").iterdir())):
        write(tmp_path / str(number) / "conf/server.xml", file.read_bytes())
        found = look(tmp_path / str(number))["tomcat"]
        assert found.notes or found.http
        said[file.name[:2]] = (found.http, found.route, found.replication is not None)
    assert said["02"][2] and said["03"][2] and said["04"][2] and said["05"][2] and not said["01"][2]
    assert said["01"][1] is not None

"""What differs from line to line of GlassFish, at the command line: who tells the server what to copy."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree
from support.command_line import Shell

from hactl.servers import glassfish

LATER = [name for name, line in glassfish.lines.items() if not line.by_default]
SPEC = """\
hactl: 1
name: gf
server: glassfish@{line}
clusters:
  a: [10.0.0.11, 10.0.0.12]
balancer: 10.0.0.5:80
apps:
  shop: {{war: shop, path: /shop}}
"""
LAID = "gf/10.0.0.11/a-1/applications/shop/WEB-INF/web.xml"
WITHOUT = b"<?xml version='1.0' encoding='iso-8859-1'?>\r\n<web-app>\r\n<display-name>\xe4</display-name>\r\n</web-app>"
WITH = b"<web-app><display-name/><distributable/></web-app>"
UNTAGGED = "[not-distributable]"


@pytest.fixture(params=LATER)
def line(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def lay(hactl: Shell, line: str, web: bytes | None, more: str = "") -> None:
    hactl.write("gf.hactl.yaml", SPEC.format(line=line) + more)
    hactl.write("shop/index.html", "hello")
    if web is not None:
        hactl.write("shop/WEB-INF/web.xml", "").write_bytes(web)


def laid(hactl: Shell) -> bytes:
    return (hactl.folder / LAID).read_bytes()


def is_distributable(data: bytes) -> bool:
    return any(etree.QName(child).localname == "distributable" for child in etree.fromstring(data) if child.tag)


def test_the_copy_of_an_application_is_told_and_its_archive_is_not(line: str, hactl: Shell) -> None:
    lay(hactl, line, WITHOUT)
    assert hactl("create", "--yes").code == 0
    assert b"<distributable/>" in laid(hactl) and b"\xe4" in laid(hactl)
    assert (hactl.folder / "shop/WEB-INF/web.xml").read_bytes() == WITHOUT
    assert b"distributable" not in (hactl.folder / "gf/10.0.0.11/a-1/config/default-web.xml").read_bytes()
    assert hactl("disable-ha", "--yes").code == 0
    assert laid(hactl) == WITHOUT
    assert hactl("enable-ha", "--yes").code == 0
    assert UNTAGGED not in hactl("validate").out


def test_one_that_says_so_itself_stays_as_it_is(line: str, hactl: Shell) -> None:
    lay(hactl, line, WITH)
    assert hactl("create", "--yes").code == 0
    assert laid(hactl) == WITH


def test_one_without_a_web_xml_gets_one_of_its_lines_namespace(line: str, hactl: Shell) -> None:
    lay(hactl, line, None)
    assert hactl("create", "--yes").code == 0
    root = etree.fromstring(laid(hactl))
    assert etree.QName(root).namespace == glassfish.lines[line].namespace and is_distributable(laid(hactl))
    assert hactl("disable-ha", "--yes").code == 0
    assert not (hactl.folder / LAID).exists()


def test_a_web_xml_that_cannot_be_read_is_laid_as_it_is(line: str, hactl: Shell) -> None:
    lay(hactl, line, b"<web-app><oops></web-app>")
    assert hactl("create", "--yes").code == 0
    assert laid(hactl) == b"<web-app><oops></web-app>"


def test_where_only_tagged_ones_are_wanted_the_others_are_left_alone_and_named(line: str, hactl: Shell) -> None:
    lay(hactl, line, WITHOUT, "defaults: {replication: {applications: distributable}}\n")
    made = hactl("create", "--yes")
    assert laid(hactl) == WITHOUT
    assert UNTAGGED in made.err and "shop/WEB-INF/web.xml:2:1" in made.err and "/shop" in made.err


def test_a_fragment_without_the_tag_is_named(line: str, hactl: Shell) -> None:
    lay(hactl, line, WITH)
    jar = io.BytesIO()
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr("META-INF/web-fragment.xml", "<web-fragment/>")
    hactl.write("shop/WEB-INF/lib/x.jar", "").write_bytes(jar.getvalue())
    assert "x.jar!META-INF/web-fragment.xml:1:1: warning: sessions of /shop" in hactl("validate").out
    hactl.write("shop/WEB-INF/web.xml", WITH.decode().replace("<web-app>", '<web-app metadata-complete="true">'))
    assert UNTAGGED not in hactl("validate").out


@pytest.mark.parametrize(("tag", "named"), [("", True), ("<distributable/>", False)])
def test_one_that_a_person_deployed_is_named_where_only_its_own_web_xml_counts(
    tag: str, named: bool, line: str, hactl: Shell
) -> None:
    domain = (
        '<domain><security-configurations/><applications><application name="bank" context-root="bank"/></applications>'
        '<servers><server name="a-1" config-ref="c"/></servers><nodes/><configs><config name="c">'
        '<java-config/></config></configs><clusters><cluster name="a" config-ref="c"><server-ref ref="a-1"/>'
        '<application-ref ref="bank"/>'
        "</cluster></clusters></domain>"
    )
    base = "root/10.0.0.11/opt/n/a-1"
    hactl.write(f"{base}/config/domain.xml", domain)
    hactl.write(f"{base}/applications/bank/WEB-INF/web.xml", f"<web-app>{tag}</web-app>")
    pair = "{instances: {a-1: {host: 10.0.0.11, base: /opt/n/a-1}, a-2: {host: 10.0.0.12, base: /opt/n/a-2}}}"
    spec = SPEC.format(line=line).replace("[10.0.0.11, 10.0.0.12]", pair)
    hactl.write("gf.hactl.yaml", spec[: spec.index("apps:")])
    said = hactl("validate", "--root", "root").out
    assert ("sessions of /bank will not be copied" in said and UNTAGGED in said) is named
    hactl.write("gf.hactl.yaml", spec[: spec.index("apps:")].replace(f"glassfish@{line}", "glassfish@3"))
    assert UNTAGGED not in hactl("validate", "--root", "root").out


@pytest.mark.parametrize(
    ("version", "stores"),
    [
        ("8.0.0-M12", "jks"),
        ("8.0.0-M13", "p12"),
        ("8.0.4", "p12"),
        ("7.0.21", "jks"),
        ("7.1.0", "p12"),
    ],
)
def test_key_stores_have_the_names_of_their_version_also_of_one_that_is_not_known(
    version: str, stores: str, hactl: Shell
) -> None:
    spec = SPEC.format(line=version)
    hactl.write("gf.hactl.yaml", spec[: spec.index("apps:")])
    assert hactl("create", "--yes").code == 0
    for base in ("10.0.0.5/domain1", "10.0.0.11/a-1"):
        said = (hactl.folder / "gf" / base / "config/domain.xml").read_text()
        assert f"config/keystore.{stores}" in said and f"config/cacerts.{stores}" in said

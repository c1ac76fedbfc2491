"""What a person should know about his own server.xml is said before and after HA goes on, with a way out."""

from __future__ import annotations

import pytest
from support.command_line import OLD, SERVER_XML, Shell

AJP = '<Connector port="8009" protocol="AJP/1.3" redirectPort="8443" />'
ROOT = ("--root", "root")


def lay_out(shell: Shell, server: str, connector: str) -> None:
    text = SERVER_XML.replace("    <Engine", f"    {connector}\n    <Engine")
    for host, base in (("10.0.0.11", "one"), ("10.0.0.12", "two")):
        shell.write(f"root/{host}/srv/{base}/conf/server.xml", text)
    shell.write("old.hactl.yaml", OLD.replace("tomcat@7", server))


def test_an_open_ajp_connector_is_said_with_its_place_and_a_way_out(hactl: Shell) -> None:
    lay_out(hactl, "tomcat@6", AJP)
    before = hactl("diff", *ROOT)
    assert "server.xml:8:5: warning: an AJP connector listens on port 8009 of every address" in before.out
    assert 'or give it address="127.0.0.1"' in before.out
    assert "server-xml-ajp" in hactl("enable-ha", "--dry-run", *ROOT).out
    assert "server-xml-ajp" in hactl("create", "--yes", *ROOT).err
    assert "server-xml-ajp" in hactl("status", *ROOT).err


@pytest.mark.parametrize(
    ("server", "connector"),
    [
        ("tomcat@6", AJP.replace(" redirectPort", ' address="127.0.0.1" redirectPort')),
        ("tomcat@6", f"<!-- {AJP} -->"),
        ("tomcat@7.0.109", AJP),  # of itself on the loopback address, and it asks for a secret
    ],
)
def test_a_closed_ajp_connector_is_not_worth_a_word(hactl: Shell, server: str, connector: str) -> None:
    lay_out(hactl, server, connector)
    assert "server-xml-ajp" not in hactl("diff", *ROOT).out

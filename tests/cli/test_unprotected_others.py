"""What keeps sessions from being copied on Jetty 6 and GlassFish 3, named by every command that looks."""

from __future__ import annotations

import pytest
from support.command_line import Shell
from support.two_bases import ROOT, SPEC, archive, lay

CONNECTOR = '<New class="org.mortbay.jetty.nio.SelectChannelConnector"><Set name="port">8080</Set></New>'
JETTY = f"""\
<Configure id="Server" class="org.mortbay.jetty.Server">
  <Call name="addConnector"><Arg>{CONNECTOR}</Arg></Call>
  %s
</Configure>
"""
OWN = """\
<Configure class="org.mortbay.jetty.webapp.WebAppContext">
  <Set name="contextPath">/shop</Set>
  <Get name="sessionHandler"><Set name="sessionManager"><New class="%s"/></Set></Get>
</Configure>
"""
STORE, PLAIN = OWN % "com.store.StoreSessionManager", OWN % "org.mortbay.jetty.servlet.HashSessionManager"
CONTEXT = """\
<New class="org.mortbay.jetty.webapp.WebAppContext">
    <Set name="contextPath">/deep</Set>
    <Set name="sessionHandler"><New class="org.mortbay.jetty.servlet.SessionHandler">
      <Arg><New class="com.store.StoreSessionManager"/></Arg></New></Set></New>
"""
OWN_ID = "manager-of-its-own"
REALM = '<Call name="x"><Arg><New class="org.mortbay.jetty.security.HashSSORealm"/></Arg></Call>'
XML, WEB, INNER = "etc/jetty.xml", "webapps/shop/WEB-INF/web.xml", "webapps/shop/WEB-INF/jetty-web.xml"
WAR = archive(**{"WEB-INF/jetty-web.xml": STORE})
JETTYS: list[tuple[dict[str, str | bytes], str, tuple[str, ...]]] = [
    ({XML: JETTY % '<Call name="start"/>'}, "jetty-xml-starts", ("every application", "etc/jetty.xml:3:3")),
    ({XML: JETTY % f'<Call name="addHandler"><Arg>{CONTEXT}</Arg></Call>'}, OWN_ID, ("/deep", "jetty.xml:6")),
    ({"contexts/shop.xml": STORE}, OWN_ID, ("/shop", "contexts/shop.xml:3")),
    ({WEB: "<web-app/>", INNER: STORE}, OWN_ID, ("/shop", f"{INNER}:3")),
    ({"webapps/shop.war": WAR}, OWN_ID, ("/shop", "webapps/shop.war!WEB-INF/jetty-web.xml:3")),
    ({XML: JETTY % REALM}, "single-sign-on", ("jetty.xml:3",)),
]  # fmt: skip
IDS = '<Set name="sessionIdManager"><New class="org.mortbay.jetty.servlet.JDBCSessionIdManager"/></Set>'

GLASSFISH = """\
hactl: 1
name: gf
server: glassfish@3
clusters:
  a: [10.0.0.11, 10.0.0.12]
balancer: 10.0.0.5:80
apps:
  plain: {path: /plain}
  memory: {war: memory, path: /memory}
"""
RELAXED = '<property name="relaxCacheVersionSemantics" value="true"/>'
DESCRIPTOR = f"""\
<%s>
<session-config><session-manager persistence-type="%s">
<manager-properties>{RELAXED}</manager-properties></session-manager></session-config></%s>
"""


@pytest.fixture(name="jetty")
def _jetty(hactl: Shell) -> Shell:
    hactl.write("old.hactl.yaml", SPEC.replace("tomcat@7", "jetty@6"))
    lay(hactl, {XML: JETTY % ""})
    return hactl


@pytest.mark.parametrize(("files", "what", "words"), JETTYS, ids=[f"{n}-{i}" for n, (_, i, _w) in enumerate(JETTYS)])
def test_each_place_in_a_jetty_is_named(
    jetty: Shell, files: dict[str, str | bytes], what: str, words: tuple[str, ...]
) -> None:
    lay(jetty, files)
    said = jetty("validate", *ROOT)
    assert said.code == 0 and said.out.count(f"[{what}]") == 1 and all(word in said.out for word in words)
    assert f"[{what}]" in jetty("diff", *ROOT).err


def test_jettys_plain_manager_is_replaced_and_so_not_named(jetty: Shell) -> None:
    lay(jetty, {"contexts/shop.xml": PLAIN})
    assert jetty("validate", "--strict", *ROOT).out == ""


def test_session_ids_that_stop_the_start_are_refused(jetty: Shell) -> None:
    lay(jetty, {XML: JETTY % IDS})
    said = jetty("create", "--yes", *ROOT)
    assert said.code == 4 and "[session-ids-of-its-own]" in said.err and "etc/jetty.xml:3" in said.err


@pytest.mark.parametrize(
    ("file", "kind", "named"),
    [
        ("glassfish-web.xml", "memory", True),
        ("sun-web.xml", "memory", True),
        ("glassfish-web.xml", "file", True),
        ("glassfish-web.xml", "replicated", False),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_an_application_of_glassfish_with_a_persistence_type_of_its_own_is_named(
    hactl: Shell, file: str, kind: str, named: bool, packed: bool
) -> None:
    root = "glassfish-web-app" if file.startswith("g") else "sun-web-app"
    text = DESCRIPTOR % (root, kind, root)
    hactl.write("gf.hactl.yaml", GLASSFISH.replace("war: memory", "war: memory.war") if packed else GLASSFISH)
    if packed:
        hactl.write("memory.war", archive(**{f"WEB-INF/{file}": text}))
    else:
        hactl.write(f"memory/WEB-INF/{file}", text)
    said = hactl("validate")
    assert ("sessions of /memory" in said.out, f"WEB-INF/{file}:2:17" in said.out) == (named, named)
    assert "/plain" not in said.out and said.code == 0
    made = hactl("create", "--yes").out
    assert (made.splitlines()[-1].startswith("HA on, but not for: /memory (memory")) is named


def test_status_shows_the_one_application_of_glassfish_as_not_protected(hactl: Shell) -> None:
    hactl.write("gf.hactl.yaml", GLASSFISH)
    root = "glassfish-web-app"
    hactl.write("memory/WEB-INF/glassfish-web.xml", DESCRIPTOR % (root, "memory", root))
    hactl("create", "--yes")
    said = hactl("status").out
    assert "/memory (memory)  NOT PROTECTED: memory/WEB-INF/glassfish-web.xml:2" in said
    assert "/plain (plain)    sessions are copied" in said

"""What a framework keeps to itself is said before the first failover, told by the application's jars."""

from __future__ import annotations

import pytest
from support.command_line import Shell
from support.two_bases import ROOT, SERVER, SPEC, archive, lay

SHOP = """\
hactl: 1
name: shop
server: {server}
clusters:
  a: {{instances: [10.0.0.11, 10.0.0.12], ha: {ha}, replication: {{changes: {changes}}}}}
balancer: 10.0.0.5:80
apps:
  shop: {{path: /shop, war: shop.war}}
"""
TAGGED, PLAIN = "<web-app><distributable/></web-app>", "<web-app/>"
SECRET = "<web-app><context-param><param-name>org.apache.myfaces.SECRET</param-name></context-param></web-app>"
WORST = [  # a jar, and a word of what is said
    ("javax.faces-2.2.20", "ViewExpiredException"),
    ("jsf-impl-2.1.29-04", "ViewExpiredException"),
    ("myfaces-impl-2.2.14", "secret of its own"),
    ("wicket-core-10.8.0", "begins anew"),
    ("wicket-core-9.1.0", "begins anew"),
    ("wicket-core-9.0.0", "old page"),
    ("cas-server-core-3.6.0", "logged out"),
    ("jspwiki-main-2.11.2", "logged out"),
]
DEPENDS = [("wicket-core-8.18.0", "idle"), ("shiro-web-1.4.2", "DefaultWebSessionManager")]


def validated(hactl: Shell, jar: str, **how: str) -> str:
    members = {f"WEB-INF/lib/{jar}.jar": "", "WEB-INF/web.xml": how.pop("web", PLAIN)}
    (hactl.folder / "shop.war").write_bytes(archive(**members))
    hactl.write("shop.hactl.yaml", SHOP.format(**{"server": "tomcat@9", "ha": "true", "changes": "set", **how}))
    said = hactl("validate")
    assert said.code == 0
    return said.out


@pytest.mark.parametrize(("jar", "word"), WORST, ids=[jar for jar, _ in WORST])
def test_what_is_lost_is_a_warning_with_the_jar(hactl: Shell, jar: str, word: str) -> None:
    said = validated(hactl, jar)
    assert said.count("[framework-state]") == 1 and word in said
    assert f"shop.war!WEB-INF/lib/{jar}.jar: warning: /shop uses " in said
    assert "[framework-state]" in hactl("diff").err


@pytest.mark.parametrize(("jar", "word"), DEPENDS, ids=[jar for jar, _ in DEPENDS])
def test_what_depends_on_the_application_is_a_note(hactl: Shell, jar: str, word: str) -> None:
    said = validated(hactl, jar)
    assert "note: /shop uses " in said and word in said


@pytest.mark.parametrize(
    ("jar", "how"),
    [
        ("javax.faces-2.2.20", {"web": TAGGED}),
        ("javax.faces-2.2.20", {"changes": "all"}),
        ("wicket-core-9.0.0", {"changes": "all"}),
        ("myfaces-impl-2.2.14", {"web": SECRET}),
        ("wicket-core-1.4.0", {}),
        ("spring-security-web-4.2.1", {}),
        ("wicket-core-9.0.0", {"server": "jetty@9.4", "changes": "all"}),
        ("cas-server-core-3.6.0", {"ha": "false"}),
        ("my-wicket-core-10.0", {}),
    ],
)
def test_where_it_does_not_happen_nothing_is_said(hactl: Shell, jar: str, how: dict[str, str]) -> None:
    assert "[framework-state]" not in validated(hactl, jar, **how)


def test_an_application_that_lies_in_a_base_is_looked_into_too(hactl: Shell) -> None:
    hactl.write("old.hactl.yaml", SPEC)
    lay(hactl, {"conf/server.xml": SERVER % "", "webapps/shop/WEB-INF/lib/myfaces-impl-2.2.14.jar": ""})
    said = hactl("validate", *ROOT)
    assert said.out.count("[framework-state]") == 1 and "webapps/shop/WEB-INF/lib/myfaces-impl-2.2.14.jar" in said.out

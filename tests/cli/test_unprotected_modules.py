"""What keeps sessions from being copied on a Jetty that is made of modules, named by every command that looks."""

from __future__ import annotations

import pytest
from support.command_line import Shell
from support.two_bases import ROOT, SPEC, archive, lay

HTTP = {"start.d/http.ini": "--module=http\n", "start.d/apps.ini": "--module=ee10-deploy\n"}
CACHE = """\
<Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">
  <Set name="contextPath">/shop</Set>
  <Get name="sessionHandler">
    <Set name="sessionCache"><New class="org.eclipse.jetty.session.%s"><Arg><Ref refid="h"/></Arg></New></Set>
  </Get>
</Configure>
"""
FACTORY = """\
<Configure id="Server" class="org.eclipse.jetty.server.Server">
  <Call name="addBean"><Arg><New class="com.store.OurSessionDataStoreFactory"/></Arg></Call>
</Configure>
"""
OWN = "manager-of-its-own"
INNER = "webapps/shop/WEB-INF/jetty-ee10-web.xml"
WEB = {"webapps/shop/WEB-INF/web.xml": "<web-app/>"}
NAMED: list[tuple[dict[str, str | bytes], tuple[str, ...]]] = [
    ({"webapps/shop.xml": CACHE % "DefaultSessionCache"}, ("/shop", "webapps/shop.xml:4")),
    ({**WEB, INNER: CACHE % "NullSessionCache"}, ("/shop", f"{INNER}:4")),
    ({**WEB, "webapps/shop/WEB-INF/jetty-web.xml": CACHE % "NullSessionCache"}, ("/shop", "jetty-web.xml:4")),
    ({"webapps/shop.war": archive(**{"WEB-INF/jetty-web.xml": CACHE % "X"})}, ()),
    ({"start.d/ours.ini": "etc/ours.xml\n", "etc/ours.xml": FACTORY}, ("every application", "etc/ours.xml:2")),
    (
        {"start.d/ours.ini": "--module=ours\n", "modules/ours.mod": "[xml]\netc/o.xml\n", "etc/o.xml": FACTORY},
        ("every application", "etc/o.xml:2"),
    ),
    ({"etc/ours.xml": FACTORY}, ()),
]
TAKEN: list[tuple[dict[str, str | bytes], str]] = [
    ({"start.d/sessions.ini": "--module=sessions\n\n--module=session-store-jdbc\n"}, "start.d/sessions.ini:3"),
    ({"start.ini": "# all\n--module=http,session-cache-hash\njetty.session.evictionPolicy=0\n"}, "start.ini:2"),
    (
        {"start.d/x.ini": "--module=ours\n", "modules/ours.mod": "[provides]\nsession-store\n[xml]\netc/x.xml\n"},
        "start.d/x.ini:1",
    ),
]


@pytest.fixture(name="jetty")
def _jetty(hactl: Shell) -> Shell:
    hactl.write("old.hactl.yaml", SPEC.replace("tomcat@7", "jetty@12.1"))
    lay(hactl, dict(HTTP))
    return hactl


@pytest.mark.parametrize(("files", "words"), NAMED, ids=[f"{n}" for n in range(len(NAMED))])
def test_a_cache_or_store_of_its_own_is_named_where_it_is_used(
    jetty: Shell, files: dict[str, str | bytes], words: tuple[str, ...]
) -> None:
    lay(jetty, files)
    said = jetty("validate", *ROOT)
    assert said.code == 0 and said.out.count(f"[{OWN}]") == bool(words)
    assert all(word in said.out for word in words)


@pytest.mark.parametrize(("files", "place"), TAKEN)
def test_a_module_that_provides_what_hactls_does_stops_the_plan_before_it_stops_the_server(
    jetty: Shell, files: dict[str, str | bytes], place: str
) -> None:
    lay(jetty, files)
    said = jetty("create", "--yes", *ROOT)
    assert said.code == 4 and "[session-module-of-its-own]" in said.err and place in said.err
    assert not (jetty.folder / "root/10.0.0.11/srv/one/etc/hactl-ha.xml").exists()


def test_with_ha_off_such_a_module_is_no_fault(jetty: Shell) -> None:
    lay(jetty, {"start.d/sessions.ini": "--module=session-store-jdbc\n"})
    spec = jetty.folder / "old.hactl.yaml"
    spec.write_text(spec.read_text().replace("    instances:", "    ha: false\n    instances:"))
    assert jetty("validate", *ROOT).code == 0


def test_a_base_with_everything_in_start_ini_gets_nothing_but_hactls_module(jetty: Shell) -> None:
    base = jetty.folder / "root/10.0.0.11/srv/one"
    for ini in (*base.glob("start.d/*"), base / "start.d"):
        ini.unlink() if ini.is_file() else ini.rmdir()
    (base / "start.ini").write_text("--module=http\n")
    jetty("create", "--yes", *ROOT)
    made = {str(p.relative_to(base)) for p in base.rglob("*") if p.is_file()}
    assert made == {
        "start.ini",
        "start.d/hactl-ha.ini",
        "modules/hactl-ha.mod",
        "etc/hactl-ha.xml",
        "lib/hactl/hactl-jetty12-ha.jar",
    } | {name for name in made if "tomcat-" in name}
    jetty("disable-ha", "--yes", *ROOT)
    assert [p.name for p in base.rglob("*")] == ["start.ini"]


def test_the_first_start_with_ha_of_a_base_that_is_there_is_a_restart_that_loses_its_sessions(jetty: Shell) -> None:
    said = jetty("diff", *ROOT).out
    assert "restart a/a-1 (its sessions are lost: they have not been copied yet)" in said


JAVAX = archive(**{"WEB-INF/classes/A.class": "javax/servlet/http/HttpServlet"})
JAKARTA = archive(**{"WEB-INF/classes/A.class": "jakarta/servlet/http/HttpServlet"})
APPS = "apps: {old: {war: old.war, path: /old}, new: {war: new.war, path: /new}}\n"


def test_an_application_of_javax_gets_its_environment_in_a_new_base(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.replace("tomcat@7", "jetty@12.1") + APPS)
    hactl.write("old.war", JAVAX)
    hactl.write("new.war", JAKARTA)
    assert hactl("create", "--yes", *ROOT).code == 0
    base = hactl.folder / "root/10.0.0.11/srv/one"
    assert "environment: ee8\n" in (base / "webapps/old.properties").read_text()
    assert not (base / "webapps/new.properties").exists()
    assert "--module=ee8-deploy\n" in (base / "start.d/webapps.ini").read_text()
    hactl.write("old.war", JAKARTA)
    assert hactl("apply", "--yes", *ROOT).code == 0
    assert not (base / "webapps/old.properties").exists()
    assert "ee8" not in (base / "start.d/webapps.ini").read_text()


@pytest.mark.parametrize("enabled", [True, False])
def test_an_application_of_javax_that_a_persons_base_cannot_serve_is_an_error(jetty: Shell, enabled: bool) -> None:
    spec = jetty.folder / "old.hactl.yaml"
    spec.write_text(spec.read_text() + APPS)
    jetty.write("old.war", JAVAX)
    jetty.write("new.war", JAKARTA)
    if enabled:
        lay(jetty, {"start.d/ee8.ini": "--module=ee8-deploy\n"})
    said = jetty("validate", *ROOT)
    assert ("[application-namespace]" in said.out, said.code) == (not enabled, 0 if enabled else 3)
    assert ("nothing in this base enables ee8-deploy" in said.out) is not enabled

"""HA on means protected, or said: what takes an application's sessions out of replication is found and named."""

from __future__ import annotations

import pytest
from support.command_line import Shell
from support.two_bases import BASES, ROOT, SERVER, SPEC, archive, lay

SHOP, TAGGED = "webapps/shop/WEB-INF/web.xml", "<web-app><distributable/></web-app>"
MANAGER = '<Context>\n  <Manager pathname=""/>\n</Context>'
WAR = archive(**{"META-INF/context.xml": MANAGER, "WEB-INF/web.xml": "<web-app/>"})
XML, HOST, META = "conf/server.xml", "conf/Catalina/localhost", "webapps/shop/META-INF/context.xml"
OWN, PLAIN = "manager-of-its-own", "<web-app/>"
DEEP = f"{HOST}/a#b##2.xml"
ENTITY = '<!DOCTYPE Context [<!ENTITY m SYSTEM "m.inc">]>\n<Context>&m;</Context>'
DELTA = '<Context><Manager className="org.apache.catalina.ha.session.DeltaManager"/></Context>'
WIDE = '<Context override="true"/>'
IN_SERVER = '<Context path="/s" docBase="s"><Manager/></Context>'
ALONE = '<Context path="/s" override="true"><Manager/></Context>'
SIGN_ON = '<Valve className="org.apache.catalina.authenticator.SingleSignOn"/>'
NAMED = [  # what lies in a base, the id, and the words that name application and place
    ({f"{HOST}/shop.xml": MANAGER}, OWN, ("/shop", "localhost/shop.xml:2:3")),
    ({SHOP: PLAIN, f"{HOST}/context.xml.default": MANAGER}, OWN, ("/shop", ".default:2")),
    ({SHOP: PLAIN, META: MANAGER}, OWN, ("/shop", "META-INF/context.xml:2")),
    ({"webapps/shop.war": WAR}, OWN, ("/shop", "webapps/shop.war!META-INF/context.xml:2:3")),
    ({DEEP: MANAGER}, OWN, ("/a/b ", "a#b##2.xml:2")),
    ({f"{HOST}/x.xml": ENTITY, f"{HOST}/m.inc": "<Manager/>"}, OWN, ("/x", "m.inc:1")),
    ({SHOP: PLAIN, f"{HOST}/shop.xml": WIDE}, "context-override", ("/shop", "shop.xml:1")),
    ({f"{HOST}/x.xml": '<Context sessionCookieName="SID"/>'}, "session-cookie-renamed", ("/x", "SID")),
    ({XML: SERVER % IN_SERVER}, "manager-replaced", ("/s", "server.xml:5")),
    ({XML: SERVER % ALONE}, OWN, ("/s", "server.xml:5")),
    ({XML: SERVER % SIGN_ON}, "single-sign-on", ("ClusterSingleSignOn", "server.xml:5")),
]  # fmt: skip


@pytest.fixture(name="bases")
def _bases(hactl: Shell) -> Shell:
    hactl.write("old.hactl.yaml", SPEC)
    lay(hactl, {"conf/server.xml": SERVER % ""})
    return hactl


@pytest.mark.parametrize(("files", "what", "words"), NAMED, ids=[f"{i}-{n}" for n, (_, i, _w) in enumerate(NAMED)])
def test_each_place_is_named_once_for_both_bases(
    bases: Shell, files: dict[str, str | bytes], what: str, words: tuple[str, ...]
) -> None:
    lay(bases, files)
    said = bases("validate", *ROOT)
    assert said.code == 0 and said.out.count(f"[{what}]") == 1
    assert all(word in said.out for word in words)
    for command in (("diff",), ("status",), ("enable-ha", "--yes"), ("create", "--dry-run")):
        assert f"[{what}]" in bases(*command, *ROOT).err


@pytest.mark.parametrize(
    "files",
    [
        {f"{HOST}/shop.xml": DELTA},
        {SHOP: PLAIN, f"{HOST}/shop.xml": "<Context/>", META: MANAGER},
        {SHOP: TAGGED, f"{HOST}/shop.xml": WIDE},
        {"webapps/manager/META-INF/context.xml": MANAGER},
        {f"{HOST}/shop.xml": f"<Context><!-- {MANAGER} --></Context>"},
    ],
    ids=["a manager of clusters", "the descriptor counts, not META-INF", "tagged", "tomcat's own", "in a comment"],
)  # fmt: skip
def test_what_is_protected_is_not_named(bases: Shell, files: dict[str, str | bytes]) -> None:
    lay(bases, files)
    said = bases("validate", "--strict", *ROOT)
    assert (said.code, said.out) == (0, "")


def test_enable_ha_ends_with_the_applications_it_is_not_on_for(bases: Shell) -> None:
    bases("disable-ha", "--yes", *ROOT)
    lay(bases, {f"{HOST}/shop.xml": MANAGER})
    said = bases("enable-ha", "--yes", *ROOT)
    assert said.code == 0
    assert said.out.splitlines()[-1] == "HA on, but not for: /shop (conf/Catalina/localhost/shop.xml:2)"
    assert "sessions of /shop will not be copied" in said.err


def test_status_shows_each_application_and_never_on_for_one_that_is_not(bases: Shell) -> None:
    lay(bases, {f"{HOST}/shop.xml": MANAGER})
    bases("create", "--yes", *ROOT)
    assert "/shop    NOT PROTECTED: conf/Catalina/localhost/shop.xml:2" in bases("status", *ROOT).out
    data = bases("status", "--format", "json", *ROOT).result
    states = {app["path"]: (app["state"], app["line"]) for app in data["clusters"][0]["applications"]}
    assert states == {"/": ("on", None), "/shop": ("not protected", 2)}
    assert [each["app"] for each in data["not_protected"]] == ["/shop"]


def test_a_person_who_knows_says_so_once_and_is_not_told_again(bases: Shell) -> None:
    lay(bases, {f"{HOST}/shop.xml": MANAGER})
    bases.write("old.hactl.yaml", SPEC + "apps:\n  site: {path: /}\n  shop: {replicated: false}\n")
    assert bases("validate", "--strict", *ROOT).code == 0
    said = bases("create", "--yes", *ROOT)
    assert OWN not in said.err and "not for" not in said.out
    assert "/shop (shop)  not replicated, as the spec says" in bases("status", *ROOT).out
    assert "apps.shop.replicated" in bases("show").out


def test_validate_is_strict_only_when_asked_and_looks_into_archives_of_the_spec(hactl: Shell) -> None:
    hactl.write("apps/shop.war", WAR)
    spec = SPEC.replace("/srv/one", "one").replace("/srv/two", "two")
    hactl.write("old.hactl.yaml", spec + "apps:\n  shop: {war: apps/shop.war}\n")
    said = hactl("validate")
    assert said.code == 0 and "apps/shop.war!META-INF/context.xml:2:3: warning: sessions of /shop" in said.out
    assert "0 of 2 bases and 1 application of the spec" in said.err
    assert hactl("validate", "--strict").code == 3
    data = hactl("validate", "--format", "json").document
    assert [(p["id"], p["severity"]) for p in data["problems"]] == [(OWN, "warning")]


def test_untagged_applications_are_named_where_only_tagged_ones_are_replicated(bases: Shell) -> None:
    lay(bases, {SHOP: PLAIN, "webapps/fine/WEB-INF/web.xml": TAGGED})
    bases.write("old.hactl.yaml", SPEC + "defaults: {replication: {applications: distributable}}\n")
    said = bases("validate", *ROOT).out
    assert "sessions of /shop" in said and "[not-distributable]" in said and "/fine" not in said


def test_one_warning_says_it_of_a_manager_that_all_share(bases: Shell) -> None:
    lay(bases, {SHOP: TAGGED, "webapps/other/WEB-INF/web.xml": TAGGED, "conf/context.xml": MANAGER})
    bases.write("old.hactl.yaml", SPEC + "defaults: {replication: {applications: distributable}}\n")
    said = bases("validate", *ROOT).out
    assert said.count("[manager-of-its-own]") == 1 and "every application here" in said


@pytest.mark.parametrize("content", ["<Context><Manager></Context>", "", b"\xff\xfe<", b"PK\3\4"])
def test_a_broken_file_is_noted_and_does_not_hide_the_rest(bases: Shell, content: str | bytes) -> None:
    lay(bases, {f"{HOST}/bad.xml": content, f"{HOST}/shop.xml": MANAGER})
    lay(bases, {"webapps/torn.war": b"PK\3\4 torn"})
    said = bases("validate", *ROOT)
    assert said.code == 0 and "[unprotected-unread]" in said.out and "[manager-of-its-own]" in said.out


ROUTE = SPEC.replace("balancer: 10.0.0.5:80", "balancer: {host: 10.0.0.5, affinity: route}")


@pytest.mark.parametrize(("spec", "times"), [(SPEC, 0), (ROUTE, 2)], ids=["cookie", "route"])
def test_by_route_a_jvmroute_that_the_balancer_does_not_know_is_named(bases: Shell, spec: str, times: int) -> None:
    lay(bases, {XML: SERVER.replace('"Catalina" d', '"Catalina" jvmRoute="worker-one" d') % ""})
    bases.write("old.hactl.yaml", spec)
    said = bases("validate", *ROOT)
    assert said.code == 0 and said.out.count("[route-not-known]") == times
    assert ('end in "worker-one"' in said.out and '"a-1"' in said.out) is (times > 0)


@pytest.mark.parametrize("route", ["a-1", "${route}"])
def test_one_that_it_knows_or_that_java_fills_in_is_not(bases: Shell, route: str) -> None:
    bases.write("old.hactl.yaml", ROUTE)
    bases.write(f"{BASES[0]}/{XML}", SERVER.replace('"Catalina" d', f'"Catalina" jvmRoute="{route}" d') % "")
    assert "[route-not-known]" not in bases("validate", *ROOT).out


def test_a_cluster_manager_of_its_own_keeps_changes_all_from_an_application(bases: Shell) -> None:
    lay(bases, {f"{HOST}/shop.xml": DELTA})
    assert "changes-set-here" not in bases("validate", *ROOT).out
    bases.write("old.hactl.yaml", SPEC + "defaults: {replication: {changes: all}}\n")
    said = bases("validate", *ROOT)
    assert said.code == 0 and said.out.count("[changes-set-here]") == 1 and "localhost/shop.xml:1" in said.out
    assert bases("enable-ha", "--yes", *ROOT).code == 0
    assert "manager-of-its-own" not in bases("validate", *ROOT).out

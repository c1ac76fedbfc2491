"""A newer line over files that a person wrote for an older one: what it refuses is named, and nothing is changed."""

from __future__ import annotations

import zipfile

import pytest
from support.command_line import SHOP, Shell
from support.two_bases import ROOT, SERVER, SPEC, lay

from hactl.servers import SERVER_TYPES
from hactl.servers.catalina.gone import CLASSES, PROTOCOLS
from hactl.servers.catalina.lines import own
from hactl.spec.servers import numbers

LINES = [f"{kind}@{name}" for kind in ("tomcat", "tomee") for name in SERVER_TYPES[kind].lines]
JAVAX, JAKARTA = (
    b"\xca\xfe\xba\xbe javax/servlet/http/HttpServlet",
    b"\xca\xfe\xba\xbe jakarta/servlet/http/HttpServlet",
)


def _on(shell: Shell, server: str, apps: str = "") -> None:
    shell.write("old.hactl.yaml", SPEC.replace("tomcat@7", server) + apps)


def _inside(server: str) -> tuple[int, ...]:
    kind, _, line = server.partition("@")
    return numbers(own(SERVER_TYPES[kind].lines[line]).inside)


@pytest.mark.parametrize("server", LINES)
def test_each_class_is_refused_by_the_lines_that_lack_it_and_by_no_other(hactl: Shell, server: str) -> None:
    _on(hactl, server)
    written = "\n".join(f'<Listener className="{name}"/>' for name in CLASSES)
    lay(hactl, {"conf/server.xml": SERVER % written})
    said = hactl("validate", *ROOT).out
    refused = {name for name in CLASSES if f"does not start: it has no {name} " in said}
    assert refused == {name for name, gone in CLASSES.items() if _inside(server) >= numbers(gone.since)}


def test_nothing_is_changed_and_the_line_and_the_way_out_are_named(hactl: Shell) -> None:
    _on(hactl, "tomcat@9")
    lay(hactl, {"conf/server.xml": SERVER % '<Listener className="org.apache.catalina.core.JasperListener"/>'})
    before = hactl.files()
    said = hactl("create", "--yes", *ROOT)
    assert said.code == 4
    assert "srv/one/conf/server.xml:5:48" in said.err and "[class-gone]" in said.err and "take it out" in said.err
    assert {k: v for k, v in hactl.files().items() if "/.hactl/" not in k} == before


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_a_connector_that_would_stay_closed_is_named(hactl: Shell, protocol: str) -> None:
    lay(
        hactl,
        {"conf/server.xml": SERVER.replace("<Engine", f'<Connector port="8443" protocol="{protocol}"/><Engine') % ""},
    )
    _on(hactl, "tomcat@7")
    assert "[connector-gone]" not in hactl("validate", *ROOT).out
    _on(hactl, "tomcat@11")
    assert "port 8443 stays closed" in hactl("validate", *ROOT).out


@pytest.mark.parametrize(
    ("server", "closed"), [("tomcat@9", False), ("tomee@8", False), ("tomee@9", True), ("tomcat@10.1", True)]
)
def test_a_certificate_in_the_connector_itself_is_read_up_to_tomcat_9(hactl: Shell, server: str, closed: bool) -> None:
    _on(hactl, server)
    tls = '<Connector port="8443" SSLEnabled="true" keystoreFile="conf/k.jks" keystorePass="x"/>'
    lay(hactl, {"conf/server.xml": SERVER.replace("<Engine", f"{tls}<Engine") % ""})
    assert ("[connector-gone]" in hactl("validate", *ROOT).out) is closed


def test_a_context_that_would_make_all_applications_unavailable_is_named(hactl: Shell) -> None:
    _on(hactl, "tomcat@11")
    cookies = '<Context>\n<CookieProcessor className="org.apache.tomcat.util.http.LegacyCookieProcessor"/></Context>'
    lay(hactl, {"conf/server.xml": SERVER % "", "conf/context.xml": cookies})
    said = hactl("validate", *ROOT).out
    assert "conf/context.xml:2:1" in said and "every application here is unavailable" in said


@pytest.mark.parametrize(
    ("server", "classes", "wrong"),
    [
        ("tomcat@10.1", {"A": JAVAX}, True),
        ("tomcat@9", {"A": JAKARTA}, True),
        ("tomcat@10.1", {"A": JAKARTA}, False),
        ("tomcat@9", {"A": JAVAX}, False),
        ("tomee@9", {"A": JAVAX, "b/B": JAKARTA}, False),
        ("jetty@6", {"A": JAKARTA}, True),
        ("glassfish@3", {"A": JAKARTA}, True),
        ("tomcat@10.1", {}, False),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_an_application_of_the_other_kind_of_servlet_is_refused(
    hactl: Shell, server: str, classes: dict[str, bytes], wrong: bool, packed: bool
) -> None:
    members = {f"WEB-INF/classes/{name}.class": data for name, data in classes.items()}
    if packed:
        with zipfile.ZipFile(hactl.folder / "shop.war", "w") as war:
            for name, data in members.items():
                war.writestr(name, data)
    else:
        for name, data in {**members, "index.html": b"hi"}.items():
            path = hactl.folder / "shop" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    spec = f"hactl: 1\nname: env\nserver: {server}\nclusters: {{a: [10.0.0.11, 10.0.0.12]}}\nbalancer: 10.0.0.5:80\n"
    hactl.write("env.hactl.yaml", f"{spec}apps: {{shop: {{war: shop{'.war' if packed else ''}}}}}\n")
    said = hactl("validate")
    assert ("[application-namespace]" in said.out) is wrong
    assert said.code == (3 if wrong else 0)


def test_clusters_of_both_kinds_serve_an_archive_each(hactl: Shell) -> None:
    for name, data in (("old.war", JAVAX), ("new.war", JAKARTA)):
        with zipfile.ZipFile(hactl.folder / name, "w") as war:
            war.writestr("WEB-INF/classes/A.class", data)
    spec = "hactl: 1\nname: env\nserver: tomcat@9\nclusters:\n  a: [10.0.0.11, 10.0.0.12]\n"
    spec += "  b: {server: tomcat@10.1, instances: [10.0.0.21, 10.0.0.22]}\nbalancer: 10.0.0.5:80\n"
    hactl.write("env.hactl.yaml", spec + "apps: {shop: {war: old.war, wars: {b: new.war}}}\n")
    assert hactl("create", "--yes").code == 0
    laid = {k: v for k, v in hactl.files().items() if k.endswith("webapps/shop.war")}
    assert {k.split("/")[1]: v[0] for k, v in laid.items()} == {
        **dict.fromkeys(("10.0.0.11", "10.0.0.12"), (hactl.folder / "old.war").read_bytes()),
        **dict.fromkeys(("10.0.0.21", "10.0.0.22"), (hactl.folder / "new.war").read_bytes()),
    }


def test_an_archive_for_a_cluster_that_does_not_serve_it_is_refused_with_its_place(hactl: Shell) -> None:
    spec = "hactl: 1\nname: env\nserver: tomcat@9\nclusters: {a: [10.0.0.11, 10.0.0.12]}\nbalancer: 10.0.0.5:80\n"
    hactl.write("env.hactl.yaml", spec + "apps: {shop: {wars: {aa: new.war}}}\n")
    said = hactl("validate")
    assert said.code == 3 and "6:26: error" in said.out and "did you mean `a`?" in said.out


MOVES = (
    ("tomcat@10.1.59", "tomcat@9.0.122", "CATALINA_HOME", True),
    ("tomcat@9.0.122", "tomcat@11.0.24", "CATALINA_HOME", True),
    ("tomcat@10.1.59", "tomcat@11.0.24", "CATALINA_HOME", False),
    ("jetty@10.0.25", "jetty@11.0.26", "JETTY_HOME", True),
    ("jetty@9.4.58.v20250814", "jetty@12.0.31", "JETTY_HOME", False),
    ("tomee@8.0.13", "tomee@9.0.0", "CATALINA_HOME", True),
)


@pytest.mark.parametrize(("old", "new", "home", "other_kind"), MOVES, ids=[f"{m[0]} {m[1]}" for m in MOVES])
def test_a_move_says_what_has_to_be_there_before_the_restarts(
    hactl: Shell, old: str, new: str, home: str, other_kind: bool
) -> None:
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", old))
    assert hactl("create").code == 0
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", new))
    said = hactl("diff").out
    assert said.count("[server-version-moves]") == 2, "once for each cluster"
    assert f"install {new} on each host and let {home}" in said
    assert ("an application that is built for" in said) == other_kind
    assert hactl("apply", "--yes").code == 0
    assert "[server-version-moves]" not in hactl("diff").out

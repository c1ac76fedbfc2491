"""The domain that each line's own installation brings: a cluster goes into it and out of it again, byte for byte.

The files are not ours to ship: without an installation on this machine (HACTL_HOMES, hactl's cache) a line is skipped.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from support.command_line import Shell

from hactl.edits import keyed
from hactl.edits.keyed import Ensure, View
from hactl.install.homes import find_home
from hactl.servers import glassfish
from hactl.servers.glassfish.gms import elements

LINES = [*glassfish.lines]
SPEC = """\
hactl: 1
name: stock
server: glassfish@{line}
clusters:
  a: [10.0.0.11, 10.0.0.12]
  b: {{ha: false, instances: [10.0.0.21, 10.0.0.22]}}
balancer: 10.0.0.5:80
glassfish: {{das: {{base: /opt/d1}}}}
"""
NONE_LEFT = "  t: {server: tomcat@7, instances: [10.0.0.31, 10.0.0.32]}\n"
DOMAIN = "root/10.0.0.5/opt/d1/config/domain.xml"


def stock(line: str, name: str = "domain.xml") -> bytes:
    """Return a file of the domain in that line's installation."""
    row = glassfish.lines[line]
    home = find_home(row.artifacts[row.newest], os.environ)
    if home is None:
        pytest.skip(f"GlassFish {row.newest} is not on this machine: `hactl lab up` fetches it")
    return (home / "glassfish/domains/domain1/config" / name).read_bytes()


@pytest.fixture(params=LINES)
def line(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_clusters_come_and_go_and_every_byte_is_back(line: str, hactl: Shell) -> None:
    mine = stock(line)
    hactl.write(DOMAIN, mine.decode())
    hactl.write("gf.hactl.yaml", SPEC.format(line=line))
    assert hactl("create", "--root", "root", "--yes").code == 0
    made = hactl.folder / DOMAIN
    on = made.read_bytes()
    view = View(on, elements.DEFAULTS)
    assert view.attribute(("clusters", "cluster[a]"), "gms-enabled") == "true"
    assert view.attribute(("clusters", "cluster[b]"), "gms-enabled") == "false"
    assert hactl("disable-ha", "a", "--root", "root", "--yes").code == 0
    off = View(made.read_bytes(), elements.DEFAULTS)
    assert off.attribute(("clusters", "cluster[a]"), "gms-enabled") == "false"
    assert hactl("enable-ha", "a", "--root", "root", "--yes").code == 0
    assert made.read_bytes() == on
    clusters = SPEC.format(line=line).split("clusters:\n")
    balancer = clusters[1][clusters[1].index("balancer") :].replace("glassfish: {das: {base: /opt/d1}}\n", "")
    hactl.write("gf.hactl.yaml", f"{clusters[0]}clusters:\n{NONE_LEFT}{balancer}")
    assert hactl("apply", "--root", "root", "--yes").code == 0
    assert made.read_bytes() == mine


def test_a_new_domain_has_the_classes_of_its_lines_stock_one(line: str, hactl: Shell) -> None:
    """What a new domain names and the stock one does not would be missing from the server."""
    hactl.write("gf.hactl.yaml", SPEC.format(line=line).replace("glassfish: {das: {base: /opt/d1}}\n", ""))
    assert hactl("create", "--yes").code == 0
    made = classes((hactl.folder / "stock/10.0.0.5/domain1/config/domain.xml").read_bytes())
    assert made - classes(stock(line)) == set()


def test_a_new_domain_gives_the_jvm_the_options_of_its_lines_stock_one(line: str, hactl: Shell) -> None:
    hactl.write("gf.hactl.yaml", SPEC.format(line=line).replace("glassfish: {das: {base: /opt/d1}}\n", ""))
    assert hactl("create", "--yes").code == 0
    made = (hactl.folder / "stock/10.0.0.5/domain1/config/domain.xml").read_bytes()
    assert opened(made) == opened(stock(line)) | {*glassfish.lines[line].for_group}


def test_what_its_group_needs_comes_into_the_domain_of_a_person_for_the_das_too(line: str, hactl: Shell) -> None:
    hactl.write(DOMAIN, stock(line).decode())
    hactl.write("gf.hactl.yaml", SPEC.format(line=line))
    assert hactl("create", "--root", "root", "--yes").code == 0
    root = etree.fromstring((hactl.folder / DOMAIN).read_bytes())
    for name in ("server-config", "a-config"):
        (config,) = (each for each in root.iter("config") if each.get("name") == name)
        assert opened(etree.tostring(config)) >= {*glassfish.lines[line].for_group}


NEIGHBOURS = {  # the stock domain of one line under the next one -> what keeps it from starting
    ("3", "5.1"): {"[domain-line]"},
    ("5.1", "6.2"): {"-Djava.endorsed.dirs", "-Djava.ext.dirs", "-XX:MaxPermSize", "grizzly-npn-api.jar"},
    ("6.2", "7"): set[str](),
    ("7", "8"): set[str](),
}


@pytest.mark.parametrize(("old", "new"), NEIGHBOURS)
def test_what_the_next_line_refuses_of_a_stock_domain_is_named_and_nothing_is_changed(
    old: str, new: str, hactl: Shell
) -> None:
    hactl.write(DOMAIN, stock(old).decode())
    hactl.write("gf.hactl.yaml", SPEC.format(line=new))
    said = hactl("create", "--root", "root", "--yes")
    refused = NEIGHBOURS[old, new]
    assert (said.code == 4) is bool(refused)
    assert all(word in said.err for word in refused)
    assert "default-config" not in said.err, "no server uses it"
    assert not refused or (hactl.folder / DOMAIN).read_bytes() == stock(old)


def test_the_copy_in_an_instances_folder_is_looked_into_by_validate_too(hactl: Shell) -> None:
    pair = "{instances: {a-1: {host: 10.0.0.11, base: /opt/n/a-1}, a-2: {host: 10.0.0.12, base: /opt/n/a-2}}}"
    hactl.write("root/10.0.0.11/opt/n/a-1/config/domain.xml", stock("5.1").decode())
    hactl.write("gf.hactl.yaml", SPEC.format(line="7").replace("[10.0.0.11, 10.0.0.12]", pair))
    said = hactl("validate", "--root", "root")
    assert said.code == 3 and said.out.count("[jvm-option-gone]") == 3 and "config/domain.xml:158:9: error" in said.out


def classes(data: bytes) -> set[str]:
    root = etree.fromstring(data)
    words = ("classname", "module-class", "policy-provider", "policy-configuration-factory-provider")
    return {name for element in root.iter() for word in words if (name := element.get(word)) is not None}


def opened(data: bytes) -> set[str]:
    """Return the options that open the JDK's own packages, or add to its classes."""
    texts = (each.text or "" for each in etree.fromstring(data).iter("jvm-options"))
    return {text for text in texts if text.startswith(("--add", "-Xbootclasspath"))}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(st.sampled_from(["shop", "bank", "server-x"]), min_size=1, max_size=3, unique=True))
def test_any_elements_that_are_put_into_it_go_again(names: list[str], line: str) -> None:
    mine = stock(line)
    wanted = [Ensure((), f"<{tag}/>") for tag in ("applications", "nodes", "clusters")]
    wanted += [Ensure(("clusters",), f'<cluster name="{name}" gms-enabled="true"/>') for name in names]
    on = keyed.put(mine, wanted, elements.DEFAULTS)
    assert on != mine
    assert keyed.put(on, (), elements.DEFAULTS) == mine


def test_an_element_that_a_stock_domain_lacks_is_made(line: str) -> None:
    on = keyed.put(stock(line), [Ensure((), "<applications/>")], elements.DEFAULTS)
    assert etree.fromstring(on).find("applications") is not None


def test_the_default_web_xml_of_a_line_keeps_its_bytes(line: str, hactl: Shell) -> None:
    mine = stock(line, "default-web.xml").decode("iso-8859-1")
    file = hactl.write("root/10.0.0.11/opt/n/a-1/config/default-web.xml", mine)
    hactl.write("root/10.0.0.11/opt/n/a-1/config/domain.xml", stock(line).decode().replace('"server"', '"a-1"'))
    pair = "{instances: {a-1: {host: 10.0.0.11, base: /opt/n/a-1}, a-2: {host: 10.0.0.12, base: /opt/n/a-2}}}"
    hactl.write("gf.hactl.yaml", SPEC.format(line=line).replace("[10.0.0.11, 10.0.0.12]", pair))
    before = file.read_bytes()
    assert hactl("create", "--root", "root", "--yes").code == 0
    assert (file.read_bytes() != before) is glassfish.lines[line].by_default
    assert hactl("disable-ha", "--root", "root", "--yes").code == 0
    assert file.read_bytes() == before


def test_each_pinned_archive_is_of_its_line() -> None:
    for name, row in glassfish.lines.items():
        for version, artifact in row.artifacts.items():
            assert version.startswith(f"{name}.") and f":{version}:" in artifact.coordinate
            assert len(bytes.fromhex(artifact.sha512)) == 64

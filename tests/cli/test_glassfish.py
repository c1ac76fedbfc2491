"""GlassFish at the command line: a domain with its DAS is part of the plan, and a running one is left alone."""

from __future__ import annotations

import pytest
from support.command_line import Shell

SPEC = """\
hactl: 1
name: gf
server: glassfish@3
clusters:
  a: [10.0.0.11, 10.0.0.12]
  b: [10.0.0.21, 10.0.0.22]
balancer: 10.0.0.5:80
"""
DOMAIN = "gf/10.0.0.5/domain1/config/domain.xml"


@pytest.fixture
def glass(hactl: Shell) -> Shell:
    hactl.write("gf.hactl.yaml", SPEC)
    assert hactl("create", "--yes").code == 0
    return hactl


def test_the_das_starts_before_all_instances(glass: Shell) -> None:
    restarts = glass("status", "--format", "json").result["companions"]
    assert [(c["name"], c["address"], c["receivers"]) for c in restarts] == [
        ("das", "10.0.0.5:4848", {"a": 9090, "b": 9091})
    ]
    said = glass("disable-ha", "--yes").out
    assert said.index("restart das") < said.index("restart a/a-1, b/b-1") < said.index("restart a/a-2, b/b-2")


def test_what_is_not_copied_is_said_in_one_line_without_what_this_server_does_copy(hactl: Shell) -> None:
    hactl.write("gf.hactl.yaml", SPEC)
    said = hactl("create", "--yes").out
    line = next(one for one in said.splitlines() if one.startswith("not copied by GlassFish 3"))
    assert "refused by setAttribute" in line and "without setAttribute" not in line


def test_a_domain_whose_server_runs_is_not_changed_and_the_person_is_told_to_stop_it(glass: Shell) -> None:
    before = (glass.folder / DOMAIN).read_bytes()
    glass.write("gf/10.0.0.5/domain1/config/pid", "4711")
    refused = glass("disable-ha", "--yes")
    assert refused.code == 4 and "file-held" in refused.err and "stop it first" in refused.err
    assert (glass.folder / DOMAIN).read_bytes() == before
    assert glass("status").code == 0  # looking is allowed
    (glass.folder / "gf/10.0.0.5/domain1/config/pid").unlink()
    assert glass("disable-ha", "--yes").code == 0


def test_a_lone_domain_is_not_taken_for_an_instance(hactl: Shell) -> None:
    domain = '<domain><servers><server name="server" config-ref="server-config"/></servers></domain>'
    hactl.write("root/10.0.0.11/opt/domain1/config/domain.xml", domain)
    pair = "  a: {instances: {a-1: {host: 10.0.0.11, base: /opt/domain1}, a-2: 10.0.0.12}}\n"
    spec = SPEC.replace("  a: [10.0.0.11, 10.0.0.12]\n", pair)
    hactl.write("gf.hactl.yaml", spec)
    refused = hactl("create", "--root", "root", "--yes")
    assert refused.code == 4 and "glassfish-lone-domain" in refused.err and "das: {base" in refused.err


def test_a_copy_of_the_whole_domain_is_edited_like_the_original(hactl: Shell) -> None:
    servers = "".join(f'<server name="{name}" config-ref="c-config"/>' for name in ("server", "a-1", "a-2"))
    refs = '<server-ref ref="a-1"/><server-ref ref="a-2"/>'
    domain = (
        f"<domain><applications/><servers>{servers}</servers><nodes/>"
        '<configs><config name="c-config"><availability-service/><java-config/></config></configs>'
        f'<clusters><cluster name="a" config-ref="c-config">{refs}</cluster></clusters></domain>'
    )
    files = [f"root/10.0.0.{n}/opt/{path}/config/domain.xml" for n, path in ((5, "d1"), (11, "n/a-1"), (12, "n/a-2"))]
    for file in files:
        hactl.write(file, domain)
    pair = "  a: {instances: {a-1: {host: 10.0.0.11, base: /opt/n/a-1}, a-2: {host: 10.0.0.12, base: /opt/n/a-2}}}\n"
    spec = SPEC.replace("  a: [10.0.0.11, 10.0.0.12]\n  b: [10.0.0.21, 10.0.0.22]\n", pair)
    hactl.write("gf.hactl.yaml", spec + "glassfish: {das: {base: /opt/d1}}\n")
    assert hactl("create", "--root", "root", "--yes").code == 0
    written = {(hactl.folder / file).read_bytes() for file in files}
    assert len(written) == 1 and b"GMS_LISTENER_PORT-a" in written.pop()


@pytest.mark.parametrize(
    ("said", "line"), [('<http-service><http-listener id="x"/></http-service>', "2"), ("", "4 or later")]
)
def test_a_domain_of_another_glassfish_is_refused_before_anything_is_written(
    said: str, line: str, hactl: Shell
) -> None:
    jobs = "" if said else "<managed-job-config/>"
    domain = f'<domain>{jobs}<servers/><configs><config name="c">{said}</config></configs><clusters/></domain>'
    hactl.write("root/10.0.0.5/opt/d1/config/domain.xml", domain)
    hactl.write("gf.hactl.yaml", SPEC + "glassfish: {das: {base: /opt/d1}}\n")
    refused = hactl("create", "--root", "root", "--yes")
    assert refused.code == 4 and f"GlassFish {line}" in refused.err
    assert not (hactl.folder / "gf").exists() or not list((hactl.folder / "gf").rglob("domain.xml"))


def test_a_removed_instance_leaves_the_domain_and_the_others_are_left_alone(glass: Shell) -> None:
    assert b"b-2" in (glass.folder / DOMAIN).read_bytes()
    before = (glass.folder / "gf/10.0.0.11/a-1/config/domain.xml").read_bytes()
    glass.write("gf.hactl.yaml", SPEC.replace("[10.0.0.21, 10.0.0.22]", "[10.0.0.21, 10.0.0.22, 10.0.0.23]"))
    assert glass("apply", "--yes").code == 0
    three = (glass.folder / DOMAIN).read_bytes()
    assert b'server-ref ref="b-3"' in three
    glass.write("gf.hactl.yaml", SPEC)
    assert glass("apply", "--yes").code == 0
    assert b"b-3" not in (glass.folder / DOMAIN).read_bytes()
    assert (glass.folder / "gf/10.0.0.11/a-1/config/domain.xml").read_bytes() == before


def test_static_discovery_comes_and_goes_with_the_spec_and_names_every_member_the_das_first(glass: Shell) -> None:
    before = (glass.folder / DOMAIN).read_bytes()
    glass.write("gf.hactl.yaml", SPEC + "defaults: {replication: {discovery: static}}\n")
    assert glass("apply", "--yes").code == 0
    for file in (DOMAIN, "gf/10.0.0.12/a-2/config/domain.xml"):
        said = (glass.folder / file).read_text()
        assert 'value="tcp://10.0.0.5:9090,tcp://10.0.0.11:9080,tcp://10.0.0.12:9080"' in said
        assert 'broadcast="tcp"' in said
    glass.write("gf.hactl.yaml", SPEC)
    assert glass("apply", "--yes").code == 0
    assert (glass.folder / DOMAIN).read_bytes() == before


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("glassfish: {das: {admin_port: 80}}\n", "port-twice"),
        ("glassfish: {das: {hots: 10.0.0.5}}\n", "did you mean `host`"),
        ("glassfish: {das: {host: nowhere}}\n", "spec-unknown-host"),
        ("glassfish: {das: {base: /srv/one, domain: two}}\n", "spec-domain-folder"),
        ("defaults: {replication: {mode: sync}}\n", "glassfish-sync"),
    ],
)
def test_what_glassfish_cannot_do_is_said_with_its_place(more: str, problem: str, hactl: Shell) -> None:
    hactl.write("gf.hactl.yaml", SPEC + more)
    said = hactl("validate")
    assert problem in said.out and "gf.hactl.yaml:" in said.out


def test_a_das_without_glassfish_and_an_instance_of_its_name_are_noticed(hactl: Shell) -> None:
    hactl.write("gf.hactl.yaml", SPEC.replace("glassfish@3", "tomcat@7") + "glassfish: {das: {admin_port: 4848}}\n")
    assert "spec-unused-product" in hactl("validate").out
    hactl.write("gf.hactl.yaml", SPEC.replace("  a: [", "  das: ["))
    assert "instance-name-twice" in hactl("validate").out


def test_a_lost_manifest_is_written_anew_though_the_imported_spec_lacks_the_archive(hactl: Shell) -> None:
    war = hactl.write("shop/index.jsp", "hello").parent
    spec = SPEC + f"apps: {{shop: {{path: /shop, war: {war}}}}}\n"
    hactl.write("gf.hactl.yaml", spec)
    hactl("create", "--yes")
    memory = hactl.folder / "gf/.hactl/manifest.json"
    before = memory.read_bytes()
    memory.unlink()
    (hactl.folder / "gf.hactl.yaml").unlink()
    bases = [str(p.parent.parent) for p in sorted((hactl.folder / "gf").glob("*/*/config/domain.xml"))]
    said = hactl("import", *bases, "--nginx", "gf/10.0.0.5/nginx/nginx.conf")
    assert said.code == 0 and "name its `war`" in said.err
    hactl.write("gf.hactl.yaml", spec)
    assert hactl("diff", "--format", "json").result["restarts"] == [], "every file is still hactl's"
    assert hactl("apply", "--yes").code == 0 and memory.read_bytes() == before

"""Instances and clusters come and go: each is a plan like any other."""

from __future__ import annotations

import signal
import subprocess

import pytest
from support.command_line import OLD, SERVER_XML, SHOP, Shell

ROOT = ("--root", "root")


def test_an_added_instance_is_started_and_its_pair_is_left_alone(shop: Shell) -> None:
    before = {n: d for n, (d, _) in shop.files().items() if "/a-" in n}
    shop.write("shop.hactl.yaml", SHOP.replace("10.0.0.12]", "10.0.0.12, 10.0.0.13]"))
    applied = shop("apply", "--yes")
    assert applied.code == 0 and "start a/a-3" in applied.out
    after = {n: d for n, (d, _) in shop.files().items() if "/a-" in n}
    assert {n: after[n] for n in before} == before
    assert "server 10.0.0.13:8080" in (shop.folder / "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf").read_text()


def test_a_removed_cluster_goes_without_a_trace_and_comes_back_the_same(shop: Shell) -> None:
    before = {n: d for n, (d, _) in shop.files().items() if "runs/" not in n}
    shop.write("shop.hactl.yaml", SHOP.replace("  b: [10.0.0.21, 10.0.0.22]\n", ""))
    applied = shop("apply", "--yes")
    assert applied.code == 0
    assert applied.out.index("reload balancer") < applied.out.index("stop b/b-1")
    assert not [n for n in shop.files() if "b-1" in n or "b-2" in n]
    shop.write("shop.hactl.yaml", SHOP)
    assert shop("apply", "--yes").code == 0
    assert {n: d for n, (d, _) in shop.files().items() if "runs/" not in n} == before


def test_what_a_person_put_into_a_removed_instance_stays(shop: Shell) -> None:
    shop.write("shop/10.0.0.22/b-2/webapps/own.war", "mine")
    web = shop.folder / "shop/10.0.0.22/b-2/conf/web.xml"
    web.write_text(web.read_text() + "<!-- mine -->")
    shop.write("shop.hactl.yaml", SHOP.replace("10.0.0.21, 10.0.0.22", "10.0.0.21, 10.0.0.23"))
    applied = shop("apply", "--yes")
    assert applied.code == 0
    left = {n.partition("b-2/")[2] for n in shop.files() if "10.0.0.22" in n}
    assert left == {"webapps/own.war", "conf/web.xml"}
    assert "it stays" in applied.err


def test_a_persons_base_that_leaves_the_spec_gets_its_bytes_back(old: Shell) -> None:
    old("create", *ROOT, "--yes")
    old.write("old.hactl.yaml", OLD.replace("a-2: {host: 10.0.0.12, base: /srv/two}", "a-2: {host: 10.0.0.13}"))
    assert old("apply", *ROOT, "--yes").code == 0
    base = old.folder / "root/10.0.0.12/srv/two"
    assert [p.name for p in base.rglob("*") if p.is_file()] == ["server.xml"]
    assert (base / "conf/server.xml").read_text() == SERVER_XML


def test_a_conflict_ends_by_moving_ones_version_away_too(shop: Shell) -> None:
    conf = shop.folder / "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf"
    ours = conf.read_bytes()
    conf.write_bytes(ours + b"# mine\n")
    refused = shop("apply", "--yes")
    assert refused.code == 4 and all(word in refused.err for word in ("--overwrite", "it away", "into the spec"))
    conf.rename(shop.folder / "mine.conf")
    assert shop("apply", "--yes").code == 0
    assert conf.read_bytes() == ours
    assert (shop.folder / "mine.conf").read_bytes().endswith(b"# mine\n")


def test_a_conflict_ends_by_saying_it_in_the_spec_too(shop: Shell) -> None:
    conf = shop.folder / "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf"
    conf.write_bytes(conf.read_bytes().replace(b"max_fails=1", b"max_fails=5"))
    assert shop("apply", "--yes").code == 4
    longer = SHOP.replace("balancer: 10.0.0.5:80", "balancer: {host: 10.0.0.5, listen: 80, failover: {max_fails: 5}}")
    shop.write("shop.hactl.yaml", longer)
    said = shop("apply", "--yes")
    assert said.code == 0, said.err
    assert b"max_fails=5" in conf.read_bytes()


def test_an_instance_whose_address_moved_is_not_moved_silently(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", SHOP.replace("10.0.0.22]", "10.0.0.23]"))
    shown = shop("diff")
    said = shown.out + shown.err
    assert "b-2 moved from host 10.0.0.22 to 10.0.0.23" in said and "another name" in said
    assert shop("apply", "--yes").code == 0
    again = shop("diff")
    assert "moved from host" not in again.out + again.err


def test_a_file_that_a_person_deleted_does_not_come_back_silently(shop: Shell) -> None:
    (shop.folder / "shop/10.0.0.11/a-1/conf/web.xml").unlink()
    shown = shop("diff")
    assert "it has been deleted" in shown.out + shown.err


def test_a_whole_file_of_hactl_that_a_person_changed_is_a_conflict_with_three_ways_out(shop: Shell) -> None:
    conf = shop.folder / "shop/10.0.0.5/nginx/conf.d/hactl-shop.conf"
    conf.write_text(conf.read_text() + "# mine\n")
    assert "hactl-shop.conf" in shop("diff").out
    refused = shop("apply", "--yes")
    assert refused.code == 4 and "--overwrite" in refused.err
    assert conf.read_text().endswith("# mine\n")
    assert shop("apply", "--yes", "--overwrite").code == 0
    assert shop("create", "--check").code == 0


def test_a_server_that_has_no_choice_of_copies_says_so_and_one_copy_needs_no_warning(hactl: Shell) -> None:
    many = ", ".join(f"10.0.0.{number}" for number in range(11, 17))
    spec = SHOP.replace("10.0.0.11, 10.0.0.12", many)
    hactl.write("shop.hactl.yaml", spec)
    assert "cluster-large" in hactl("validate").out
    one = spec + "defaults: {replication: {copies: one}}\n"
    hactl.write("shop.hactl.yaml", one)
    assert hactl("validate").code == 0 and "cluster-large" not in hactl("validate").out
    hactl.write("shop.hactl.yaml", one.replace("tomcat@7.0.109", "jetty@6.1.26"))
    said = hactl("validate")
    assert said.code == 3 and "copies-not-here" in said.out


def test_one_copy_on_tomcat_6_is_refused_where_no_application_would_start(hactl: Shell) -> None:
    six = SHOP.replace("tomcat@7.0.109", "tomcat@6.0.53")
    one = six + "defaults: {replication: {copies: one%s}}\n"
    hactl.write("shop.hactl.yaml", one % "")
    said = hactl("validate")
    assert said.code == 3 and "copies-one-distributable" in said.out and "applications: distributable" in said.out
    assert hactl("create", "--yes").code == 3
    for fine in (
        one % ", applications: distributable",
        six,
        (one % "").replace("clusters:", "ha: false\nclusters:", 1),
    ):
        hactl.write("shop.hactl.yaml", fine)
        assert hactl("validate").code == 0, fine


def test_files_that_hactl_made_follow_the_spec_until_somebody_makes_one_his_own(shop: Shell) -> None:
    mine = shop.folder / "shop/10.0.0.12/a-2/conf/server.xml"
    mine.write_bytes(mine.read_bytes().replace(b"<Service ", b"<!-- mine --><Service "))
    shop.write("shop.hactl.yaml", SHOP.replace("[10.0.0.11, 10.0.0.12]", "[10.0.0.11:8081, 10.0.0.12:8081]"))
    assert shop("apply", "--yes").code == 0
    theirs = (shop.folder / "shop/10.0.0.11/a-1/conf/server.xml").read_text()
    assert 'port="8081"' in theirs and 'port="8080"' not in theirs
    assert 'port="8080"' in mine.read_text() and "<!-- mine -->" in mine.read_text()
    said = shop("status")
    assert "8081" in said.out + said.err and "server-xml-port" in said.out + said.err


def test_status_shows_each_file_that_differs_with_two_letters(shop: Shell) -> None:
    assert "files (" not in shop("status").out
    changed = shop.folder / "shop/10.0.0.11/a-1/conf/web.xml"
    changed.write_text(changed.read_text() + "<!-- mine -->")
    (shop.folder / "shop/10.0.0.12/a-2/conf/logging.properties").unlink()
    shop.write("shop.hactl.yaml", SHOP.replace(", 10.0.0.22]", ", 10.0.0.22, 10.0.0.23]"))
    said = shop("status").out.splitlines()
    assert "  M.  10.0.0.11/a-1/conf/web.xml" in said
    assert "  DC  10.0.0.12/a-2/conf/logging.properties" in said
    assert "  .C  10.0.0.23/b-3/conf/server.xml" in said
    assert "  .U  10.0.0.5/nginx/conf.d/hactl-shop.conf" in said
    assert shop("status", "--format", "json").result["files"]["10.0.0.11/a-1/conf/web.xml"] == "M."


def test_a_version_that_was_never_run_restarts_one_after_the_other_and_promises_nothing_about_sessions(
    shop: Shell,
) -> None:
    shop.write("shop.hactl.yaml", SHOP.replace("7.0.109", "7.0.83"))
    said = shop("apply", "--yes").out
    assert said.index("restart a/a-1, b/b-1") < said.index("restart a/a-2, b/b-2")
    assert "another server starts in its place" in said and "no session is lost: they continue on" not in said


VERSIONS = [
    ("tomcat@7.0.109", "tomcat@7.0.82", True),
    ("tomcat@7.0.109", "tomcat@9.0.122", False),
    ("tomcat@8.5.100", "tomcat@9.0.122", True),
    ("tomcat@9.0.122", "tomcat@11.0.24", True),
    ("tomcat@11.0.24", "tomcat@8.5.100", True),
    ("tomee@1.7.5", "tomee@8.0.13", False),
    ("tomee@8.0.13", "tomee@9.0.0", True),
]


@pytest.mark.parametrize(("before", "after", "kept"), VERSIONS)
def test_another_version_keeps_the_sessions_where_docs_upgrading_says_so(
    hactl: Shell, before: str, after: str, kept: bool
) -> None:
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", before))
    assert hactl("create", "--yes").code == 0
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", after))
    restarts = hactl("diff", "--format", "json").result["restarts"]
    assert [restart["action"] for restart in restarts] == ["restart"] * 4
    assert {restart["keeps"] for restart in restarts} == {kept}
    assert all(("do not copy to each other" in restart["cost"]) is not kept for restart in restarts)


def steps(shop: Shell, text: str) -> list[str]:
    """Return what is to be done, in order, when the spec becomes this."""
    shop.write("shop.hactl.yaml", text)
    return [f"{r['action']} {r['owner']}" for r in shop("diff", "--format", "json").result["restarts"]]


def costs(shop: Shell, text: str) -> dict[str, str]:
    """Return what each restart costs when the spec becomes this."""
    shop.write("shop.hactl.yaml", text)
    return {r["owner"]: r["cost"] for r in shop("diff", "--format", "json").result["restarts"]}


def test_moved_ports_leave_one_of_the_pair_where_the_balancer_looks(shop: Shell) -> None:
    moved = steps(shop, SHOP.replace("[10.0.0.11, 10.0.0.12]", "[10.0.0.11:8081, 10.0.0.12:8081]"))
    assert moved == ["restart a/a-1", "reload balancer", "restart a/a-2"]


def test_a_renamed_instance_stops_before_its_successor_takes_its_port(shop: Shell) -> None:
    named = SHOP.replace("a: [10.0.0.11, 10.0.0.12]", "a: {instances: {a-1: 10.0.0.11, a-3: 10.0.0.12}}")
    assert steps(shop, named) == ["reload balancer", "stop a/a-2", "start a/a-3"]


def test_a_pair_that_is_renamed_goes_one_after_the_other(shop: Shell) -> None:
    named = SHOP.replace("a: [10.0.0.11, 10.0.0.12]", "a: {instances: {x: 10.0.0.11, y: 10.0.0.12}}")
    assert steps(shop, named) == ["reload balancer", "stop a/a-1", "start a/x", "stop a/a-2", "start a/y"]


def test_who_leaves_a_cluster_that_stays_loses_no_session_and_a_cluster_that_leaves_loses_all(shop: Shell) -> None:
    three = SHOP.replace("10.0.0.12]", "10.0.0.12, 10.0.0.13]")
    shop.write("shop.hactl.yaml", three)
    assert shop("apply", "--yes").code == 0
    said = costs(shop, SHOP.replace("  b: [10.0.0.21, 10.0.0.22]\n", ""))
    assert said["a/a-3"] == "no session is lost: they continue on a-1"
    assert said["b/b-1"] == said["b/b-2"] == "its sessions are lost: its whole cluster is removed"


@pytest.mark.parametrize("server", ["tomcat@7.0.109", "tomcat@6", "tomee@1.7", "jetty@6", "glassfish@3"])
def test_a_change_of_group_or_discovery_says_that_old_and_new_do_not_meet(server: str, hactl: Shell) -> None:
    text = SHOP.replace("tomcat@7.0.109", server)
    hactl.write("shop.hactl.yaml", text)
    assert hactl("create", "--yes").code == 0
    static = text + "defaults: {replication: {discovery: static}}\n"
    other = text + "defaults: {replication: {multicast: {port: 45999}}}\n"
    for changed in (static, other):
        assert "cannot see each other" in costs(hactl, changed)["a/a-1"]
    hactl.write("shop.hactl.yaml", static)
    assert hactl("apply", "--yes").code == 0
    grown = static.replace("10.0.0.12]", "10.0.0.12, 10.0.0.13]")
    stays = costs(hactl, grown)["a/a-1"]
    assert "cannot see each other" not in stays, "those who stay still know each other"
    assert "no session is lost" in stays or server.startswith("glassfish")
    moved = "a: {instances: {a-1: {host: 10.0.0.11, ports: {receiver: 4999}}, a-2: 10.0.0.12}}"
    assert "cannot see each other" in costs(hactl, static.replace("a: [10.0.0.11, 10.0.0.12]", moved))["a/a-1"]


def test_a_longer_time_out_or_another_mode_parts_nobody(shop: Shell) -> None:
    for words in ("mode: async", "drop_after: 9s", "heartbeat: 1s"):
        said = costs(shop, SHOP + f"defaults: {{replication: {{{words}}}}}\n")
        assert said["a/a-1"] == "no session is lost: they continue on a-2", words


def test_with_glassfish_every_instance_starts_again_after_the_das_and_the_cost_is_said(hactl: Shell) -> None:
    text = SHOP.replace("tomcat@7.0.109", "glassfish@3")
    hactl.write("shop.hactl.yaml", text)
    hactl("create", "--yes")
    three = text.replace("10.0.0.12]", "10.0.0.12, 10.0.0.13]")
    first = ["restart das", "restart a/a-1", "restart b/b-1", "reload balancer"]
    assert steps(hactl, three) == [*first, "restart a/a-2", "restart b/b-2", "start a/a-3"]
    said = costs(hactl, three)
    assert "leads instead of das" in said["a/a-1"] and "without a request" in said["a/a-2"]


@pytest.mark.parametrize(
    "server", ["tomcat@7.0.109", "tomee@8.0.16", "jetty@12.0.16", "jetty@6.1.26", "glassfish@7.0.25"]
)
def test_an_instance_whose_start_script_left_with_it_can_still_be_stopped(hactl: Shell, server: str) -> None:
    spec = hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", server).replace(".22]", ".22, 10.0.0.23]"))
    assert hactl("create").code == 0
    base = hactl.folder / "shop/10.0.0.23/b-3"
    with subprocess.Popen(["sleep", "60"]) as running:
        (base / "logs").mkdir(exist_ok=True)
        (base / "logs/server.pid").write_text(f"{running.pid} 12345\n")
        spec.write_text(spec.read_text().replace(", 10.0.0.23]", "]"))
        told = hactl("apply", "--yes", "--format", "json").result
        how = next(r["how"] for r in told["status"]["restarts"] if r["owner"] == "b/b-3")
        assert not (base / "start.sh").exists()
        subprocess.run(how, shell=True, check=True)
        assert running.wait(10) == -signal.SIGTERM

"""`replication: {changes: all}`: switched in and out of bases, read back by import, and what the plan says of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import Shell

JAR = "lib/hactl-changes.jar"
SPEC = """\
hactl: 1
name: shop
server: {server}
clusters:
  a: {{instances: [10.0.0.11, 10.0.0.12], replication: {{changes: {changes}}}}}
balancer: 10.0.0.5:80
"""


def test_the_jar_and_the_manager_come_with_the_word_and_go_with_it(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@9.0", changes="all"))
    said = hactl("create", "--yes")
    base = hactl.folder / "shop/10.0.0.11/a-1"
    assert (base / JAR).is_file()
    assert "hactl.changes.DeltaManager" in (base / "conf/context.xml").read_text()
    assert "hactl.changes.DeltaManager" in (base / "conf/server.xml").read_text()
    assert "changes inside an attribute" not in said.out

    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@9.0", changes="set"))
    hactl("apply", "--yes")
    assert not (base / JAR).exists() and not (base / "lib").exists()
    assert "hactl.changes" not in (base / "conf/server.xml").read_text()


def test_the_plan_says_what_it_costs_once_and_only_when_it_comes(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomee@8", changes="all"))
    assert hactl("create", "--yes").err.count("reads, at the end of a request") == 1
    again = hactl("diff")
    assert "reads, at the end of a request" not in again.out + again.err


def test_with_one_copy_it_is_refused(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@7", changes="all, copies: one"))
    said = hactl("validate")
    assert said.code == 3 and "changes-all-copies-one" in said.out


@pytest.mark.parametrize("server", ["jetty@6", "jetty@12.0", "glassfish@3"])
def test_who_copies_sessions_as_a_whole_has_it_anyway(hactl: Shell, server: str) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server=server, changes="set"))
    assert "changes-all-anyway" in hactl("validate").out
    hactl.write("shop.hactl.yaml", SPEC.format(server=server, changes="all"))
    assert "changes-all-anyway" not in hactl("validate").out


def test_a_word_that_is_none_of_the_two_is_refused_with_both(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@7", changes="every"))
    said = hactl("validate")
    assert said.code == 3 and "set" in said.out and "all" in said.out


def test_import_of_what_hactl_made_says_it_again(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@9.0", changes="all"))
    hactl("create", "--yes")
    bases = [str(Path("shop") / f"10.0.0.1{n}" / f"a-{n}") for n in (1, 2)]
    (hactl.folder / "shop.hactl.yaml").unlink()
    assert "changes: all" in hactl("import", *bases, "--dry-run").out


@pytest.mark.parametrize(
    ("loader", "reads"),
    [
        ("# nothing\n", True),
        ('common.loader="${catalina.base}/lib","${catalina.base}/lib/*.jar","${catalina.home}/lib/*.jar"\n', True),
        ("common.loader=${catalina.home}/lib,\\\n  ${catalina.base}/lib/*.jar\r\n", True),
        ("common.loader=${catalina.home}/lib,${catalina.home}/lib/*.jar\n", False),
    ],
)
def test_a_base_that_does_not_read_its_lib_is_refused_before_anything_is_written(
    hactl: Shell, loader: str, reads: bool
) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@7", changes="set"))
    assert hactl("create", "--yes").code == 0
    properties = hactl.write("shop/10.0.0.11/a-1/conf/catalina.properties", loader)
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@7", changes="all"))
    said = hactl("apply", "--yes")
    assert ("changes-all-loader" in said.out + said.err) is not reads
    assert (hactl.folder / "shop/10.0.0.12/a-2" / JAR).exists() is reads
    assert properties.read_text() == loader.replace("\r\n", "\n")


@pytest.mark.parametrize("discovery", ["multicast", "static"])
def test_the_word_is_changed_one_restart_after_the_other_and_no_session_is_lost(hactl: Shell, discovery: str) -> None:
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@9.0", changes=f"set, discovery: {discovery}"))
    hactl("create", "--yes")
    hactl.write("shop.hactl.yaml", SPEC.format(server="tomcat@9.0", changes=f"all, discovery: {discovery}"))
    restarts = hactl("diff", "--format", "json").result["restarts"]
    assert len(restarts) == 2 and all(restart["keeps"] for restart in restarts), restarts

"""An application that did not start is named with its own cause, whatever else the log says: logs of Tomcat 7.0.109."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from support.lab_tomcat import an_environment

from hactl.live.lab.applications import Ear, Signs, dead, failures
from hactl.live.lab.plan import Member
from hactl.servers.catalina.family import runs
from hactl.servers.tomcat import lines

CLUSTER = an_environment().clusters[0]
PROCESS = runs.process(lines["7"], CLUSTER, "/base", "/home")
SIGNS = Signs(begins=PROCESS.app_begins, failed=PROCESS.app_failed)

BEGUN = "INFO: Deploying web application directory [/base/webapps/{}]\n"
LISTENER = """\
SEVERE: Error configuring application listener of class [no.such.Listener]
java.lang.ClassNotFoundException: no.such.Listener
\tat org.apache.catalina.loader.WebappClassLoaderBase.loadClass(WebappClassLoaderBase.java:1951)
SEVERE: One or more listeners failed to start. Full details will be found in the appropriate container log file
SEVERE: Context [/{}] startup failed due to previous errors
"""
MAPPING = """\
SEVERE: ContainerBase.addChild: start:
org.apache.catalina.LifecycleException: Failed to start component [StandardContext[/worse]]
\tat org.apache.catalina.util.LifecycleBase.start(LifecycleBase.java:198)
Caused by: java.lang.IllegalArgumentException: Servlet mapping specifies an unknown servlet name [nobody]
\t... 10 more
SEVERE: Error deploying web application directory [/base/webapps/worse]
java.lang.IllegalStateException: ContainerBase.addChild: start: org.apache.catalina.LifecycleException
\tat org.apache.catalina.startup.HostConfig.deployDirectory(HostConfig.java:1148)
"""
ANOTHER = BEGUN.format("probe") + "INFO: Server startup in 3767 ms\n"


def test_each_application_that_did_not_start_has_its_own_cause() -> None:
    log = BEGUN.format("bad") + LISTENER.format("bad") + BEGUN.format("worse") + MAPPING + ANOTHER
    assert failures(log, SIGNS) == {
        "/bad": "java.lang.ClassNotFoundException: no.such.Listener",
        "/worse": "java.lang.IllegalArgumentException: Servlet mapping specifies an unknown servlet name [nobody]",
    }


def test_a_failure_of_another_application_or_of_an_earlier_start_is_not_this_ones() -> None:
    assert failures(BEGUN.format("good") + ANOTHER, SIGNS) == {}
    again = BEGUN.format("bad") + LISTENER.format("bad") + BEGUN.format("bad")
    assert failures(again, SIGNS) == {}, "it was deployed anew, and nothing is said against it"


@pytest.mark.parametrize(
    ("named", "path"),
    [
        ("web application directory [/b/webapps/ROOT]", "/"),
        ("web application directory shop", "/shop"),
        ("web application archive [/b/webapps/shop##2.war]", "/shop"),
        ("web application archive [/b/web apps/a#b.war]", "/a/b"),
        ("configuration descriptor [/b/conf/Catalina/localhost/shop.xml]", "/shop"),
    ],
)
def test_the_path_is_read_from_whatever_the_log_names(named: str, path: str) -> None:
    assert list(failures(f"SEVERE: Error deploying {named}\n", SIGNS)) == [path]


@pytest.mark.parametrize(("shown", "path"), [("", "/"), ("/a/b", "/a/b")])
def test_a_context_is_named_by_its_path(shown: str, path: str) -> None:
    log = f"SEVERE: Context [{shown}] startup failed due to previous errors\n"
    assert list(failures(log, SIGNS)) == [path]


def test_no_application_that_fails_is_taken_for_a_server_that_fails() -> None:
    assert not [text for text in PROCESS.failed if text in MAPPING + LISTENER]
    assert [text for text in PROCESS.failed if text in "SEVERE: Failed to start component [Connector[HTTP/1.1-8080]]"]


def test_who_is_dead_and_why() -> None:
    answered = {"/": 200, "/login": 401, "/api": 404, "/gone": 503, "/late": 0, "/bad": 404}
    found = dead(answered, {"/bad": "", "/strange": "x"}, answered)
    assert found == {
        "/gone": "it answers 503",
        "/late": "it answers nothing",
        "/bad": "it did not start, and answers 404",
    }


def _member(base: Path) -> Member:
    return Member(
        name="a-1",
        argv=(),
        environment={},
        cwd=str(base),
        log=base / "out.log",
        address=("10.0.0.11", 8080),
        app_begins=PROCESS.app_begins,
        app_failed=PROCESS.app_failed,
        elsewhere=PROCESS.elsewhere,
        uncopied=PROCESS.uncopied,
    )


def test_a_cause_that_stands_in_the_servers_other_log_is_found_and_one_of_an_earlier_start_is_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "logs").mkdir()
    other = tmp_path / PurePosixPath("logs/localhost.2026-11-29.log")
    other.write_text("Caused by: java.io.IOException: yesterday's\n")
    ear = Ear.at(_member(tmp_path))
    (tmp_path / "out.log").write_text("SEVERE: Context [/bad] startup failed due to previous errors\n")
    with other.open("a") as log:
        log.write("java.lang.RuntimeException: outer\nCaused by: java.net.BindException: Address already in use\n")
    assert ear.failures(_member(tmp_path)) == {"/bad": "java.net.BindException: Address already in use"}


def test_what_was_not_copied_is_counted_since_the_start(tmp_path: Path) -> None:
    line = "SEVERE: Unable to serialize delta request for sessionid [4711]\njava.io.NotSerializableException: a.B\n"
    (tmp_path / "out.log").write_text(line)
    ear = Ear.at(_member(tmp_path))
    assert ear.count(_member(tmp_path), _member(tmp_path).uncopied) == 0
    with (tmp_path / "out.log").open("a") as log:
        log.write(line * 3 + "INFO: all well\n")
    assert ear.count(_member(tmp_path), _member(tmp_path).uncopied) == 3

"""A Java that a server's own files name is judged where it is at hand."""

from __future__ import annotations

import pytest
from support.command_line import Shell
from support.two_bases import ROOT, SERVER, SPEC, lay

JAVA = "/usr/lib/jvm/java"
LINE = f"JAVA_HOME={JAVA}"


@pytest.fixture(name="bases")
def _bases(hactl: Shell) -> Shell:
    hactl.write("old.hactl.yaml", SPEC)
    lay(hactl, {"conf/server.xml": SERVER % ""})
    return hactl


def java(bases: Shell, version: str) -> None:
    for host in ("10.0.0.11", "10.0.0.12"):
        bases.write(f"root/{host}{JAVA}/release", f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')


@pytest.mark.parametrize(
    "line", [LINE, f'export JAVA_HOME="{JAVA}/"', f"JRE_HOME='{JAVA}'\nJAVA_HOME=/opt/other", f"JAVA_HOME=/x\n{LINE}"]
)
def test_one_that_is_too_old_is_named_with_its_line(bases: Shell, line: str) -> None:
    java(bases, "1.6.0_45")
    lay(bases, {"bin/setenv.sh": f"# mine\n{line}\n"})
    said = bases("validate", *ROOT)
    assert said.code == 0 and said.out.count("[java-untested]") == 1
    assert f"{JAVA} is Java 6; tomcat@7.0.109 was tested with Java 8, 11, 17, 25" in said.out
    assert "bin/setenv.sh:" in said.out
    assert "[java-untested]" in bases("diff", *ROOT).err


@pytest.mark.parametrize(
    ("line", "version"),
    [
        (LINE, "1.8.0_412"),
        (LINE, "21.0.1"),
        (f"# {LINE}", "1.6.0"),
        ("JAVA_HOME=/usr/lib/jvm/$WHICH", "1.6.0"),
        (LINE, "?"),
    ],
    ids=["tested", "between two that were", "in a comment", "not known before the start", "not known"],
)
def test_others_are_not(bases: Shell, line: str, version: str) -> None:
    java(bases, version)
    lay(bases, {"bin/setenv.sh": f"{line}\n"})
    assert (bases("validate", "--strict", *ROOT).code) == 0


def test_nothing_is_said_of_a_java_that_is_not_at_hand(bases: Shell) -> None:
    lay(bases, {"bin/setenv.sh": f"{LINE}\n"})
    assert bases("validate", "--strict", *ROOT).out == ""


GLASSFISH = """\
hactl: 1
name: gf
server: glassfish@5.1
clusters:
  a:
    instances:
      a-1: {host: 10.0.0.11, base: /srv/gf, home: /opt/gf}
      a-2: {host: 10.0.0.12, base: /srv/gf, home: /opt/gf}
balancer: 10.0.0.5:80
"""


def test_of_a_glassfish_its_installation_says_so(hactl: Shell) -> None:
    hactl.write("gf.hactl.yaml", GLASSFISH)
    java(hactl, "17.0.1")
    for host in ("10.0.0.11", "10.0.0.12"):
        hactl.write(f"root/{host}/srv/gf/logs/server.log", "")
        hactl.write(f"root/{host}/opt/gf/glassfish/config/asenv.conf", f'AS_IMQ_LIB="../lib"\nAS_JAVA="{JAVA}"\n')
    said = hactl("validate", *ROOT).out
    assert said.count("[java-untested]") == 1 and "asenv.conf:2:" in said
    assert f"{JAVA} is Java 17; glassfish@5.1.0 was tested with Java 8" in said

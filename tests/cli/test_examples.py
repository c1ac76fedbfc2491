"""The examples that help begins with: each command has some, and none of them lies."""

from __future__ import annotations

import shlex

import pytest
import typer.main
from support.command_line import SERVER_XML, SHOP, Shell

from hactl.cli import app, examples, table

NAMES = [name for name in table.COMMANDS if name != "lab"] + [f"lab {name}" for name in table.LAB]
REAL = [name for name in examples.ALL if name.partition(" ")[0] not in ("lab", "drill")]
NGINX = """\
events {}
http {
  upstream shop { ip_hash; server 127.0.0.1:8080; server 127.0.0.1:8180; }
  server { listen 8000; server_name shop.example.org; location /shop { proxy_pass http://shop; } }
}
"""
LINES = [line for rows in examples.ALL.values() for line, _ in rows]


def _prepare(hactl: Shell, name: str) -> None:
    """Make what a person has before they call a command."""
    if name in ("init", "import"):
        for base, port in (("node1", "8080"), ("node2", "8180")):
            hactl.write(f"{base}/conf/server.xml", SERVER_XML.replace("8080", port).replace("8005", port[:-1] + "5"))
            hactl.write(f"{base}/bin/setenv.sh", f"CATALINA_HOME={hactl.folder}/apache-tomcat-7.0.82\n")
            hactl.write("apache-tomcat-7.0.82/RUNNING.txt", "")
            hactl.write(f"{base}/webapps/shop/index.jsp", "")
        hactl.write("nginx/nginx.conf", NGINX)
        return
    hactl.write("shop.hactl.yaml", SHOP)
    if name != "create":
        assert hactl("create", "--yes").code == 0
    if name == "rollback":
        assert hactl("disable-ha", "--yes").code == 0


def test_each_command_has_examples_of_its_own() -> None:
    assert list(examples.ALL) == NAMES
    for name, rows in examples.ALL.items():
        assert 1 <= len(rows) <= 2
        assert all(line == f"hactl {name}" or line.startswith(f"hactl {name} ") for line, _ in rows)


@pytest.mark.parametrize("name", NAMES)
def test_help_begins_with_the_examples_and_no_line_is_wide(hactl: Shell, name: str) -> None:
    shown = hactl(*name.split(), "--help")
    assert shown.code == 0
    usage, *rest = shown.out.split("\n\n")
    rows = [line for line in rest[0].splitlines()]
    assert usage.startswith(f"Usage: hactl {name}")
    assert [row.strip().split("   ")[0].partition("  ")[0] for row in rows] == [line for line, _ in examples.ALL[name]]
    assert max(map(len, shown.out.splitlines())) <= 80


@pytest.mark.parametrize(("name", "line"), [(name, line) for name in REAL for line, _ in examples.ALL[name]])
def test_examples_do_what_they_say(hactl: Shell, name: str, line: str) -> None:
    _prepare(hactl, name)
    done = hactl(*shlex.split(line)[1:])
    asks = "--yes" not in line and "no terminal" in done.err
    assert done.code == 0 or asks, (line, done)


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith(("hactl lab", "hactl drill"))])
def test_examples_about_a_lab_are_understood(line: str) -> None:
    words = shlex.split(line)[1:]
    at = 2 if words[0] == "lab" else 1
    command, context = typer.main.get_command(app.build(words)), None
    for word in words[:at]:
        context = typer.Context(command, info_name=word, parent=context)
        command = getattr(command, "commands")[word]  # noqa: B009 - typer hides the type of a group
    understood = command.make_context(words[at - 1], words[at:], parent=context)
    assert understood.command is command

"""What a newcomer stumbled over: words that led astray, hints that were wrong, one thing said twice."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from support.command_line import SHOP, Shell

MEANT = {
    "Tomcat 9": "tomcat@9",
    "tomcat9": "tomcat@9",
    "apache-tomcat-9.0.117": "tomcat@9.0.117",
    "tomcta@9": "tomcat@9",
    "Jetty 12": "jetty@12",
    "eclipse-glassfish-7.0.25": "glassfish@7.0.25",
    "TomEE 8": "tomee@8",
}


@pytest.mark.parametrize(("word", "meant"), MEANT.items(), ids=MEANT)
def test_a_server_in_any_writing_is_answered_with_the_word_that_is_meant(hactl: Shell, word: str, meant: str) -> None:
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", word))
    said = hactl("validate").out
    assert f"hint: did you mean `{meant}`?\n" in said
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", meant))
    assert hactl("validate").code == 0


@pytest.mark.parametrize(
    ("key", "number", "hint"),
    [("heartbeat", 500, "`500ms`"), ("drop_after", 3, "`3s`"), ("drop_after", 3000, "`3000ms`")],
)
def test_a_time_without_a_unit_is_answered_with_the_unit_that_fits(
    hactl: Shell, key: str, number: int, hint: str
) -> None:
    hactl.write("shop.hactl.yaml", SHOP + f"defaults: {{replication: {{{key}: {number}}}}}\n")
    assert f"hint: with its unit: {hint}\n" in hactl("validate").out


@pytest.mark.parametrize("words", ["rollback", "history", "lab logs", "lab kill", "lab stop", "lab start", "drain"])
def test_a_spec_where_something_else_is_named_is_answered_with_file(shop: Shell, words: str) -> None:
    said = shop(*words.split(), "shop.hactl.yaml")
    assert said.code == 64 and "`--file shop.hactl.yaml`" in said.err


def test_a_spec_that_only_the_command_would_spoil_is_not_called_bad(shop: Shell) -> None:
    said = shop("drain", "a", "b", "--yes").err
    assert "would have problems after this command" in said and "has problems" not in said


def test_validate_says_in_words_that_there_was_nothing_to_look_into(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    said = hactl("validate").err
    assert "none of its 4 bases is here" in said and "0 files" not in said
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", "nothing"))
    assert "look" not in hactl("validate").err


def test_the_next_step_follows_from_what_was_done(shop: Shell) -> None:
    assert "next: hactl undrain a-1\n" in shop("drain", "a-1", "--yes").out
    assert "next: hactl status\n" in shop("undrain", "a-1", "--yes").out
    shop("disable-ha", "--yes")
    assert "next: hactl lab up\n" in shop("enable-ha", "--yes").out


def test_a_plan_that_cannot_be_applied_asks_for_no_restart(shop: Shell) -> None:
    (shop.folder / "shop/10.0.0.11/a-1/start.sh").write_text("mine")
    shop.write("shop.hactl.yaml", SHOP.replace("7.0.109", "7.0.108"))
    refused = shop("diff")
    assert refused.code == 4 and "cannot be applied" in refused.out and "to do, in this order" not in refused.out


@pytest.mark.parametrize("name", ["x.dot", "x.gv", "x.mmd", "x.svg", "x.txt"])
def test_the_form_of_a_picture_follows_from_its_name(shop: Shell, name: str) -> None:
    assert shop("graph", "-o", name).code == 0
    made = (shop.folder / name).read_text()
    begins = {"x.svg": "<svg", "x.mmd": "flowchart"}.get(name, "")
    assert begins in made and ("digraph" in made) == name.endswith((".dot", ".gv"))
    assert ("<svg" in made) == (name == "x.svg")
    said = shop("graph", "--out", name)
    assert said.code == 64 and f"`--output {name}`" in said.err


@pytest.mark.parametrize("words", ["diff", "diff --format json", "history", "graph", "help", "--version"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_stdout_is_said_once(shop: Shell, words: str, unbuffered: str) -> None:
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "hactl", *words.split()]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command, cwd=shop.folder, env=around, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1 and done.stderr.count("No space left on device") == 1
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr


def test_a_time_that_is_none_is_refused_with_one_that_is(shop: Shell) -> None:
    for word in ("5", "yesterday", "-3s", "5h"):
        refused = shop("lab", "logs", "--since", word)
        assert refused.code == 64 and f"--since {word}" in refused.err and "`30s`, `5m`" in refused.err

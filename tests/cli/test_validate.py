"""`hactl validate`: which problems count, and those that a repository has had already."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command_line import SHOP, Shell

WRONG = """\
hactl: 1
name: wrong
server: tomcat@7
clusters: {a: [10.0.0.11], b: [10.0.0.13, 10.0.0.14]}
colour: red
apps: {cart: {war: cart.war, clusters: [a, z]}}
balancer: 10.0.0.5:80
"""
IDS = ["cluster-of-one", "spec-unknown-key", "app-missing", "spec-unknown-cluster"]


def ids(said: str) -> list[str]:
    return [line.rpartition("[")[2].rstrip("]") for line in said.splitlines() if line.endswith("]")]


@pytest.fixture
def wrong(hactl: Shell) -> Shell:
    hactl.write("wrong.hactl.yaml", WRONG)
    return hactl


def test_one_run_says_what_is_wrong_in_keys_names_meaning_and_files(wrong: Shell) -> None:
    said = wrong("validate")
    assert (ids(said.out), said.code) == (IDS, 3)
    assert "4 errors in 1 spec" in said.err


def test_an_application_that_is_there_is_no_problem(wrong: Shell) -> None:
    wrong.write("cart.war", "")
    assert "app-missing" not in ids(wrong("validate").out)


def test_ids_can_be_chosen_and_left_out_by_name_and_by_pattern(wrong: Shell) -> None:
    assert ids(wrong("validate", "--select", "spec-*,app-missing").out) == IDS[1:]
    assert ids(wrong("validate", "--ignore", "spec-*", "--ignore", "app-missing").out) == IDS[:1]
    assert ids(wrong("validate", "--select", "spec-*", "--ignore", "spec-unknown-k*").out) == IDS[3:]
    assert wrong("validate", "--ignore", ",".join(IDS)).code == 0


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_id_that_there_is_not_is_said_and_not_passed_over(wrong: Shell, option: str) -> None:
    said = wrong("validate", option, "cluster-of-on")
    assert (said.code, said.out) == (64, "")
    assert "did you mean `cluster-of-one`?" in said.err


def test_what_is_less_grave_can_be_left_out(hactl: Shell) -> None:
    hactl.write("old.hactl.yaml", WRONG.replace("colour: red\n", "hosts: {idle: 10.0.9.9}\n"))
    assert "spec-unused-host" in ids(hactl("validate").out)
    assert "spec-unused-host" not in ids(hactl("validate", "--severity", "warning").out)


def test_a_repository_can_begin_with_the_problems_it_has(wrong: Shell) -> None:
    assert wrong("validate", "--write-baseline", "known.json").code == 0
    assert wrong("validate", "--baseline", "known.json").code == 0
    wrong.write("wrong.hactl.yaml", "# one line more\n" + WRONG + "frob: 1\n")
    said = wrong("validate", "--baseline", "known.json")
    assert (ids(said.out), said.code) == (["spec-unknown-key"], 3)
    assert "frob" in said.out and "4 known problems" in said.err


def test_a_baseline_tells_when_problems_are_gone_and_comes_along_to_another_folder(
    wrong: Shell, tmp_path: Path
) -> None:
    wrong("validate", "--write-baseline", "known.json")
    wrong.write("wrong.hactl.yaml", WRONG.replace("colour: red\n", ""))
    assert "3 known problems, 1 gone since" in wrong("validate", "--baseline", "known.json").err
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "known.json").rename(tmp_path / "elsewhere" / "known.json")
    (tmp_path / "wrong.hactl.yaml").rename(tmp_path / "elsewhere" / "wrong.hactl.yaml")
    assert wrong("validate", "--baseline", "elsewhere/known.json", "elsewhere").code == 0


def test_a_second_problem_like_a_known_one_is_new(hactl: Shell) -> None:
    hactl.write("x.hactl.yaml", WRONG.replace("colour: red\n", ""))
    hactl("validate", "--write-baseline", "known.json")
    hactl.write("x.hactl.yaml", WRONG.replace("colour: red\n", "").replace("[a, z]", "[z, z]"))
    said = hactl("validate", "--baseline", "known.json")
    assert (ids(said.out), said.code) == (["spec-unknown-cluster"], 3)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "hactl/baseline/2", "problems": []}'])
def test_what_is_no_baseline_is_refused_by_name(wrong: Shell, text: str) -> None:
    wrong.write("known.json", text)
    said = wrong("validate", "--baseline", "known.json")
    assert said.code == 1 and said.out == ""
    assert "known.json is not a baseline" in said.err and "--write-baseline" in said.err
    assert "nosuch.json: No such file" in wrong("validate", "--baseline", "nosuch.json").err


@pytest.mark.parametrize("form", ["json", "sarif", "gitlab"])
def test_each_report_for_programs_is_json_and_has_every_problem(wrong: Shell, form: str) -> None:
    said = wrong("validate", "--format", form)
    tree = json.loads(said.out)
    rows = {"json": lambda: tree["problems"], "sarif": lambda: tree["runs"][0]["results"], "gitlab": lambda: tree}[
        form
    ]()
    assert len(rows) == len(IDS) and said.code == 3


@pytest.mark.parametrize("text", [WRONG, "{}", "\\x00"])
def test_a_baseline_is_written_over_nothing_but_a_baseline(wrong: Shell, text: str) -> None:
    wrong.write("mine.hactl.yaml", text)
    said = wrong("validate", "wrong.hactl.yaml", "--write-baseline", "mine.hactl.yaml")
    assert said.code == 64 and "mine.hactl.yaml is not a baseline of hactl's: it was left as it is" in said.err
    assert (wrong.folder / "mine.hactl.yaml").read_text() == text
    assert [wrong("validate", "wrong.hactl.yaml", "--write-baseline", "known.json").code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize("server", ["jetty@12.0", "jetty@9.4", "jetty@6"])
def test_jars_that_replication_lacks_are_one_line_that_says_how_to_get_them(
    hactl: Shell, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(hactl.folder))
    monkeypatch.delenv("HACTL_JARS", raising=False)
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", server))
    said = hactl("validate")
    assert said.code == 0, "it is a warning: servers may have them where they run"
    assert said.out.count("[jetty-jar-missing]") == 1
    fetch = said.out.partition("hint: `")[2].partition("`")[0]
    assert fetch.startswith("mvn dependency:get -Dartifact=") and "HACTL_JARS" in said.out
    made = hactl("create")
    assert f"next: {fetch}\n" in made.out and "next: hactl lab up" not in made.out
    hactl.write("shop.hactl.yaml", SHOP.replace("tomcat@7.0.109", server) + "ha: false\n")
    assert "[jetty-jar-missing]" not in hactl("validate").out


HIDING = (
    ("server: tomcat@7.0.109", "server: Tomcat 9", "spec-unknown-server"),
    ("name: shop", "name: Shop!", "spec-name"),
    ("balancer: 10.0.0.5:80", "balancer: 10.0.0.5:80\ndefaults: {replication: {heartbeat: 500}}", "spec-wrong-type"),
    ("balancer: 10.0.0.5:80", "balancer: 10.0.0.5:80\nsevrer: x", "spec-unknown-key"),
    ("balancer: 10.0.0.5:80", "balancer: {host: 10.0.0.5, failover: {max_fails: x}}", "spec-wrong-type"),
)


@pytest.mark.parametrize(("old", "new", "id_"), HIDING, ids=[each[1].partition("\n")[2] or each[1] for each in HIDING])
def test_no_wrong_value_hides_what_is_wrong_elsewhere(hactl: Shell, old: str, new: str, id_: str) -> None:
    twice = SHOP.replace("[10.0.0.21, 10.0.0.22]", "[10.0.0.21, 10.0.0.11]").replace(old, new)
    hactl.write("shop.hactl.yaml", twice + "apps: {a: {war: gone.war, clusters: [zz]}}\n")
    ids = {problem["id"] for problem in hactl("validate", "--format", "json").document["problems"]}
    assert {id_, "port-twice", "spec-unknown-cluster", "app-missing"} <= ids

"""`hactl drain` and `undrain`: the spec's word and the balancer's file in one change, no server's."""

from __future__ import annotations

import pytest
from support.command_line import SHOP, Shell

JSON = ("--format", "json")


def test_draining_changes_the_balancer_and_the_spec_alone_and_comes_back_to_the_byte(shop: Shell) -> None:
    before = shop.files()
    told = shop("drain", "a", "--dry-run", *JSON).result["plan"]
    paths = {change["path"] for change in told["changes"]}
    assert {path.rpartition("/")[2] for path in paths} == {"hactl-shop.conf", "shop.hactl.yaml", "manifest.json"}
    assert [(r["action"], r["owner"], r["keeps"]) for r in told["restarts"]] == [("reload", "balancer", True)]
    assert shop.files() == before
    assert shop("drain", "a", "--yes").code == 0
    assert "drained: no new users" in shop("status").out
    assert shop("undrain", "a", "--yes").code == 0
    after = shop.files()
    assert {k: v[0] for k, v in after.items() if ".hactl/" not in k} == {
        k: v[0] for k, v in before.items() if ".hactl/" not in k
    }


def test_the_last_one_that_new_users_come_to_cannot_be_drained(shop: Shell) -> None:
    before = shop.files()
    said = shop("drain", "a", "b", "--yes")
    assert said.code == 3 and "[drained-all]" in said.err and "undrain" not in said.out
    assert shop("drain", "*-1", "*-2", "--yes").code == 3
    assert {k: v for k, v in shop.files().items() if ".hactl/" not in k} == {
        k: v for k, v in before.items() if ".hactl/" not in k
    }
    assert shop("drain", "*-1", "--yes").code == 0, "half of each cluster"


def test_a_typo_is_answered_with_what_was_meant(shop: Shell) -> None:
    said = shop("drain", "a-3", "--yes")
    assert said.code == 64 and "there is no cluster or instance `a-3`" in said.err
    assert "--file shop.hactl.yaml" in shop("drain", "shop.hactl.yaml").err
    assert "--file shop.hactl.yaml" in shop("enable-ha", "shop.hactl.yaml").err


def test_json_says_of_each_instance_whether_it_is_drained(shop: Shell) -> None:
    shop("drain", "a-2", "--yes")
    instances = shop("status", *JSON).result["clusters"][0]["instances"]
    assert [i["drained"] for i in instances] == [False, True]


COMMANDS = (("drain", "a-1"), ("undrain", "b-1"), ("disable-ha", "a"), ("enable-ha", "b"))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_what_else_waits_in_the_spec_is_said_before_it_is_carried_out_too(shop: Shell, words: tuple[str, ...]) -> None:
    shop("drain", "b-1", "--yes")
    shop("disable-ha", "b", "--yes")
    spec = shop.folder / "shop.hactl.yaml"
    spec.write_text(before := spec.read_text() + "apps: {other: {path: /other}}\n")
    told = shop(*words, "--dry-run", *JSON).document
    waiting = next(p for p in told["problems"] if p["id"] == "changes-waiting")
    assert waiting["severity"] == "warning" and waiting["line"] == before.count("\n")
    said = shop(*words, "--yes").err
    assert "[changes-waiting]" in said and "besides " in said and "line 8 of the spec" in said
    back = shop({"drain": "undrain", "undrain": "drain"}.get(words[0], words[0]), words[1], "--yes")
    assert "[changes-waiting]" not in back.err, "nothing waits any more"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_nothing_is_said_of_changes_that_are_the_commands_own(shop: Shell, words: tuple[str, ...]) -> None:
    shop("drain", "b-1", "--yes")
    shop("disable-ha", "b", "--yes")
    spec = shop.folder / "shop.hactl.yaml"
    assert "[changes-waiting]" not in shop(*words, "--dry-run").err
    spec.write_text("# a remark changes nothing\n" + spec.read_text())
    assert "[changes-waiting]" not in shop(*words, "--yes").err


def test_a_command_that_has_nothing_to_do_itself_says_that_the_rest_is_what_waits(shop: Shell) -> None:
    spec = shop.folder / "shop.hactl.yaml"
    spec.write_text(spec.read_text().replace("10.0.0.22]", "10.0.0.22, 10.0.0.23]"))
    said = shop("enable-ha", "--yes").err
    assert "the spec says so already; this carries out what has been waiting" in said and "start b/b-3" in said


def test_an_environment_that_was_never_created_is_not_created_by_draining(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    before = hactl.files()
    for word in ("drain", "undrain"):
        said = hactl(word, "a", "--yes")
        assert said.code == 4 and "there is no environment" in said.err and "hactl create" in said.err
    assert hactl.files() == before

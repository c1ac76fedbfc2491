"""`hactl drain` and `undrain`: the spec's word and the balancer's file in one change, no server's."""

from __future__ import annotations

from support.command_line import Shell

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

"""A saved plan is carried out as it was read, or not at all."""

from __future__ import annotations

import json

import pytest
from support.command_line import OLD, SERVER_XML, SHOP, Shell

THREE = SHOP.replace("10.0.0.12]", "10.0.0.12, 10.0.0.13]")


def test_a_saved_plan_is_carried_out_as_it_was_read(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    assert shop("diff", "--save", "p.json").code == 0
    assert shop("apply", "--plan", "p.json", "--yes").code == 0
    assert shop("diff", "--exit-code").code == 0


def test_a_saved_plan_may_be_named_where_the_spec_may(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    shop("diff", "--save", "p.json")
    shop.write("shop.hactl.yaml", THREE.replace("10.0.0.13", "10.0.0.14"))
    assert "the spec is a different one" in shop("apply", "p.json", "--yes").err
    assert "two plans" in shop("apply", "p.json", "--plan", "q.json", "--yes").err
    shop.write("shop.hactl.yaml", THREE)
    assert shop("apply", "p.json", "-f", "shop.hactl.yaml", "--yes").code == 0
    assert shop("diff", "--exit-code").code == 0
    assert shop("diff", "p.json").code == 3, "no other command takes a plan for a spec"


def test_a_plan_that_is_another_by_now_is_refused_and_says_why(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    shop("diff", "--save", "p.json")
    shop.write("shop.hactl.yaml", THREE.replace("10.0.0.13", "10.0.0.14"))
    before = shop.files()
    refused = shop("apply", "--plan", "p.json", "--yes")
    assert refused.code == 4 and "the spec is a different one" in refused.err and "10.0.0.14/a-3" in refused.err
    assert shop.files() == before


def test_an_edit_of_a_file_since_is_noticed(old: Shell) -> None:
    root = ("--root", "root")
    old("create", *root, "--yes")
    old.write("old.hactl.yaml", OLD.replace("balancer:", "ha: false\nbalancer:"))
    old("diff", *root, "--save", "p.json")
    file = "root/10.0.0.11/srv/one/conf/server.xml"
    old.write(file, (old.folder / file).read_bytes().replace(b'port="8080"', b'port="8081"'))
    refused = old("apply", *root, "--plan", "p.json", "--yes")
    assert refused.code == 4 and "it has changed" in refused.err


def test_a_saved_plan_holds_no_contents(old: Shell) -> None:
    old("diff", "--root", "root", "--save", "p.json")
    saved = (old.folder / "p.json").read_text()
    assert "server.xml" in saved and "c4nary" in SERVER_XML
    assert "c4nary" not in saved and "Engine" not in saved


NO_PLANS = {
    "nothing in it": "{}",
    "not a list of files": '{"schema": "hactl/saved-plan/1", "changes": 5}',
    "rows that are none": '{"schema": "hactl/saved-plan/1", "changes": [3]}',
    "cut off": '{"schema": "hactl/saved-plan/1", "chan',
    "nested without end": "[" * 100_000,
    "a spec": SHOP,
}


@pytest.mark.parametrize("kind", NO_PLANS)
def test_what_is_no_saved_plan_is_refused(shop: Shell, kind: str) -> None:
    shop.write("p.json", NO_PLANS[kind])
    refused = shop("apply", "--plan", "p.json", "--yes")
    assert refused.code == 64 and "p.json is not a saved plan" in refused.err


def test_a_plan_file_that_is_not_there_is_named(shop: Shell) -> None:
    refused = shop("apply", "--plan", "nowhere.json", "--yes")
    assert refused.code == 64 and "nowhere.json is not a saved plan" in refused.err


def test_a_plan_of_another_hactl_is_refused_and_says_so(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    shop("diff", "--save", "p.json")
    saved = json.loads((shop.folder / "p.json").read_text())
    shop.write("p.json", json.dumps(saved | {"hactl": "0.0.9"}))
    before = shop.files()
    refused = shop("apply", "--plan", "p.json", "--yes")
    assert refused.code == 4 and "hactl 0.0.9 saved it, and this is" in refused.err
    assert shop.files() == before


def test_a_plan_is_saved_over_an_older_one_and_over_nothing_else(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    refused = shop("diff", "--save", "shop.hactl.yaml")
    assert refused.code == 64 and "is not a saved plan" in refused.err
    assert (shop.folder / "shop.hactl.yaml").read_text() == THREE
    for _ in range(2):
        assert shop("diff", "--save", "p.json").code == 0
    assert [p.name for p in shop.folder.iterdir() if "p.json" in p.name] == ["p.json"]


def test_a_saved_plan_is_for_its_owner_alone(shop: Shell) -> None:
    shop("diff", "--save", "p.json")
    assert (shop.folder / "p.json").stat().st_mode & 0o777 == 0o600

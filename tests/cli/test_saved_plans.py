"""A saved plan is carried out as it was read, or not at all."""

from __future__ import annotations

from command_line import OLD, SERVER_XML, SHOP, Shell

THREE = SHOP.replace("10.0.0.12]", "10.0.0.12, 10.0.0.13]")


def test_a_saved_plan_is_carried_out_as_it_was_read(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    assert shop("diff", "--save", "p.json").code == 0
    assert shop("apply", "--plan", "p.json", "--yes").code == 0
    assert shop("diff", "--exit-code").code == 0


def test_a_plan_that_is_another_by_now_is_refused_and_says_why(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", THREE)
    shop("diff", "--save", "p.json")
    shop.write("shop.hactl.yaml", THREE.replace("10.0.0.13", "10.0.0.14"))
    before = shop.files()
    refused = shop("apply", "--plan", "p.json", "--yes")
    assert refused.code == 4 and "the spec is another" in refused.err and "10.0.0.14/a-3" in refused.err
    assert shop.files() == before


def test_an_edit_of_a_file_since_is_noticed(old: Shell) -> None:
    root = ("--root", "root")
    old("create", *root, "--yes")
    old.write("old.hactl.yaml", OLD.replace("balancer:", "ha: false\nbalancer:"))
    old("diff", *root, "--save", "p.json")
    file = "root/10.0.0.11/srv/one/conf/server.xml"
    old.write(file, (old.folder / file).read_bytes().replace(b'port="8080"', b'port="8081"'))
    refused = old("apply", *root, "--plan", "p.json", "--yes")
    assert refused.code == 4 and "it is not what it was" in refused.err


def test_a_saved_plan_holds_no_contents(old: Shell) -> None:
    old("diff", "--root", "root", "--save", "p.json")
    saved = (old.folder / "p.json").read_text()
    assert "server.xml" in saved and "c4nary" in SERVER_XML
    assert "c4nary" not in saved and "Engine" not in saved


def test_what_is_no_saved_plan_is_refused(shop: Shell) -> None:
    shop.write("p.json", "{}")
    for name in ("p.json", "shop.hactl.yaml", "nowhere.json"):
        refused = shop("apply", "--plan", name, "--yes")
        assert refused.code == 64 and "is no saved plan" in refused.err

from __future__ import annotations

from support.command_line import SHOP, Shell


def test_a_second_create_changes_nothing_and_says_so(shop: Shell) -> None:
    before = shop.files()
    again = shop("create")
    assert again.code == 0
    assert "nothing to do" in again.err
    assert shop.files() == before


def test_the_run_ends_with_the_tree_the_restarts_and_the_next_command(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    out = hactl("create").out
    assert "cluster a" in out and "HA on" in out and "a-2  10.0.0.12:8080" in out
    assert out.index("start a/a-1, b/b-1") < out.index("start a/a-2, b/b-2") < out.index("start balancer")
    assert out.rstrip().endswith("next: hactl lab up")


def test_check_says_no_where_a_file_is_not_as_the_spec_says(shop: Shell) -> None:
    assert shop("create", "--check").code == 0
    file = shop.folder / "shop/10.0.0.11/a-1/conf/server.xml"
    file.write_text(file.read_text().replace('dropTime="3000"', 'dropTime="9000"'))
    before = shop.files()
    assert shop("create", "--check").code in (3, 4)
    assert shop.files() == before


def test_a_dry_run_shows_the_diff_and_writes_nothing(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    shown = hactl("create", "--dry-run")
    assert "SimpleTcpCluster" in shown.out
    assert not (hactl.folder / "shop").exists()


def test_diff_tells_a_script_by_its_exit_code(shop: Shell) -> None:
    assert shop("diff", "--exit-code").code == 0
    shop.write("shop.hactl.yaml", SHOP.replace("10.0.0.22]", "10.0.0.22, 10.0.0.23]"))
    assert shop("diff").code == 0
    assert shop("diff", "--exit-code").code == 2


def test_diff_and_apply_are_the_same_line(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", SHOP.replace("80\n", "8000\n"))
    shown = shop("diff", "--format", "json").result
    run = shop("apply", "--yes", "--format", "json").result
    assert (run["outcome"], run["plan"]) == ("done", None)
    planned = {(c["host"], c["path"], c["action"]) for c in shown["changes"]}
    assert ("10.0.0.5", "nginx/conf.d/hactl-shop.conf", "update") in planned
    assert shop("diff", "--exit-code").code == 0


def test_apply_makes_no_new_environment(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    refused = hactl("apply", "--yes")
    assert refused.code == 4
    assert "hactl create" in refused.err
    assert not (hactl.folder / "shop").exists()


def test_without_a_terminal_and_without_yes_nothing_that_exists_is_changed(shop: Shell) -> None:
    shop.write("shop.hactl.yaml", SHOP.replace("80\n", "8000\n"))
    before = shop.files()
    refused = shop("apply")
    assert refused.code == 4 and "--yes" in refused.err
    assert shop.files() == before


def test_history_lists_the_runs_and_replays_one(shop: Shell) -> None:
    listed = shop("history").out
    run = listed.split()[0]
    assert "hactl" in listed and "done" in listed
    replayed = shop("history", run).out
    assert "a-1" in replayed and "put in place" in replayed
    assert shop("history", "20200101-1").code == 64


def test_status_tells_on_from_off_and_from_mixed(shop: Shell) -> None:
    assert shop("status").out.count("HA on") == 2
    shop("disable-ha", "b", "--yes")
    assert "HA off" in shop("status").out
    lone = shop.folder / "shop/10.0.0.11/a-1/conf/server.xml"
    lone.write_bytes((shop.folder / "shop/10.0.0.21/b-1/conf/server.xml").read_bytes())
    assert "mixed" in shop("status").out


def test_what_is_not_copied_is_said_when_ha_goes_on_and_only_then(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    said = (
        "not copied by Apache Tomcat 7: an attribute that cannot be serialized, with all that the same request sets; "
    )
    assert said in hactl("create").out
    assert said not in hactl("disable-ha", "--yes").out
    assert said not in hactl("status").out
    assert said in hactl("enable-ha", "--yes").out

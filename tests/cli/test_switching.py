"""disable-ha and enable-ha, for bases hactl made and for bases a person made."""

from __future__ import annotations

import pytest
from support.command_line import SERVER_XML, SHOP, Shell

ROOT = ("--root", "root")


def contents(shell: Shell) -> dict[str, bytes]:
    return {name: data for name, (data, _) in shell.files().items() if "/.hactl/runs/" not in name}


def test_off_then_on_gives_back_every_byte_of_spec_servers_and_balancer(shop: Shell) -> None:
    before = contents(shop)
    assert shop("disable-ha", "--yes").code == 0
    off = contents(shop)
    assert "ha: false" in (shop.folder / "shop.hactl.yaml").read_text()
    assert b"SimpleTcpCluster" not in b"".join(data for name, data in off.items() if name.endswith("server.xml"))
    assert shop("enable-ha", "--yes").code == 0
    assert contents(shop) == before


def test_one_cluster_is_switched_and_the_other_is_left_alone(shop: Shell) -> None:
    before = contents(shop)
    assert shop("disable-ha", "b", "--yes").code == 0
    changed = {name for name, data in contents(shop).items() if before.get(name) != data}
    assert not [name for name in changed if "/a-" in name]
    assert "shop/10.0.0.21/b-1/conf/server.xml" in changed


def test_the_balancer_lets_go_first_and_the_cost_in_sessions_is_said(shop: Shell) -> None:
    out = shop("disable-ha", "--yes").out
    assert out.index("reload balancer") < out.index("restart a/a-1")
    assert "its sessions are lost" in out
    out = shop("enable-ha", "--yes").out
    assert out.index("restart a/a-1") < out.index("restart a/a-2") < out.index("reload balancer")


def test_a_persons_base_is_edited_between_two_marks_and_gets_its_bytes_back(old: Shell) -> None:
    theirs = contents(old)
    assert old("create", *ROOT, "--yes").code == 0
    server = (old.folder / "root/10.0.0.11/srv/one/conf/server.xml").read_text()
    assert "hactl:begin" in server and 'jvmRoute="a-1"' in server
    made = {name for name in contents(old) if "/srv/" in name} - set(theirs)
    assert {name.partition("/srv/one/")[2] for name in made if "/one/" in name} == {"bin/setenv.sh", "conf/context.xml"}
    assert old("disable-ha", *ROOT, "--yes").code == 0
    after = contents(old)
    assert {name: after.get(name) for name in theirs if "/srv/" in name} == {
        name: data for name, data in theirs.items() if "/srv/" in name
    }
    assert not [name for name in after if "/srv/" in name and name not in theirs]


def test_a_persons_edit_outside_the_marks_survives(old: Shell) -> None:
    old("create", *ROOT, "--yes")
    file = old.folder / "root/10.0.0.11/srv/one/conf/server.xml"
    file.write_text(file.read_text().replace('port="8005"', 'port="8006"'))
    assert old("disable-ha", *ROOT, "--yes").code == 0
    assert file.read_text() == SERVER_XML.replace('port="8005"', 'port="8006"')


def test_an_edit_inside_the_marks_is_a_conflict_with_ways_out(old: Shell) -> None:
    old("create", *ROOT, "--yes")
    file = old.folder / "root/10.0.0.11/srv/one/conf/server.xml"
    file.write_text(file.read_text().replace('dropTime="3000"', 'dropTime="9000"'))
    before = old.files()
    refused = old("disable-ha", *ROOT, "--yes")
    assert refused.code == 4
    assert "server.xml:" in refused.err and "hint:" in refused.err
    assert old.files() == before


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("<Engine", '<Engine name="Two" defaultHost="localhost"/><Engine'), "edit-ambiguous"),
        (("<Host", '<Cluster className="theirs"/><Host'), "server-xml-cluster"),
        (("</Service>", ""), "edit-malformed"),
        (("<Server", "<Servers"), "edit-malformed"),
    ],
)
def test_a_file_hactl_does_not_understand_is_refused_with_its_line(
    old: Shell, change: tuple[str, str], problem: str
) -> None:
    file = old.folder / "root/10.0.0.11/srv/one/conf/server.xml"
    file.write_text(SERVER_XML.replace(*change))
    before = old.files()
    refused = old("create", *ROOT, "--yes")
    assert refused.code == 4
    assert f"[{problem}]" in refused.err and "server.xml:" in refused.err and "hint:" in refused.err
    assert old.files() == before


def test_a_manager_of_a_persons_own_is_refused_with_the_way_out(old: Shell) -> None:
    old.write("root/10.0.0.11/srv/one/conf/context.xml", "<Context>\n  <Manager pathname=''/>\n</Context>\n")
    refused = old("create", *ROOT, "--yes")
    assert refused.code == 4
    assert "context.xml:2:3" in refused.err and "applications: distributable" in refused.err


def test_a_base_on_another_machine_needs_a_word_where_to_write(old: Shell) -> None:
    refused = old("create", "--yes")
    assert refused.code == 3
    assert "--host 10.0.0.11" in refused.err and "--root" in refused.err
    assert "old.hactl.yaml:7:" in refused.err


def test_no_secret_of_a_persons_file_shows_in_a_diff_or_is_kept(old: Shell) -> None:
    shown = old("diff", *ROOT).out + old("create", *ROOT, "--yes", "--format", "json").out
    shown += old("disable-ha", *ROOT, "--dry-run").out + old("history").out
    assert "SimpleTcpCluster" in shown and "c4nary" not in shown
    kept = b"".join(data for name, (data, _) in old.files().items() if ".hactl/" in name)
    assert b"c4nary" not in kept


def test_a_cluster_that_does_not_exist_is_named_with_a_suggestion(shop: Shell) -> None:
    wrong = shop("disable-ha", "aa", "--yes")
    assert wrong.code == 64 and "no cluster `aa`" in wrong.err


def test_comments_in_the_spec_survive(shop: Shell) -> None:
    shop("disable-ha", "a", "--yes")
    text = (shop.folder / "shop.hactl.yaml").read_text()
    assert text == SHOP.replace("a: [10.0.0.11, 10.0.0.12]", "a: {ha: false, instances: [10.0.0.11, 10.0.0.12]}")


@pytest.mark.parametrize("mine", ["CATALINA_OPTS=-Xmx1g\n", 'JAVA_OPTS="$JAVA_OPTS -Da=1"\n', "# JAVA_OPTS=-Xmx1g\n"])
def test_a_line_of_ones_own_below_hactls_block_asks_for_no_restart(shop: Shell, mine: str) -> None:
    setenv = shop.folder / "shop/10.0.0.11/a-1/bin/setenv.sh"
    setenv.write_text(edited := setenv.read_text() + mine)
    plan = shop("diff")
    assert "restart" not in plan.out and "setenv.sh" not in plan.out
    assert shop("apply", "--yes").code == 0 and setenv.read_text() == edited
    assert shop("disable-ha", "--yes").code == 0 and setenv.read_text() == mine


@pytest.mark.parametrize("mine", ["JAVA_OPTS=-Xmx1g\n", "export JAVA_OPTS=\n", "unset JAVA_OPTS\n"])
def test_a_line_that_takes_back_what_hactl_sets_comes_before_it(shop: Shell, mine: str) -> None:
    setenv = shop.folder / "shop/10.0.0.11/a-1/bin/setenv.sh"
    setenv.write_text(setenv.read_text() + mine)
    assert "restart a/a-1" in shop("diff").out
    assert shop("apply", "--yes").code == 0 and setenv.read_text().startswith(mine + "# hactl:begin")


CHANGED = {
    "shop/10.0.0.11/a-1/conf/server.xml": ('dropTime="3000"', 'dropTime="9000"'),
    "shop/10.0.0.11/a-1/bin/setenv.sh": ("=true", "=true -Dpassword=c4nary"),
}


@pytest.mark.parametrize("name", CHANGED, ids=lambda name: name.rpartition("/")[2])
@pytest.mark.parametrize("command", ["disable-ha", "apply"])
def test_a_change_inside_the_marks_is_shown_line_by_line_and_overwritten_by_consent(
    shop: Shell, name: str, command: str
) -> None:
    whole = contents(shop)
    file = shop.folder / name
    file.write_text(mine := file.read_text().replace(*CHANGED[name]))
    before = shop.files()
    refused = shop(command, "--yes")
    number = next(n for n, line in enumerate(mine.splitlines(), 1) if CHANGED[name][1].partition(" ")[0] in line)
    assert refused.code == 4 and "c4nary" not in refused.err and "--overwrite" in refused.err
    shown = [line.strip() for line in refused.err.splitlines() if line.strip().startswith("line ")]
    assert [" ".join(line.split()[:3]) for line in shown] == [f"line {number}: -", f"line {number}: +"]
    assert shop.files() == before
    assert shop(command, "--yes", "--overwrite").code == 0
    if command == "disable-ha":
        assert shop("enable-ha", "--yes").code == 0
    assert contents(shop) == whole


def test_a_change_inside_the_marks_of_a_persons_file_can_be_taken_back_by_consent(old: Shell) -> None:
    old("create", *ROOT, "--yes")
    file = old.folder / "root/10.0.0.11/srv/one/conf/server.xml"
    file.write_text(file.read_text().replace('dropTime="3000"', 'dropTime="9000"'))
    refused = old("disable-ha", *ROOT, "--yes")
    assert '- frequency="500" dropTime="3000"' in refused.err and '+ frequency="500" dropTime="9000"' in refused.err
    assert old("disable-ha", *ROOT, "--yes", "--overwrite").code == 0
    assert file.read_text() == SERVER_XML

"""`--root DIR` works on copies of other machines: nothing outside DIR is read or written, wherever links lead."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command_line import SERVER_XML, Shell

NAMES = ("--name", "shop", "--server", "tomcat@7.0.109")
ROOT = ("--root", "copies")
HOSTS = ("10.0.0.11", "10.0.0.12")


def laid(hactl: Shell, host: str, conf: str, real: str = "etc/tomcat7") -> Path:
    """Write the copy of a machine whose Tomcat has a link for `conf`; return its real server.xml."""
    copy = hactl.folder / "copies" / host
    hactl.write(f"copies/{host}/var/lib/tomcat7/webapps/shop/index.html", "x")
    file = hactl.write(f"copies/{host}/{real}/server.xml", SERVER_XML)
    (copy / "var/lib/tomcat7/conf").symlink_to(conf)
    return file


@pytest.fixture
def outside(hactl: Shell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Tomcat of the operator's own, at a path that the copies' machines have too."""
    folder = tmp_path_factory.mktemp("etc")
    (folder / "server.xml").write_text(SERVER_XML)
    return folder


def imported(hactl: Shell) -> None:
    """Read the copies of both machines into a spec."""
    bases = [f"copies/{host}/var/lib/tomcat7" for host in HOSTS]
    done = hactl("import", *bases, *ROOT, *NAMES)
    assert done.code == 0, done.err


def test_packages_lay_conf_as_an_absolute_link_and_the_copies_are_edited_not_this_machine(
    hactl: Shell, outside: Path
) -> None:
    files = [laid(hactl, host, str(outside), str(outside)[1:]) for host in HOSTS]
    imported(hactl)
    done = hactl("enable-ha", *ROOT, "--yes")
    assert done.code == 0, done.err
    assert (outside / "server.xml").read_text() == SERVER_XML
    assert all("hactl:begin" in file.read_text() for file in files), "two machines laid out alike are two files"
    assert "HA on" in hactl("status", *ROOT).out
    assert hactl("disable-ha", *ROOT, "--yes").code == 0
    assert [file.read_text() for file in files] == [SERVER_XML] * 2


def test_a_chain_of_links_ends_in_the_copy(hactl: Shell) -> None:
    for host in HOSTS:
        file = laid(hactl, host, "/opt/../etc/conf", "srv/tomcat")
        (hactl.folder / "copies" / host / "opt").mkdir()
        (hactl.folder / "copies" / host / "etc").mkdir()
        (hactl.folder / "copies" / host / "etc/conf").symlink_to("../srv/./tomcat")
    imported(hactl)
    assert hactl("enable-ha", *ROOT, "--yes").code == 0
    assert "hactl:begin" in file.read_text()


@pytest.mark.parametrize("climbs", ["../../../../../etc/tomcat7", "../../../../10.0.0.12/etc/tomcat7", "/../../etc"])
def test_a_link_that_climbs_out_of_its_machine_is_refused_by_name(climbs: str, hactl: Shell) -> None:
    for host in HOSTS:
        laid(hactl, host, "/etc/tomcat7")
    imported(hactl)
    link = hactl.folder / "copies/10.0.0.11/var/lib/tomcat7/conf"
    link.unlink()
    link.symlink_to(climbs)
    hactl.write("copies/etc/server.xml", SERVER_XML)
    hactl.write("etc/tomcat7/server.xml", SERVER_XML)
    before = hactl.files()
    for words in (("enable-ha", "--yes"), ("create", "--yes")):
        said = hactl(*words, *ROOT)
        assert said.code == 4 and "leads out of" in said.err and "tomcat7/conf" in said.err
    again = hactl("import", "copies/10.0.0.11/var/lib/tomcat7", *ROOT, *NAMES, "--out", "again.hactl.yaml")
    assert again.code == 4 and "leads out of" in again.err and "tomcat7/conf" in again.err
    assert "leads out of" in hactl("diff", *ROOT).out
    assert hactl.files() == before


def test_the_folder_of_a_machine_is_no_way_out_either(hactl: Shell, outside: Path) -> None:
    for host in HOSTS:
        laid(hactl, host, "/etc/tomcat7")
    imported(hactl)
    (hactl.folder / "copies/10.0.0.11").rename(outside / "moved")
    (hactl.folder / "copies/10.0.0.11").symlink_to(outside / "moved")
    said = hactl("enable-ha", *ROOT, "--yes")
    assert said.code == 4 and "leads out of" in said.err
    assert "hactl:begin" not in (outside / "moved/etc/tomcat7/server.xml").read_text()


@pytest.mark.parametrize("target", ["/var/lib/tomcat7/conf", "/nowhere", "conf"])
def test_a_link_that_leads_nowhere_or_round_in_a_circle_is_named_and_never_followed(target: str, hactl: Shell) -> None:
    for host in HOSTS:
        laid(hactl, host, "/etc/tomcat7")
    imported(hactl)
    link = hactl.folder / "copies/10.0.0.12/var/lib/tomcat7/conf"
    link.unlink()
    link.symlink_to(target)
    said = hactl("enable-ha", *ROOT, "--yes")
    assert said.code == 4 and "10.0.0.12/var/lib/tomcat7/conf is a link" in said.err


def test_a_version_comes_from_the_copys_installation_not_from_this_machines(hactl: Shell, outside: Path) -> None:
    (outside / "RELEASE-NOTES").write_text("Apache Tomcat Version 6.0.53\n")
    for host in HOSTS:
        laid(hactl, host, "/etc/tomcat7")
        hactl.write(f"copies/{host}/var/lib/tomcat7/bin/setenv.sh", f"CATALINA_HOME={outside}\n")
        hactl.write(f"copies/{host}{outside}/RELEASE-NOTES", "Apache Tomcat Version 7.0.82\n")
    bases = [f"copies/{host}/var/lib/tomcat7" for host in HOSTS]
    assert hactl("import", *bases, *ROOT, "--name", "shop").code == 0
    assert "tomcat@7.0.82" in (hactl.folder / "shop.hactl.yaml").read_text()

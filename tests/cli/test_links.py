"""Links that a person laid work as ever; one that somebody laid since the plan was made is refused by name."""

from __future__ import annotations

import pytest
from support.command_line import SERVER_XML, SHOP, Shell

from hactl import operations
from hactl.errors import Refused
from hactl.events import silent
from hactl.operations import Order

IN_PLACE = """\
hactl: 1
name: twins
server: tomcat@7
hosts:
  here: {{address: 127.0.0.1}}
clusters:
  a:
    instances:
      a-1: {{host: here, base: {0}/one}}
      a-2: {{host: here, base: {0}/two, ports: {{http: 8180}}}}
balancer: 127.0.0.1:8000
"""


def test_an_output_folder_may_be_a_link(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    (hactl.folder / "disk/shop").mkdir(parents=True)
    (hactl.folder / "shop").symlink_to("disk/shop")
    for words in (("create",), ("disable-ha", "--yes"), ("rollback", "--yes"), ("diff", "--exit-code"), ("status",)):
        said = hactl(*words)
        assert said.code == 0, said.err
    assert len(hactl("history").out.splitlines()) == 3
    assert (hactl.folder / "shop").is_symlink()
    assert (hactl.folder / "disk/shop/.hactl/manifest.json").is_file()


@pytest.fixture
def two(hactl: Shell) -> Shell:
    """Two bases of this machine, each reached by a link, whose `conf` leads elsewhere, as packages lay it."""
    for name in ("one", "two"):
        hactl.write(f"etc/{name}/server.xml", SERVER_XML.replace("8080", "8080" if name == "one" else "8180"))
        (hactl.folder / "disk" / name).mkdir(parents=True)
        (hactl.folder / "disk" / name / "conf").symlink_to(hactl.folder / "etc" / name)
        (hactl.folder / name).symlink_to(f"disk/{name}")
    hactl.write("twins.hactl.yaml", IN_PLACE.format(hactl.folder))
    return hactl


def test_a_base_and_its_conf_may_be_links(two: Shell) -> None:
    said = two("enable-ha", "--yes")
    assert said.code == 0, said.err
    assert all("hactl:begin" in (two.folder / "etc" / name / "server.xml").read_text() for name in ("one", "two"))
    assert (two.folder / "two").is_symlink() and (two.folder / "two/conf").is_symlink()
    assert two("disable-ha", "--yes").code == 0
    assert (two.folder / "etc/one/server.xml").read_text() == SERVER_XML


@pytest.mark.parametrize("swapped", ["etc/two", "disk/two", "two", "twins"])
def test_a_link_laid_after_the_plan_was_made_is_refused_and_nothing_is_written(swapped: str, two: Shell) -> None:
    (two.folder / "twins").mkdir()
    draft = operations.draft(Order(spec=two.folder / "twins.hactl.yaml"))
    there = two.folder / "trap"
    there.mkdir()
    (there / "conf").symlink_to(".")
    (there / "server.xml").write_bytes((two.folder / "etc/two/server.xml").read_bytes())
    old = two.folder / swapped
    old.rename(two.folder / "aside")
    old.symlink_to(there)
    before = two.files()
    with pytest.raises(Refused) as refused:
        operations.carry_out(draft, "hactl test", silent)
    assert swapped.rpartition("/")[2] in f"{refused.value} {refused.value.problems}"
    assert "link" in f"{refused.value} {refused.value.problems}"
    assert two.files() == before


def test_the_spec_is_edited_only_where_it_was_read(two: Shell) -> None:
    folder = two.folder / "specs"
    folder.mkdir()
    spec = (two.folder / "twins.hactl.yaml").rename(folder / "twins.hactl.yaml")
    draft = operations.draft(Order(spec=spec, out=two.folder / "out"), {"a": False})
    folder.rename(two.folder / "aside")
    folder.symlink_to(two.folder / "trap")
    (two.folder / "trap").mkdir()
    (two.folder / "trap/twins.hactl.yaml").write_bytes((two.folder / "aside/twins.hactl.yaml").read_bytes())
    before = two.files()
    with pytest.raises(Refused):
        operations.carry_out(draft, "hactl test", silent)
    assert two.files() == before

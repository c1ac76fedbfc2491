"""GlassFish loses the session of a browser that asks twice at a time: the file and the lines that keep it are named."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from lxml import etree
from support.command_line import Shell
from support.two_bases import archive

from hactl.events import silent
from hactl.install.homes import fetch_home
from hactl.servers import glassfish

ID = "[glassfish-two-requests]"
SPEC = """\
hactl: 1
name: gf
server: glassfish@3
clusters:
  a: [10.0.0.11, 10.0.0.12]
balancer: 10.0.0.5:80
apps:
  shop: {war: shop, path: /shop}
"""
LINE = '<property name="relaxCacheVersionSemantics" value="true"/>'
BARE = '<session-manager persistence-type="replicated">'
OTHER = '<manager-properties><property name="reapIntervalSeconds" value="60"/></manager-properties>'
MANAGER = f"{BARE}<manager-properties>{LINE}</manager-properties>"
LACKING = {  # a descriptor by what it has, and where its line is to be named
    "nothing": ("", 1),
    "other things": ("\n<context-root>/x</context-root>\n<parameter-encoding default-charset='UTF-8'/>", 1),
    "a time-out": ("\n<session-config>\n<session-properties/></session-config>", 2),
    "a manager": (f"\n<session-config>{BARE}\n</session-manager></session-config>", 2),
    "a property": (f"\n<session-config>\n{BARE}\n{OTHER}</session-manager></session-config>", 4),
    "it, switched off": (f"\n<session-config>{MANAGER.replace('true', 'yes')}</session-manager></session-config>", 2),
}
FILES = {"glassfish-web.xml": "glassfish-web-app", "sun-web.xml": "sun-web-app"}


def descriptor(root: str, inner: str) -> str:
    return f"<{root}>{inner}</{root}>"


@pytest.fixture(name="shop")
def _shop(hactl: Shell) -> Shell:
    hactl.write("gf.hactl.yaml", SPEC)
    hactl.write("shop/WEB-INF/web.xml", "<web-app/>")
    return hactl


def test_each_command_names_the_application_the_file_and_the_lines_but_calls_it_protected(shop: Shell) -> None:
    made = shop("create", "--yes")
    assert made.code == 0 and ID in made.err and "not for" not in made.out
    for words in (("validate",), ("diff",), ("status",), ("enable-ha", "--yes"), ("disable-ha", "--yes")):
        said = shop(*words)
        text = said.out + said.err
        assert said.code == 0 and (ID in text) is (words[0] != "disable-ha"), words
        if ID in text:
            assert "a user of /shop" in text and "shop/WEB-INF/glassfish-web.xml" in text and LINE in text, words
            assert "not protected" not in text.lower()
    assert shop("validate", "--strict").code == 3


def test_to_programs_the_application_is_on_too(shop: Shell) -> None:
    shop("create", "--yes")
    apps = shop("status", "--format", "json").result["clusters"][0]["applications"]
    assert [app["state"] for app in apps] == ["on"]


@pytest.mark.parametrize("packed", [True, False], ids=["war", "folder"])
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("what", LACKING)
def test_whatever_the_descriptor_has_the_place_is_named_and_the_lines_there_silence_it(
    what: str, file: str, packed: bool, shop: Shell
) -> None:
    inner, line = LACKING[what]
    text = descriptor(FILES[file], inner)
    put(shop, file, text, packed=packed)
    said = shop("validate")
    mark = "!" if packed else "/"
    assert said.out.count(ID) == 1 and f"{mark}WEB-INF/{file}:{line}:" in said.out
    put(shop, file, followed(text, said.out), packed=packed)
    assert ID not in shop("validate").out


def put(shop: Shell, file: str, text: str, *, packed: bool) -> None:
    if packed:
        shop.write("gf.hactl.yaml", SPEC.replace("war: shop,", "war: shop.war,"))
        shop.write("shop.war", archive(**{f"WEB-INF/{file}": text}))
    else:
        shop.write(f"shop/WEB-INF/{file}", text)


def followed(text: str, said: str) -> str:
    """Do with a descriptor what the hint says."""
    lines = re.search(r"`(<[^`]+>)`", said)
    assert lines is not None
    if "it must be" in said:
        return re.sub(r"<property name=\"relaxCacheVersionSemantics\"[^>]*/>", lines[1], text)
    if "behind any" in said:
        return re.sub(r"(</context-root>|<(?:glassfish|sun)-web-app>(?!\s*<context-root))", rf"\1{lines[1]}", text)
    inside = re.search(r"in (<[a-z-]+)>", said)
    assert inside is not None
    return re.sub(rf"({inside[1]}[^>]*>)", rf"\1{lines[1]}", text, count=1)


@pytest.mark.live
@pytest.mark.parametrize("file", FILES)
def test_the_lines_are_valid_for_the_server(file: str, shop: Shell) -> None:
    """By the DTDs that lie in GlassFish 3.1.2.2."""
    folder = fetch_home(glassfish.lines["3"].artifacts["3.1.2.2"], os.environ, silent) / "glassfish/lib/dtds"
    dtd = etree.DTD(str(next(folder.glob(f"{FILES[file]}_3_0-*.dtd"))))
    for inner, _ in LACKING.values():
        text = descriptor(FILES[file], inner)
        put(shop, file, text, packed=False)
        whole = followed(text, shop("validate").out)
        assert dtd.validate(etree.fromstring(whole)), (whole, dtd.error_log)


def test_the_first_descriptor_counts_as_on_the_server(shop: Shell) -> None:
    cured = f"<session-config>{MANAGER}</session-manager></session-config>"
    shop.write("shop/WEB-INF/sun-web.xml", descriptor("sun-web-app", cured))
    assert ID not in shop("validate").out
    shop.write("shop/WEB-INF/glassfish-web.xml", descriptor("glassfish-web-app", ""))
    assert ID in shop("validate").out


def test_a_person_who_says_that_its_sessions_are_not_copied_is_not_asked_again(shop: Shell) -> None:
    shop.write("gf.hactl.yaml", SPEC.replace("path: /shop", "path: /shop, replicated: false"))
    assert shop("validate", "--strict").out == ""


def test_an_application_that_is_in_memory_only_is_told_that_and_nothing_else(shop: Shell) -> None:
    """A session-manager without persistence-type is in memory: the DTD's default, and so on the server."""
    inner = f"<session-config>{MANAGER.replace(' persistence-type=', ' x=')}</session-manager></session-config>"
    shop.write("shop/WEB-INF/glassfish-web.xml", descriptor("glassfish-web-app", inner.replace(' x="replicated"', "")))
    said = shop("validate").out
    assert "[persistence-of-its-own]" in said and ID not in said
    assert "HA on, but not for: /shop" in shop("create", "--yes").out


def test_an_application_that_asadmin_deployed_is_looked_into_and_one_not_at_hand_is_not(hactl: Shell) -> None:
    apps = "".join(f'<application name="{n}" context-root="/{n}"/>' for n in ("shop", "elsewhere"))
    domain = f"<domain><applications>{apps}</applications><servers/><nodes/><configs/><clusters/></domain>"
    spec = SPEC.partition("apps:")[0].replace(
        "[10.0.0.11, 10.0.0.12]", "{instances: {a-1: {host: 10.0.0.11, base: /opt/a-1}, a-2: 10.0.0.12}}"
    )
    hactl.write("gf.hactl.yaml", spec)
    hactl.write("root/10.0.0.11/opt/a-1/config/domain.xml", domain)
    hactl.write("root/10.0.0.11/opt/a-1/applications/shop/WEB-INF/web.xml", "<web-app/>")
    said = hactl("validate", "--root", "root").out
    assert said.count(ID) == 1 and "a user of /shop" in said
    assert "10.0.0.11:/opt/a-1/applications/shop/WEB-INF/glassfish-web.xml" in said


def test_a_descriptor_that_cannot_be_read_is_not_called_missing(shop: Shell) -> None:
    shop.write("shop/WEB-INF/glassfish-web.xml", "<glassfish-web-app>")
    said = shop("validate").out
    assert "[unprotected-unread]" in said and ID not in said


def test_the_demo_application_has_the_lines(shop: Shell) -> None:
    shutil.copytree(Path(__file__).parents[2] / "examples/demo-app/web", shop.folder / "shop", dirs_exist_ok=True)
    assert ID not in shop("validate").out

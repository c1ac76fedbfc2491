"""A person's element stands aside for hactl's block, readable in its place, and comes back byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.edit_samples import BLOCK, SERVER, refusal

from hactl.edits import set_aside, xml
from hactl.edits.marker import At, EditRefused
from hactl.edits.xml import AddBlock, SetAside, put, strip

ENGINE = "Server/Service/Engine"
THEIRS = b"""<Cluster className='x'><!-- - own - comment -->
        <Manager a="--\\ &amp; --->"/>
      </Cluster>"""
EDITS = (SetAside(f"{ENGINE}/Cluster"), SetAside(f"{ENGINE}/Host/Cluster"), AddBlock(ENGINE, BLOCK))
OWN = SERVER.replace(b"      <Host", b"      " + THEIRS + b"\n      <Host")


def test_the_element_is_readable_where_it_was_and_a_server_sees_hactls_alone() -> None:
    on = put(OWN, "ha", EDITS)
    clusters = xml.parse(on).elements(f"{ENGINE}/Cluster")
    assert [c.attributes["className"] for c in clusters] == ["org.apache.catalina.ha.tcp.SimpleTcpCluster"]
    assert b"(yours; it comes back" in on and b"<Cluster className='x'>" in on


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_off_gives_back_the_persons_own_bytes(codec: str, end: bytes) -> None:
    text = OWN.replace(b"\n", end).decode().replace('encoding="UTF-8"', f'encoding="{codec.removesuffix("-sig")}"')
    data = text.encode(codec)
    on = put(data, "ha", EDITS)
    assert strip(on) == data
    assert put(on, "ha", EDITS) == on
    assert put(strip(on), "ha", EDITS) == on


def test_elements_of_several_parents_all_stand_aside() -> None:
    data = OWN.replace(b'appBase="webapps"/>', b'appBase="webapps"><Cluster/></Host>')
    on = put(data, "ha", EDITS)
    assert len(xml.parse(on).held) == 2 and len(list(xml.parse(on).named("Cluster"))) == 1
    assert strip(on) == data


def test_a_persons_edit_beside_the_held_element_survives() -> None:
    on = put(OWN, "ha", EDITS)
    edited = on.replace(b"      <Host", b"      <!-- mine -->\n      <Host")
    assert strip(edited) == OWN.replace(b"      <Host", b"      <!-- mine -->\n      <Host")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"className='x'", b"className='y'"), (b"hactl:held ha 1", b"hactl:held ha 2"), (b"<!-- hactl:held", b"<!-- x")],
)
def test_an_edit_inside_the_held_element_is_a_conflict(old: bytes, new: bytes) -> None:
    on = put(OWN, "ha", EDITS)
    assert on.count(old) == 1
    with pytest.raises(EditRefused) as refused:
        strip(on.replace(old, new))
    assert refused.value.id == "edit-changed" and refused.value.hint and refused.value.line


def test_an_element_that_an_entity_may_hold_is_still_refused() -> None:
    data = OWN.replace(b"<!-- a person's file -->", b"<!DOCTYPE Server [<!ENTITY e '<Cluster/>'>]>").replace(
        b"<Service", b"&e;<Service"
    )
    assert refusal(data, EDITS).id == "edit-entity"


@settings(deadline=None)
@given(st.text(alphabet="-\\ <>/a\n\r\"'\u00e9", max_size=30).map(str.encode))
def test_whatever_stands_aside_is_read_back_and_never_ends_its_comment(element: bytes) -> None:
    written = set_aside.comment("ha", 7, element)
    assert b"--" not in written[4:-3]
    found = set_aside.read(written, 0, At())
    assert found is not None and (found.id, found.number, found.element) == ("ha", 7, element)


@settings(deadline=None)
@given(st.data())
def test_a_damaged_file_is_undone_or_refused_but_nothing_of_the_person_is_lost(data: st.DataObject) -> None:
    on = put(OWN, "ha", EDITS)
    start = data.draw(st.integers(0, len(on)))
    damaged = on[:start] + data.draw(st.sampled_from([b"", b"x", b"--", b"<a/>"])) + on[start + 1 :]
    try:
        bare = strip(damaged)
    except EditRefused as refused:
        assert refused.message and refused.hint
        return
    assert xml.has_mark(bare) or b"hactl:held" not in bare

"""What is read of a person's XML file, and which files are refused."""

from __future__ import annotations

import pytest
from support.edit_samples import ENGINE, HA, SERVER, ha, refusal

from hactl.edits import xml
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock, SetAttribute


def _server(inside: bytes, doctype: bytes = b"", head: bytes = b"") -> bytes:
    return head + doctype + b"<Server>\n  <Service>" + inside + b"</Service>\n</Server>\n"


def test_elements_are_found_by_path_and_by_name_with_their_places() -> None:
    document = xml.parse(SERVER)
    assert document.root_name == "Server"
    engine = document.one(ENGINE)
    assert engine.attributes == {"name": "Catalina", "defaultHost": "localhost"}
    assert (engine.line, engine.column) == (7, 5)
    assert [c.name for c in engine.children] == ["Host"]
    assert [e.line for e in document.named("Host")] == [8]
    assert document.elements("Server/Service/Nothing") == []
    assert not list(document.named("Cluster"))  # what stands in comments does not count


def test_columns_count_characters_not_bytes() -> None:
    document = xml.parse("<Server>\n<!-- \u00e9\u4e2d --><Service/></Server>".encode())
    assert document.one("Server/Service").column == 12


@pytest.mark.parametrize(
    ("data", "problem", "place"),
    [
        (b"", "edit-malformed", (1, 1)),
        (b"<Server>\n  <Service>\n</Server>", "edit-malformed", (3, 3)),
        (b"<Context/>", "edit-root", (1, 1)),
        (_server(b""), "edit-missing", (1, 1)),
        (_server(b"<Engine/>\n<Engine/>"), "edit-ambiguous", (3, 1)),
        (_server(b"<x:Engine xmlns:x='u'/>"), "edit-missing", (1, 1)),
        (b"\x00\x01\x02", "edit-malformed", (1, 1)),
        (b"<a>" * 5000, "edit-malformed", (1, 601)),
    ],
)
def test_what_is_not_understood_is_refused_with_reason_place_and_hint(
    data: bytes, problem: str, place: tuple[int, int]
) -> None:
    refused = refusal(data)
    assert (refused.id, refused.line, refused.column) == (problem, *place)
    assert refused.message and refused.hint


def test_an_element_left_open_is_named() -> None:
    assert "<Service> of line 2 is still open" in refusal(b"<Server>\n  <Service>\n</Server>").message


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="UTF-8"?><Server>\xe9</Server>',
        b'<?xml version="1.0" encoding="US-ASCII"?><Server>\xc3\xa9</Server>',
        b'<?xml version="1.0" encoding="UTF-7"?><Server/>',
        b'<?xml version="1.0" encoding="rot13"?><Server/>',
        b'<?xml version="1.0" encoding="nonsense"?><Server/>',
        b'<?xml version="1.0" encoding="UTF-16"?><Server/>',
        b'\xef\xbb\xbf<?xml version="1.0" encoding="ISO-8859-1"?><Server/>',
        '\ufeff<?xml version="1.0" encoding="UTF-8"?><Server/>'.encode("utf-16-le"),
        '\ufeff<?xml version="1.0" encoding="UTF-16"?><Server/>'.encode("utf-16-le") + b"\x00",
    ],
)
def test_a_file_that_is_not_what_it_declares_is_refused(data: bytes) -> None:
    assert refusal(data).id == "edit-encoding"


VHOSTS = b'<!DOCTYPE Server [<!ENTITY vhosts SYSTEM "file:///nowhere/vhosts.xml"><!ENTITY e "<Engine/>">]>'


def test_entities_are_neither_expanded_nor_loaded_and_stay_as_they_are() -> None:
    data = _server(b"<Engine>&vhosts;</Engine>", VHOSTS)
    on = ha(data)
    assert b"&vhosts;</Engine>" in on
    assert xml.strip(on) == data


@pytest.mark.parametrize("inside", [b"&e;", b"&e;<Engine/>", b"<Engine/>&vhosts;"])
def test_an_element_that_may_come_out_of_an_entity_is_refused(inside: bytes) -> None:
    refused = refusal(_server(inside, VHOSTS))
    assert refused.id == "edit-entity"
    assert refused.line == 2


def test_an_attribute_that_the_doctype_gives_is_not_written_over() -> None:
    doctype = b'<!DOCTYPE Server [<!ATTLIST Engine jvmRoute CDATA "x">]>'
    assert refusal(_server(b"<Engine/>", doctype)).id == "edit-doctype"
    assert ha(_server(b"<Engine jvmRoute='y'/>", doctype))


def test_an_entity_bomb_is_refused() -> None:
    bomb = b'<!DOCTYPE Server [<!ENTITY a "' + b"x" * 100 + b'">'
    for one, two in zip(b"abcdefgh", b"bcdefghi", strict=True):
        bomb += b'<!ENTITY %c "%s">' % (two, (b"&%c;" % one) * 10)
    assert refusal(_server(b"<Engine>&i;</Engine>", bomb + b"]>")).id == "edit-malformed"
    assert refusal(_server(b"<Engine name='&i;'/>", bomb + b"]>")).id == "edit-malformed"


def test_greater_than_signs_and_quotes_in_attributes_do_not_end_a_tag() -> None:
    for tag in (b"""<Engine a=">" b='"/>' >""", b"<Engine a='\n/>'\n>"):
        data = _server(tag + b"</Engine>")
        on = ha(data)
        assert tag[:-1].rstrip() + b' jvmRoute="a-1"' in on
        assert xml.strip(on) == data


def test_a_prefix_is_part_of_a_name() -> None:
    data = b'<s:Server xmlns:s="urn:s" xmlns="urn:d"><s:Engine/></s:Server>'
    path = "s:Server/s:Engine"
    edits = (SetAttribute(path, "jvmRoute", "a"), AddBlock(path, "<Cluster/>"))
    assert xml.strip(xml.put(data, "ha", edits)) == data


def test_a_refusal_names_the_place_in_the_file_as_it_is_with_our_block_in_it() -> None:
    on = ha(SERVER)
    doubled = on.replace(b"  </Service>", b"  <Engine/>\n  </Service>")
    line = doubled[: doubled.index(b"<Engine/>")].count(b"\n") + 1
    with pytest.raises(EditRefused) as refused:
        xml.put(doubled, "ha", HA)
    assert (refused.value.id, refused.value.line) == ("edit-ambiguous", line)
    assert b"jvmRoute" not in xml.strip(doubled)[: xml.strip(doubled).index(b"<Engine/>")].replace(b'jvmRoute="x"', b"")

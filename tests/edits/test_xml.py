"""Edits of XML files: what stays, what is undone, what is refused."""

from __future__ import annotations

import pytest
from lxml import etree
from support.edit_samples import ENGINE, HA, SERVER, ha, refusal

from hactl.edits import xml
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock, SetAttribute, has_mark, put, strip


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1, old
    return data.replace(old, new)


def _refusal_of_strip(data: bytes) -> EditRefused:
    with pytest.raises(EditRefused) as refused:
        strip(data)
    return refused.value


def test_the_block_is_the_first_child_and_looks_like_its_neighbours() -> None:
    lines = ha(SERVER).decode().split("\n")
    at = lines.index('    <Engine name="Catalina" defaultHost="localhost" jvmRoute="a-1">')
    assert lines[at + 1].startswith("      <!-- hactl:begin ha v1 (hactl wrote what stands between these two marks;")
    assert lines[at + 2].startswith("           sha256:")
    assert lines[at + 3].startswith("      <Cluster className=")
    assert lines[at + 4].startswith("        <Manager")
    assert lines[at + 11] == "      <!-- hactl:end ha -->"
    assert lines[at + 12] == '      <Host name="localhost"'


def test_tabs_are_used_where_the_file_uses_tabs() -> None:
    tabbed = SERVER.replace(b"  ", b"\t")
    on = ha(tabbed)
    assert b"\n\t\t\t<Cluster " in on
    assert b"\n\t\t\t\t<Manager " in on
    assert strip(on) == tabbed


def test_a_server_reads_the_attribute_and_the_element_that_were_meant() -> None:
    root = etree.fromstring(ha(SERVER))
    engine = root.find("Service/Engine")
    assert engine is not None
    assert engine.get("jvmRoute") == "a-1"
    assert [c.tag for c in engine.iterchildren("*")] == ["Cluster", "Host"]


def test_putting_twice_is_putting_once_and_other_content_takes_the_old_place() -> None:
    once = ha(SERVER)
    assert ha(once) == once
    other = (SetAttribute(ENGINE, "jvmRoute", "b-2"), AddBlock(ENGINE, "<Cluster/>"))
    assert put(once, "ha", other) == put(SERVER, "ha", other)
    assert put(put(once, "ha", other), "ha", HA) == once


def test_putting_nothing_is_stripping() -> None:
    assert put(ha(SERVER), "ha", ()) == SERVER


def test_an_existing_attribute_is_never_touched() -> None:
    routed = _replaced(SERVER, b' defaultHost="localhost"', b" jvmRoute = '${route}'")
    on = ha(routed)
    assert b"<Engine name=\"Catalina\" jvmRoute = '${route}'>" in on
    assert strip(on) == routed


def test_an_attribute_alone_has_its_marks_too() -> None:
    on = put(SERVER, "ha", (SetAttribute(ENGINE, "jvmRoute", 'a<b&"c"\n-->'),))
    engine = etree.fromstring(on).find("Service/Engine")
    assert engine is not None
    assert engine.get("jvmRoute") == 'a<b&"c"\n-->'
    assert strip(on) == SERVER


def test_a_self_closed_parent_is_opened_and_closed_again() -> None:
    for tag in (b'<Engine name="x"/>', b'<Engine name="x"  />', b"<Engine\n\t/>", b"<Engine/>"):
        data = b"<Server>\n  <Service>" + tag + b"</Service></Server>"
        on = ha(data)
        assert b"</Engine>" in on
        assert strip(on) == data


def test_a_self_closed_parent_stays_open_when_a_person_put_something_in() -> None:
    on = ha(b'<Server>\n  <Service>\n    <Engine name="x"/>\n  </Service>\n</Server>\n')
    filled = _replaced(on, b"    </Engine>", b"      <Host/>\n    </Engine>")
    bare = strip(filled)
    assert b'<Engine name="x">' in bare
    assert b"<Host/>" in bare
    assert b"jvmRoute" not in bare
    assert strip(ha(bare)) == bare


def test_a_persons_edit_outside_the_block_survives_off_and_on() -> None:
    edited = _replaced(ha(SERVER), b'<Connector port="8080"/>', b'<Connector port="9090"/><!-- mine -->')
    edited = _replaced(edited, b'appBase="webapps"', b'appBase="apps"')
    bare = strip(edited)
    wanted = SERVER.replace(b'<Connector port="8080"/>', b'<Connector port="9090"/><!-- mine -->')
    assert bare == wanted.replace(b'appBase="webapps"', b'appBase="apps"')
    assert ha(bare) == edited == ha(edited)


def test_a_person_may_move_things_before_the_block_and_reformat_the_start_tag() -> None:
    edited = _replaced(ha(SERVER), b' jvmRoute="a-1">', b'\n        jvmRoute="a-1">\n      <Realm/>')
    assert strip(edited) == SERVER.replace(b'"localhost">\n      <Host', b'"localhost">\n      <Realm/>\n      <Host')


def test_a_tool_that_converts_line_ends_is_no_conflict() -> None:
    converted = ha(SERVER).replace(b"\n", b"\r\n")
    assert strip(converted) == SERVER.replace(b"\n", b"\r\n")


def test_an_edit_inside_the_block_is_a_conflict_with_ways_out() -> None:
    edited = _replaced(ha(SERVER), b'channelSendOptions="6"', b'channelSendOptions="8"')
    for refused in (_refusal_of_strip(edited), refusal(edited)):
        assert (refused.id, refused.line, refused.column) == ("edit-changed", 8, 7)
        assert "say it in the spec" in refused.hint
        assert "delete both hactl marks" in refused.hint
        assert refused.exit_code == 4


@pytest.mark.parametrize("new", [b' jvmRoute="mine"', b"", b" jvmRoute='a-1'"])
def test_a_route_that_a_person_changed_after_us_is_a_conflict(new: bytes) -> None:
    refused = _refusal_of_strip(_replaced(ha(SERVER), b' jvmRoute="a-1"', new))
    assert (refused.id, refused.line, refused.column) == ("edit-changed", 7, 5)
    assert "jvmRoute" in refused.message


def test_an_engine_that_a_person_added_later_keeps_its_route_when_ours_goes() -> None:
    theirs = b'<Engine name="B" jvmRoute="b"/>\n    <Engine name="Catalina"'
    edited = _replaced(ha(SERVER), b'<Engine name="Catalina"', theirs)
    assert strip(edited) == _replaced(SERVER, b'<Engine name="Catalina"', theirs)


def test_deleting_the_two_marks_makes_the_block_a_persons() -> None:
    lines = ha(SERVER).split(b"\n")
    theirs = b"\n".join(line for line in lines if b"hactl:" not in line and b"sha256:" not in line)
    assert not has_mark(theirs)
    assert strip(theirs) == theirs
    assert len(xml.parse(theirs).elements(f"{ENGINE}/Cluster")) == 1


def test_marks_that_are_broken_are_refused() -> None:
    on = ha(SERVER)
    begin, end = on[on.index(b"<!-- hactl:begin") : on.index(b"<Cluster cl")], b"<!-- hactl:end ha -->"
    other_end = b"<!-- hactl:end other -->"
    cases = {
        "no end": _replaced(on, end, b""),
        "no begin": _replaced(on, begin, b""),
        "nested": _replaced(on, b"<Cluster cl", begin + b"<Cluster cl"),
        "another id": _replaced(on, end, other_end),
        "another parent": _replaced(_replaced(on, end, b""), b"</Service>", end + b"</Service>"),
        "twice": _replaced(on, end, end + begin + end),
        "outside": on + begin,
        "garbled": _replaced(on, b"ha v1 (", b"ha one ("),
        "no record": _replaced(on, b" undo:ey", b" und:ey"),
    }
    for case, data in cases.items():
        refused = _refusal_of_strip(data)
        assert refused.id == "edit-mark-broken", case
        assert refused.line and refused.column, case
        assert has_mark(data), case


def test_a_record_that_a_person_changed_is_a_conflict() -> None:
    on = ha(SERVER)
    at = on.index(b" undo:ey") + 20
    swapped = on[:at] + on[at + 1 : at + 2] + on[at : at + 1] + on[at + 2 :]
    assert swapped != on
    assert _refusal_of_strip(swapped).id in ("edit-changed", "edit-mark-broken")


def test_a_file_of_a_newer_hactl_is_refused() -> None:
    newer = _replaced(ha(SERVER), b"hactl:begin ha v1 (", b"hactl:begin ha v2 new words (")
    for refused in (_refusal_of_strip(newer), refusal(newer)):
        assert (refused.id, refused.hint) == ("edit-mark-newer", "update hactl")


def test_two_blocks_of_two_ids_come_and_go_by_themselves() -> None:
    both = put(ha(SERVER), "log", (AddBlock(f"{ENGINE}/Host", "<Valve/>"),))
    assert strip(both) == SERVER
    assert put(both, "log", ()) == ha(SERVER)
    assert put(both, "ha", ()) == put(SERVER, "log", (AddBlock(f"{ENGINE}/Host", "<Valve/>"),))


def test_two_blocks_in_one_element_that_was_self_closed_are_refused() -> None:
    on = put(b"<Context/>", "one", (AddBlock("Context", "<Manager/>"),))
    with pytest.raises(EditRefused) as refused:
        put(on, "two", (AddBlock("Context", "<Valve/>"),))
    assert refused.value.id == "edit-two-blocks"


@pytest.mark.parametrize(
    "block", ["<Cluster>", "</r><r>", "a & b", "<a b=<>", "<!-- a -- b -->", "&other;", "\x01", "\ud800"]
)
def test_a_block_that_is_not_well_formed_never_reaches_a_file(block: str) -> None:
    assert refusal(SERVER, (AddBlock(ENGINE, block),)).id == "edit-block"


def test_values_and_words_cannot_break_out_of_what_they_stand_in() -> None:
    assert refusal(SERVER, (SetAttribute(ENGINE, "jvmRoute", "a\x00b"),)).id == "edit-block"
    assert refusal(SERVER, (SetAttribute(ENGINE, "jvmRoute", "a" * 2000),)).id == "edit-too-long"
    on = put(SERVER, "a--b->x y", HA, made_by="by ---> <Evil/>\n\u00fc --")
    assert xml.parse(on).marks[0].head.id == "a--b->x y"
    assert strip(on) == SERVER


def test_what_an_encoding_lacks_is_refused() -> None:
    latin = b'<?xml version="1.0" encoding="ISO-8859-1"?><Context/>'
    with pytest.raises(EditRefused) as refused:
        put(latin, "ha", (AddBlock("Context", '<Manager name="\u4e2d"/>'),))
    assert refused.value.id == "edit-encoding"


def test_what_only_looks_like_a_mark_is_left_alone() -> None:
    data = _replaced(SERVER, b"<!-- a person's file -->", b"<!-- see hactl:begin --><!-- hactl:x --><?p hactl:end?>")
    assert strip(data) is data
    cdata = b"<Context><![CDATA[<!-- hactl:begin x v9 -->]]></Context>"
    assert strip(cdata) is cdata
    assert strip(put(cdata, "ha", (AddBlock("Context", "<a/>"),))) == cdata


def test_marks_are_seen_in_every_encoding() -> None:
    for codec in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        assert has_mark(ha(SERVER).decode().encode(codec))
        assert not has_mark(SERVER.decode().encode(codec))

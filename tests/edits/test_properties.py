"""The laws of edits, on documents nobody would write by hand."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from support.edit_samples import BLOCK, SERVER, ha

from hactl.edits import xml
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock, Edit, SetAttribute, put, strip

SPACE = st.sampled_from(["", " ", "  ", "\n", "\t", "\n\t\t", " \n    "])
GAP = SPACE.filter(bool)
VALUE = st.sampled_from(
    ["", "x", ">", "/>", "${route}", "&lt;Engine&gt;", "&#10;", "\u00e9", "<!-- ".replace("<", "&lt;")]
)
QUOTED = st.one_of(
    VALUE.map(lambda v: f'"{v}\'"'),
    VALUE.map(lambda v: f"'{v}\"'"),
)
FILLING = st.sampled_from(
    [
        "text > text",
        "\u00e9\u00df",
        "<![CDATA[<Engine>]]>",
        "<![CDATA[<!-- hactl:begin x v1 -->]]>",
        "<?pi <Engine jvmRoute='x'/>?>",
        "<!-- <Engine/> -->",
        "<!-- see hactl:begin -->",
        "<!---->",
        "&amp;&#233;",
        "<Other/>",
        "<Other >\n</Other >",
        "<Deep><Engine/></Deep>",
    ]
)


@st.composite
def attributes(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(["a", "name", "b-c", "d.e"]), unique=True, max_size=3))
    return "".join(draw(GAP) + name + draw(SPACE) + "=" + draw(SPACE) + draw(QUOTED) for name in names)


@st.composite
def element(draw: st.DrawFn, name: str, inside: st.SearchStrategy[str]) -> str:
    tag = f"<{name}{draw(attributes())}{draw(SPACE)}"
    if draw(st.booleans()) and name == "Engine":
        return tag + "/>"
    return f"{tag}>{draw(inside)}</{name}{draw(SPACE)}>"


FILL = st.lists(st.one_of(SPACE, FILLING), max_size=4).map("".join)
ENGINES = element("Engine", FILL)
SERVERS = element("Server", st.tuples(FILL, ENGINES, FILL).map("".join))
PROLOG = st.sampled_from(["", "<!-- <Server/> -->", "<?p ?>\n", "\n\n", "<!DOCTYPE Server>\n"])
CODECS = st.sampled_from(
    [
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("UTF-16", "utf-16"),
        ("UTF-16BE", "utf-16-be"),
        ("GB18030", "gb18030"),
    ]
)
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    declared, codec = draw(CODECS)
    text = draw(PROLOG) + draw(SERVERS) + draw(st.sampled_from(["", "\n", "\n<!-- end -->"]))
    text = f'<?xml version="1.0" encoding="{declared}"?>{text}'
    return text.replace("\n", draw(LINE_ENDS)).encode(codec)


PATH = "Server/Engine"
EDITS = st.lists(
    st.sampled_from(
        [
            SetAttribute(PATH, "jvmRoute", "a-1"),
            SetAttribute(PATH, "name", "<\u00e9>"),
            SetAttribute("Server", "port", "1"),
            AddBlock(PATH, BLOCK),
            AddBlock(PATH, "<!-- note -->\n\n<a>\n  <b/>\n</a>"),
        ]
    ),
    unique=True,
)


@settings(deadline=None)
@given(files(), EDITS)
def test_stripping_what_was_put_gives_back_every_byte(data: bytes, edits: Sequence[Edit]) -> None:
    assert strip(data) == data
    on = put(data, "ha", edits)
    assert strip(on) == data
    assert put(on, "ha", edits) == on


@settings(deadline=None)
@given(files(), EDITS, EDITS)
def test_putting_is_stripping_and_then_inserting(data: bytes, first: Sequence[Edit], second: Sequence[Edit]) -> None:
    assert put(put(data, "ha", first), "ha", second) == put(data, "ha", second)


@settings(deadline=None)
@given(files(), EDITS)
def test_only_the_intended_elements_and_attributes_are_added(data: bytes, edits: Sequence[Edit]) -> None:
    before, after = xml.parse(data).one(PATH), xml.parse(put(data, "ha", edits)).one(PATH)
    blocks = [e.block for e in edits if isinstance(e, AddBlock)]
    added = [name for block in blocks for name in (["Cluster"] if block == BLOCK else ["a"])]
    assert [c.name for c in after.children] == added + [c.name for c in before.children]
    wanted = {e.name: e.value for e in edits if isinstance(e, SetAttribute) and e.element == PATH}
    assert after.attributes == {**wanted, **before.attributes}


@settings(deadline=None)
@given(files(), st.data())
def test_a_persons_edit_outside_the_block_survives_off_and_on(data: bytes, draw: st.DataObject) -> None:
    edits = (SetAttribute(PATH, "jvmRoute", "a-1"), AddBlock(PATH, BLOCK))
    on = xml.parse(put(data, "ha", edits))
    engine = on.one(PATH)
    at = draw.draw(st.sampled_from([engine.start, on.utf8.index(b">", engine.end) + 1]))
    edited = on.encoding.encode(on.utf8[:at] + b"<Mine/>" + on.utf8[at:])
    bare = strip(edited)
    assert len(list(xml.parse(bare).named("Mine"))) == 1
    again = put(edited, "ha", edits)
    assert put(bare, "ha", edits) == again
    assert strip(again) == bare


@settings(deadline=None)
@given(st.binary(max_size=80) | st.text(alphabet="<>/!-[]&;'\"= aS\n\r?").map(str.encode))
@example(b"<a\xc0>")
def test_whatever_the_bytes_they_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(EditRefused):
        xml.parse(data)
    with contextlib.suppress(EditRefused):
        assert strip(data) == data


MARKED = ha(SERVER)


@settings(deadline=None)
@given(
    st.integers(0, len(MARKED)), st.integers(0, 40), st.sampled_from([b"", b" ", b"x", b"\n", b"-->", b"<a/>", b'"'])
)
def test_whatever_was_damaged_is_undone_or_refused_but_never_lost(start: int, size: int, new: bytes) -> None:
    damaged = MARKED[:start] + new + MARKED[start + size :]
    assume(damaged != MARKED)
    try:
        bare = strip(damaged)
    except EditRefused as refused:
        assert refused.message and refused.hint
        return
    assert not xml.has_mark(bare) or bare == damaged
    assert put(bare, "ha", ()) == bare

"""What is filled into a shape is what an edit would have made."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hactl.edits import shapes, xml
from hactl.edits.xml import AddBlock, SetAttribute

NEW = """<?xml version="1.0" encoding="UTF-8"?>
<!-- {comment} -->
<Server port="{shutdown}">
  <Service name="Catalina">
    <Connector port="{http}" address="{address}"/>
    <Engine name="{engine}" defaultHost="localhost">
      <Host name="localhost"/>
    </Engine>
  </Service>
</Server>
"""
BLOCK = '<Cluster className="org.x.{name}">\n  <Member host="{host}" port="{http}"/>\n</Cluster>\n'
ENGINE = "Server/Service/Engine"

plain = st.text("abcxyzQZ0189._:/-", min_size=0, max_size=12)
odd = st.text("aQ0Z1-.&;<>'\"é \t#", max_size=8).map(lambda t: t.replace("&", "&amp;").replace("<", "&lt;"))
value = st.one_of(plain, plain, plain, odd.map(lambda t: t.replace('"', "&quot;")))


def edit(data: bytes, words: Sequence[str]) -> bytes:
    block, route = words
    return xml.put(data, "ha", (SetAttribute(ENGINE, "jvmRoute", route), AddBlock(ENGINE, block)))


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, tuple[str, str]]:
    names = ("shutdown", "http", "address", "engine")
    comment = draw(st.text("abc Q0Z.-=\"'\n", max_size=20).filter(lambda t: "--" not in f"{t}-"))
    text = NEW.format(comment=comment, **{name: draw(value) for name in names})
    block = BLOCK.format(name=draw(value), host=draw(value), http=draw(value))
    return text.encode(), (block, draw(plain))


@given(st.lists(files(), min_size=1, max_size=4))
def test_a_file_filled_into_a_shape_is_the_one_that_the_edit_makes(some: list[tuple[bytes, tuple[str, str]]]) -> None:
    for data, words in [*some, *some]:
        assert shapes.edited(data, words, "ha", edit) == edit(data, words)


def test_the_second_file_of_a_shape_is_not_edited() -> None:
    edited: list[bytes] = []

    def counted(data: bytes, words: Sequence[str]) -> bytes:
        edited.append(data)
        return edit(data, words)

    for number in range(5):
        text = NEW.replace("Host", "Own").format(
            comment=f"Instance b-{number}", shutdown=-1, http=8080 + number, address="h", engine="Eleven"
        )
        block = BLOCK.format(name="Y", host=f"10.0.1.{number}", http=number)
        shapes.edited(text.encode(), (block, f"b-{number}"), "ha", counted)
    assert len(edited) == 2  # one with holes, to learn from, and the first of them, to compare with

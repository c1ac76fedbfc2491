"""hactl's own escaping is the standard library's."""

from __future__ import annotations

from xml.sax import saxutils

from hypothesis import given
from hypothesis import strategies as st

from hactl.edits.escaping import escape, quoteattr

TEXT = st.text() | st.text("&<>\"'\n\r\ta;#")


@given(TEXT)
def test_a_text_is_escaped_as_the_standard_library_does(text: str) -> None:
    assert escape(text) == saxutils.escape(text)
    assert escape(text, '"') == saxutils.escape(text, {'"': "&quot;"})
    assert escape(text, "'") == saxutils.escape(text, {"'": "&apos;"})


@given(TEXT)
def test_an_attribute_is_quoted_as_the_standard_library_does(text: str) -> None:
    assert quoteattr(text) == saxutils.quoteattr(text)

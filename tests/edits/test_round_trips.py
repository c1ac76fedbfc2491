"""On and off again gives back every byte, in files that people really wrote and as any editor saves them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.edit_samples import BLOCK, corpus, corpus_files, recoded, target, variants

from hactl.edits import xml
from hactl.edits.marker import EditRefused
from hactl.edits.xml import AddBlock, SetAttribute

FILES = list(corpus_files())
needs_corpus = pytest.mark.skipif(not FILES, reason=f"no corpus of real files at {corpus()}: set HACTL_CORPUS")

REFUSED = {  # file: (reason, line, column)
    "08-jinja-mixed-endings.xml.j2": ("edit-malformed", 128, 43),
    "09-two-services-two-engines.xml": ("edit-ambiguous", 252, 5),
    "10-unclosed-connector-no-engine.xml": ("edit-malformed", 7, 5),
    "12-wrong-root-entity.xml": ("edit-root", 21, 1),
}


def _put(data: bytes, path: str) -> bytes:
    return xml.put(data, "ha", (SetAttribute(path, "jvmRoute", "a-1"), AddBlock(path, BLOCK)))


@needs_corpus
@pytest.mark.parametrize("file", [f for f in FILES if f.name not in REFUSED], ids=lambda f: f"{f.parent.name}/{f.name}")
def test_on_and_off_gives_back_every_byte_of_every_real_file_in_every_shape(file: Path) -> None:
    tried = 0
    for shape, data in variants(file.read_bytes(), target(file)).items():
        if data is None:
            continue
        on = _put(data, target(file))
        assert on != data, shape
        assert xml.strip(on) == data, shape
        assert _put(on, target(file)) == on, shape
        tried += 1
    assert tried >= 12


@needs_corpus
def test_the_real_files_that_are_refused_are_these_and_for_these_reasons() -> None:
    refused = {}
    for file in FILES:
        try:
            _put(file.read_bytes(), target(file))
        except EditRefused as reason:
            refused[file.name] = reason.id, reason.line, reason.column
            assert reason.message and reason.hint
            print(f"{file.name}:{reason.line}:{reason.column}: {reason.message}; {reason.hint}")
    assert refused == REFUSED


@needs_corpus
def test_the_other_shapes_of_the_corpus_really_differ_from_the_file_as_it_is() -> None:
    file = next(f for f in FILES if f.name.startswith("03-delta"))
    shapes = {name: data for name, data in variants(file.read_bytes(), target(file)).items() if data and name != "LF"}
    assert len(set(shapes.values())) == len(shapes) == 13
    assert re.search(rb"<Engine [^>]*/>", shapes["self-closed"])
    assert shapes["one line"].count(b"\n") == 0


SMALL = '<Context>\n\t<!-- Gr\u00fc\u00dfe -->\n\t<Manager pathname=""/>\n</Context>'.encode()


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("ISO-8859-1", "latin-1"),
        ("iso-8859-15", "iso8859-15"),
        ("windows-1252", "cp1252"),
        ("GBK", "gbk"),
        ("Shift_JIS", "shift_jis"),
        ("US-ASCII", "ascii"),
        ("UTF-16", "utf-16"),
        ("GB18030", "gb18030"),
    ],
)
def test_encodings_survive(name: str, codec: str) -> None:
    text = SMALL if codec not in ("ascii", "shift_jis", "gbk") else SMALL.replace("Gr\u00fc\u00dfe".encode(), b"hello")
    data = recoded(text, name, codec)
    assert data is not None
    on = _put(data, "Context")
    assert "<Cluster " in on.decode(codec)
    assert xml.strip(on) == data

"""What was marked by any version that was ever released is understood and undone, for ever."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hactl.edits import lines, xml
from hactl.edits.marker import VERSION, At, EditRefused, closing, opening, read_closing, read_opening, verify

MARKERS = Path(__file__).parent / "markers"
MARKED = sorted(MARKERS.glob("v*/*.on"))


@pytest.mark.parametrize("on", MARKED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_files_that_were_marked_long_ago_are_undone_to_the_byte(on: Path) -> None:
    off = on.with_suffix(".off")
    strip = xml.strip if ".xml" in on.name else lines.strip
    assert strip(on.read_bytes()) == (off.read_bytes() if off.exists() else None)


def test_each_version_has_files_that_it_marked() -> None:
    assert {p.parent.name for p in MARKED} == {f"v{n}" for n in range(1, VERSION + 1)}


@settings(deadline=None)
@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])), st.text(), st.text())
def test_a_mark_says_what_it_was_given_and_never_ends_a_comment(mark_id: str, content: str, made_by: str) -> None:
    content, made_by = (t.encode("utf-8", "replace").decode() for t in (content, made_by))
    first, second = opening(mark_id, content, {"lead": "  "}, made_by)
    for text in (first, second, closing(mark_id)):
        assert "--" not in text and text.isascii() and text.isprintable()
    head = read_opening(f" {first}\n  {second} ", At(line=1))
    assert head is not None
    assert (head.id, dict(head.record)) == (mark_id, {"lead": "  "})
    assert read_closing(f" {closing(mark_id)} ", At()) == mark_id
    verify(head, content)
    with pytest.raises(EditRefused):
        verify(head, content + "x")


@pytest.mark.parametrize(
    "record",
    [
        [],
        {},
        {"lead": 1},
        {"lead": "<a>"},
        {"lead": "", "tail": "</x>"},
        {"lead": "", "opened": 1},
        {"lead": "", "more": 1},
        {"lead": "", "added": [["a", "b"]]},
        {"lead": "", "added": "x"},
    ],
)
def test_a_record_that_no_hactl_wrote_is_refused_even_with_a_right_hash(record: object) -> None:
    content = "\n"
    packed = base64.b64encode(json.dumps(record).encode()).decode()
    seal = _seal("ha", packed, content)
    head = f"<!-- hactl:begin ha v1 (someone)\nsha256:{seal} undo:{packed} -->"
    data = f"<Context>\n{head}{content}<!-- hactl:end ha --></Context>"
    with pytest.raises(EditRefused) as refused:
        xml.strip(data.encode())
    assert refused.value.id == "edit-mark-broken"


def _seal(mark_id: str, packed: str, content: str) -> str:
    """Return the hash as the page of format 1 defines it."""
    return hashlib.sha256(f"{mark_id}\n{packed}\n{content}".encode()).hexdigest()[:32]

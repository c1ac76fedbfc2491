"""Four Tomcats and an nginx.conf that a person wrote, taken over as docs/existing.md says, and given back."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from measure.product_rows import runs_here
from support import documents
from support.line_lab import CHECKOUT, Live

pytestmark = [pytest.mark.live, pytest.mark.long]

PAGE = CHECKOUT / "docs" / "existing.md"
OF_HACTL = ("shop", "state", "hactl.schema.json")  # what is not theirs
MARK = "<!-- run by tests/live/test_takeover.py -->"


def lines() -> list[list[str]]:
    """Return the commands of the page, each as its words."""
    block = re.search(re.escape(MARK) + r"\n```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    return [shlex.split(line, comments=True)[1:] for line in block[1].splitlines()]


def tree(folder: Path) -> dict[str, bytes | None]:
    found = (p for p in sorted(folder.rglob("*")) if not str(p.relative_to(folder)).startswith(OF_HACTL))
    return {str(p.relative_to(folder)): None if p.is_dir() else p.read_bytes() for p in found}


def test_the_steps_of_the_page_keep_every_session_and_give_every_byte_back(tmp_path: Path) -> None:
    if reason := runs_here("tomcat@7.0.109"):
        pytest.skip(reason)
    theirs = tmp_path / "theirs"
    shutil.copytree(CHECKOUT / "examples/existing", theirs)
    before = tree(theirs)
    work = Live(theirs)
    said = {}
    try:
        for words in lines():
            more = ("--format", "json") if words[0] == "drill" else ()
            said[words[0]] = work.hactl(*words, *more)
            if words[0] == "diff":
                assert tree(theirs) == before
    finally:
        work.hactl("lab", "down")
    report = documents.result(said["drill"])
    assert report["ok"] and report["kept"] == [40, 40]
    assert list(said) == ["import", "diff", "enable-ha", "lab", "drill", "disable-ha"]
    assert tree(theirs) == before

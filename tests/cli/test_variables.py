"""Every environment variable of hactl's own that its code reads is in the manual and in docs/variables.md."""

from __future__ import annotations

import re
from pathlib import Path

from hactl.cli.variables import VARIABLES

CHECKOUT = Path(__file__).parents[2]
INTERNAL = {"HACTL_COMPLETE", "HACTL_ADDRESS"}  # the shells' question; a word in a template


def test_the_page_and_the_manual_name_what_the_code_reads() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "hactl").rglob("*.py"))
    read = set(re.findall(r"\bHACTL_[A-Z_]+\b", code)) - INTERNAL
    assert read == {name for name in VARIABLES if name.startswith("HACTL_")}
    page = (CHECKOUT / "docs" / "variables.md").read_text(encoding="utf-8")
    manual = (CHECKOUT / "share/man/man1/hactl.1").read_text(encoding="utf-8")
    for name, words in VARIABLES.items():
        assert f"| `{name}` | {words} |" in page
        assert name in manual.replace("\\-", "-")

"""`make rules`: the page of all problem ids, written from the catalogue into docs/rules.md."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from support.source_tree import CHECKOUT

from hactl.rules import catalogue
from hactl.rules.catalogue import Explanation

FILE = CHECKOUT / "docs" / "rules.md"
WIDE = 120
HEAD = """\
# What does a problem mean, and how do I fix it?

Each message of hactl ends with the id of its problem in brackets: `shop.hactl.yaml:4:6: error: … [spec-name]`. An id
keeps its meaning; scripts may count on it. The same words as on this page, on your terminal:

```sh
hactl explain spec-name                  # one problem: what hactl saw, why it matters, how to fix it
hactl explain                            # all ids
hactl explain --format json              # the same for programs: hactl/explain/1
```

An error stops; a warning and a note do not ([exit codes](exit-codes.md)). This page is written by `make rules`.
"""


def page() -> str:
    """Return the page: a list of the groups, then each id below a heading of its own, so that it has an address."""
    blocks = [HEAD, "".join(_contents())]
    for title, group in catalogue.GROUPS.items():
        blocks += [f"## {title}\n", *map(_one, group)]
    return "\n".join(blocks)


def _contents() -> Iterator[str]:
    for title, group in catalogue.GROUPS.items():
        yield f"- [{title}](#{title.lower().replace(' ', '-').replace(',', '')}): {len(group)}\n"


def _one(explained: Explanation) -> str:
    severities = " or ".join(explained.severities)
    parts = (
        f"*{severities.capitalize()}, since {explained.since}.* Seen: {explained.what}.",
        explained.why,
        f"**Fix:** {explained.fix}",
    )
    return "\n".join((f"### {explained.id}", "", *(f"{_wrapped(part)}\n" for part in parts)))


def _wrapped(text: str) -> str:
    return "\n".join(wrap(text, WIDE, break_long_words=False, break_on_hyphens=False))


if __name__ == "__main__":
    FILE.write_text(page(), encoding="utf-8")

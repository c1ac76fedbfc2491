"""Every problem id that a user can meet, explained: what was seen, why it matters, how to fix it, how grave it is.

The one place for these words; `tests/rules/test_catalogue.py` holds it against the ids in the code. Nothing that
runs without `hactl explain` imports it: a message carries what a person needs at its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from hactl.rules.catalogue import (
    across,
    bases,
    edits,
    encryption,
    endings,
    environment,
    files,
    importing,
    lab,
    nginx,
    runs,
    servers,
    sessions,
    spec_syntax,
    spec_values,
    tls,
)
from hactl.rules.catalogue.explanation import Explanation

__all__ = ["ALL", "GROUPS", "Explanation", "find"]

_MODULES = (
    spec_syntax,
    spec_values,
    environment,
    across,
    servers,
    sessions,
    encryption,
    bases,
    nginx,
    tls,
    edits,
    importing,
    files,
    runs,
    lab,
    endings,
)

GROUPS: Mapping[str, tuple[Explanation, ...]] = {module.TITLE: module.EXPLANATIONS for module in _MODULES}
"""Heading -> explanations, in the order that a person meets them: from the spec to the lab."""

ALL: Mapping[str, Explanation] = {each.id: each for each in chain.from_iterable(GROUPS.values())}
"""Id -> explanation."""


def find(id: str) -> Explanation | None:  # noqa: A002
    """Return the explanation of an id, None where there is no such id."""
    return ALL.get(id)

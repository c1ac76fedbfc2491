"""What people are told of a key: declared where the key is (`parts`), read by the JSON Schema, docs and `resolve`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

_TOLD = "told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is said of one key.

    `says`: what it is for, in Markdown. `words`: what each of its words means. `default`: the value that holds where
    nothing is written; `otherwise`: the same in words, where that depends on something. `examples`: values to begin
    with. `more`: where docs/spec.md leads for more.
    """

    says: str
    words: Mapping[str, str] = field(default_factory=dict)
    default: object = None
    otherwise: str = ""
    examples: tuple[object, ...] = ()
    more: str = ""


def told(says: str, **more: Any) -> Mapping[str, Told]:
    """Return the metadata of a field of a part."""
    return {_TOLD: Told(says=says, **more)}


def told_of(part: type[Any]) -> Mapping[str, Told]:
    """Return what is said of each key of a part, in the order of docs/spec.md."""
    return {each.name: each.metadata[_TOLD] for each in fields(part)}


def default_of(part: type[Any], key: str) -> Any:
    """Return the value that a key has where nothing is written and nothing else decides."""
    found: Told = part.__dataclass_fields__[key].metadata[_TOLD]
    assert found.default is not None, f"{part.__name__}.{key} has no fixed default"
    return found.default

"""Journals that somebody else wrote."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hactl.files import seal
from hactl.files.journal import Entry, State
from hactl.files.steps import Step, beside


def body(precious: Path) -> bytes:
    """What a stranger writes: remove this file, and call it a pointer and a kept file as well."""
    sha256 = hashlib.sha256(precious.read_bytes()).hexdigest()
    step = Step(str(precious), sha256, "", False, *beside(str(precious), "aaaaaaaa", 0))
    entry = Entry(run="20260101-1", token="aaaaaaaa", steps=[step], folders=[], pointers=[str(precious)])
    return entry.encoded()


def plant(out: Path, state: State, head: str, data: bytes) -> Path:
    (out / ".hactl").mkdir(parents=True, exist_ok=True)
    journal = out / ".hactl" / f"journal.{state}"
    journal.write_bytes(head.encode() + b"\n" + data)
    return journal


def by_a_stranger(precious: Path, out: Path, state: State) -> Path:
    return plant(out, state, seal.seal(b"another key", str(out), body(precious)), body(precious))

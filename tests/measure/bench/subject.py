"""What is measured: the line of `hactl.operations`, in this process. The only module here that knows hactl's API."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hactl import operations, validation
from hactl.events import silent
from hactl.operations import Order
from hactl.rules import check_across


def create(spec: Path, out: Path) -> int:
    """Do what `hactl create` does; return how many changes it made."""
    draft = operations.draft(Order(spec=spec, out=out))
    if not draft.plan.empty:
        operations.carry_out(draft, "bench", silent)
    return len(draft.plan.changes)


def disable_ha(spec: Path, out: Path, clusters: Sequence[str]) -> int:
    """Do what `hactl disable-ha CLUSTER…` does; return how many changes it made."""
    draft = operations.draft(Order(spec=spec, out=out), dict.fromkeys(clusters, False))
    operations.carry_out(draft, "bench", silent)
    return len(draft.plan.changes)


def validate(spec: Path) -> int:
    """Do what `hactl validate` does; return how many problems there are."""
    read = validation.load(spec)
    return len(read.problems) + len(list(check_across([read])))

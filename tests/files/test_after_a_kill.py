"""A run was killed: the next command first brings it to its end, then looks, and never blames the user for it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from support.faulty_system import FaultySystem, Killed, killed_at

from hactl import operations
from hactl.apply import apply_plan
from hactl.errors import UsageError
from hactl.events import silent
from hactl.files import LocalFiles
from hactl.operations import Draft, Order
from hactl.rollback import draft_back
from hactl.runs import Journal, Keeping, list_runs

SPEC = """\
hactl: 1
name: shop
server: tomcat@7.0.109
clusters:
  a: [10.0.0.11, 10.0.0.12]
balancer: 10.0.0.5:80
"""
OFF = {"a": False}
EVERY = 9  # a prime to what the calls come in


@pytest.fixture
def order(tmp_path: Path) -> Order:
    (tmp_path / "shop.hactl.yaml").write_text(SPEC)
    order = Order(spec=tmp_path / "shop.hactl.yaml", finish=True)
    operations.carry_out(operations.draft(order), "create", silent)
    return order


def run_with(draft: Draft, system: FaultySystem) -> None:
    book = Journal(draft.places, "disable-ha", keeping=Keeping(spec=draft.spec.data), system=system)
    with suppress(Killed):
        apply_plan(draft.plan, LocalFiles(draft.places, system=system), book, silent)


def calls(order: Order) -> int:
    """Return how many calls switching off takes; HA is on again afterwards."""
    system = FaultySystem()
    run_with(operations.draft(order, OFF), system)
    operations.carry_out(operations.draft(order, {"a": True}), "enable-ha", silent)
    return len(system.made)


def test_the_plan_after_a_kill_is_made_from_the_spec_as_it_is_by_now(order: Order) -> None:
    ends = set()
    for at in range(1, calls(order), EVERY):
        run_with(operations.draft(order, OFF), killed_at(at))
        plan = operations.draft(order).plan
        assert plan.empty and not plan.blocked, f"killed at call {at}"
        ends.add(order.spec.read_bytes() == SPEC.encode())
        if order.spec.read_bytes() != SPEC.encode():
            operations.carry_out(operations.draft(order, {"a": True}), "enable-ha", silent)
    assert ends == {True, False}, "some kills come before the commit, some after"


def test_a_rollback_after_a_kill_goes_back_and_blames_nobody(order: Order) -> None:
    for at in range(1, calls(order), EVERY):
        run_with(operations.draft(order, OFF), killed_at(at))
        with suppress(UsageError):
            draft = draft_back(None, order)
            operations.carry_out(draft, "rollback", silent)
        operations.carry_out(operations.draft(order, {"a": True}), "enable-ha", silent)
        assert operations.draft(order).plan.empty


def test_every_record_of_a_killed_run_says_how_it_ended(order: Order) -> None:
    for at in range(1, calls(order), EVERY):
        run_with(operations.draft(order, OFF), killed_at(at))
        outcomes = {run.outcome for run in list_runs(operations.draft(order).places.out)}
        assert outcomes <= {"done", "rolled-back"}, f"killed at call {at}"
        operations.carry_out(operations.draft(order, {"a": True}), "enable-ha", silent)

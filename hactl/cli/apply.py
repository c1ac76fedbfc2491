"""`hactl apply`: carry out what `hactl diff` shows, on an environment that exists."""

from __future__ import annotations

from hactl import operations
from hactl.cli.change import change
from hactl.cli.console import Console
from hactl.cli.options import AsFormat, Format, Where, Wish, takes_spec
from hactl.errors import Refused
from hactl.operations import Draft, Order


@takes_spec(positional=True)
def command(where: Where, wish: Wish, form: AsFormat = Format.TEXT) -> int:
    """Carry out what `hactl diff` shows: all of it, or nothing. Asks first."""
    return change(where, wish, Console(form), _existing)


def _existing(order: Order) -> Draft:
    draft = operations.draft(order)
    if not operations.exists(draft):
        raise Refused(
            f"there is no environment at {draft.places.out} yet", hint=f"`hactl create {order.spec}` makes a new one"
        )
    return draft

"""`hactl history`: what was done here, and one run once more."""

from __future__ import annotations

from typing import Annotated

import typer

from hactl import operations, validation
from hactl.cli import names
from hactl.cli.change import order_of
from hactl.cli.console import Console
from hactl.cli.ha import is_spec, unknown
from hactl.cli.options import Where, speaks, takes_spec
from hactl.views import history as view

RunName = Annotated[
    str | None, typer.Argument(metavar="RUN", help="A run's id, as the list names it.", autocompletion=names.runs)
]


@takes_spec(positional=False)
@speaks()
def command(where: Where, console: Console, run: RunName = None) -> int:
    """List the runs of this environment, or show one as it was shown live."""
    if run and is_spec(run):
        raise unknown("run", run, ())
    spec = validation.load(where.spec)
    order = order_of(where)
    runs = order.access(operations.places_for(order, validation.sound(spec, lenient=True))).runs
    if run is None:
        kept = runs.kept()
        console.result(lambda: view.as_data(kept), lambda: view.text(kept, look=console.look))
        return 0
    record = runs.load(run)
    console.result(lambda: view.run_as_data(record), lambda: view.run_text(record, look=console.look))
    return 0

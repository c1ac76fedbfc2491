"""`hactl history`: what was done here, and one run once more."""

from __future__ import annotations

from typing import Annotated

import typer

from hactl import operations, validation
from hactl.cli.change import order_of
from hactl.cli.console import Console
from hactl.cli.options import AsFormat, Format, Where, takes_spec
from hactl.runs import list_runs, load_run
from hactl.views import history as view

RunName = Annotated[str | None, typer.Argument(metavar="RUN", help="A run's id, as the list names it.")]


@takes_spec(positional=False)
def command(where: Where, run: RunName = None, form: AsFormat = Format.TEXT) -> int:
    """List the runs of this environment, or show one as it was shown live."""
    console = Console(form)
    spec = validation.load(where.spec)
    out = operations.places_for(order_of(where), validation.sound(spec, lenient=True)).out
    if run is None:
        runs = list_runs(out)
        console.out(view.as_json(runs) if console.json else view.text(runs, look=console.look))
        return 0
    record = load_run(out, run)
    console.out(view.run_as_json(record) if console.json else view.run_text(record, look=console.look))
    return 0

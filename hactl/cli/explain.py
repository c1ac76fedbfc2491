"""`hactl explain`: what a problem id means, why it matters, how to fix it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from hactl.cli.console import Console
from hactl.cli.options import speaks
from hactl.errors import UsageError
from hactl.problems import did_you_mean


def _beginning(incomplete: str) -> list[str]:
    from hactl.rules import catalogue

    return [id_ for id_ in catalogue.ALL if id_.startswith(incomplete)]


Id = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="A problem's id, as a message has it in brackets.", autocompletion=_beginning),
]


@speaks()
def command(console: Console, problem: Id = None) -> int:
    """Explain a problem: what hactl saw, why it matters, how to fix it. Without ID: list all of them."""
    from hactl.rules import catalogue
    from hactl.views import explain as view

    if problem is None:
        all_ = catalogue.ALL.values()
        console.result(lambda: view.as_data(all_), lambda: view.listed(catalogue.GROUPS, look=console.look))
        return 0
    explained = catalogue.find(problem.strip("[]"))
    if explained is None:
        raise _unknown(problem, catalogue.ALL)
    console.result(lambda: view.as_data([explained]), lambda: view.text(explained, look=console.look))
    return 0


def _unknown(problem: str, known: Iterable[str]) -> UsageError:
    near = did_you_mean(problem, known)
    hint = near if near.startswith("did") else "`hactl explain` lists all ids"
    return UsageError(f"there is no problem `{problem}`", hint=hint)

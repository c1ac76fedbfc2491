"""Processes beside the instances, as the DAS of a GlassFish domain: told from them, and their members all there."""

from __future__ import annotations

from collections.abc import Iterator

from hactl.errors import HasProblems
from hactl.importing.recognise import Recognised
from hactl.problems import Place, Problem
from hactl.servers import SERVER_TYPES, line_of


def split_companions(known: list[Recognised]) -> tuple[list[Recognised], list[Recognised]]:
    """Return the instances, and the processes beside them.

    Raises:
        HasProblems: one of them is missing, so that the spec would say something else than what exists.
    """
    instances = [base for base in known if not base.found.companion]
    companions = [base for base in known if base.found.companion]
    if wrong := [*_alone(instances, companions), *_twice(companions), *_unnamed(instances, companions)]:
        raise HasProblems("these cannot be imported; nothing was written", wrong)
    return instances, companions


def _alone(instances: list[Recognised], companions: list[Recognised]) -> Iterator[Problem]:
    there = {base.server.type for base in companions}
    for base in instances:
        word = line_of(base.server).companion
        if word and base.server.type not in there:
            message = f"an instance of {SERVER_TYPES[base.server.type].title}, and its {word} is not named"
            yield _problem(base, message, f"name the folder of its {word} too")


def _twice(companions: list[Recognised]) -> Iterator[Problem]:
    for base in companions[1:]:
        message = f"a second {base.found.companion} beside {companions[0].folder}; an environment has one"
        yield _problem(base, message, "import each into its own spec")


def _unnamed(instances: list[Recognised], companions: list[Recognised]) -> Iterator[Problem]:
    named = {base.found.route for base in instances}
    for base in companions:
        if missing := [folder for name, folder in base.found.members.items() if name not in named]:
            message = f"it administers {', '.join(missing)}, which are not named"
            yield _problem(base, message, "name these folders too; copies of other hosts with --root")


def _problem(base: Recognised, message: str, hint: str) -> Problem:
    return Problem(id="import-companion", message=message, hint=hint, place=Place(str(base.folder)))

"""Plans in files: `diff --save PLAN` writes one, `apply --plan PLAN` carries out that one and no other."""

from __future__ import annotations

import os
from pathlib import Path

from hactl import __version__
from hactl.errors import HactlError, Refused, UsageError
from hactl.files.aside import replace_aside
from hactl.operations import Draft
from hactl.plan import saved
from hactl.problems import Place, Problem
from hactl.regular import read_regular
from hactl.targets import Blob


def write_plan(draft: Draft, file: Path) -> None:
    """Write the plan, for its owner alone: a hash lets others try what a file holds. Never over another kind of file.

    Raises:
        UsageError: there is a file that is no saved plan.
        HactlError: it cannot be written.
    """
    refuse_other_file(file)
    try:
        replace_aside(file, _text(draft).encode("ascii"))
    except OSError as error:
        raise HactlError(f"the plan cannot be written to {file}: {error.strerror}") from None


def refuse_other_file(file: Path) -> None:
    """Keep what is no saved plan from being written over. Raises UsageError."""
    if not os.path.lexists(file):
        return
    try:
        saved.read_text(read_regular(file).decode())
    except (OSError, ValueError):
        raise UsageError(f"{file} is not a saved plan: it was left as it is", hint="name another file") from None


def refuse_other_plan(draft: Draft, file: Path) -> None:
    """Go on only where the plan of now is the saved one, file by file.

    Raises:
        UsageError: that is no saved plan.
        Refused: the plan is another by now; everything that differs is named.
    """
    try:
        then = saved.read_text(read_regular(file).decode())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise UsageError(f"{file} is not a saved plan: {why}", hint="`hactl diff --save PLAN` writes one") from None
    place = Place(str(file))
    differing = [
        Problem(id="plan-differs", message=difference, place=place)
        for difference in saved.differences(then, _text(draft))
    ]
    if differing:
        hint = "look at `hactl diff` again, and save the plan again"
        raise Refused("nothing was changed: the plan no longer matches the saved one", tuple(differing), hint=hint)


def _text(draft: Draft) -> str:
    return saved.to_text(draft.plan, __version__, Blob.of(draft.spec.data).sha256)

"""Plans in files: `diff --save PLAN` writes one, `apply --plan PLAN` carries out that one and no other."""

from __future__ import annotations

from pathlib import Path

from hactl import __version__
from hactl.cli.own_file import write_own
from hactl.errors import Refused, UsageError
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
    write_own(file, _text(draft).encode("ascii"), what="a saved plan", is_ours=_is_plan)


def _is_plan(data: bytes) -> bool:
    saved.read_text(data.decode())
    return True


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

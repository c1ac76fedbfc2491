"""What is told of a plan, and of what came of it."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict

from hactl.plan.types import Action
from hactl.targets import Effect, Kind
from hactl.views.shapes.restart import RestartData
from hactl.views.shapes.status import StatusData
from hactl.views.shapes.whole import ProblemData


class BlobData(TypedDict):
    """The contents of a file, by hash."""

    sha256: str
    size: Annotated[int, "In bytes."]


class WhereData(TypedDict):
    """A file."""

    host: Annotated[str, "Empty: hactl's own folder, or an absolute path on this machine."]
    path: str


class ChangeData(WhereData):
    """What happens to a file."""

    action: Action
    kind: Annotated[Kind, "How hactl stands to the file."]
    owner: Annotated[str, "Empty: hactl's own records, or the spec."]
    takes_effect: Annotated[Effect, "What must happen before it counts."]
    mode: Annotated[str | None, "Four octal digits; null: as it is."]
    before: BlobData | None
    after: BlobData | None
    binary: bool
    diff: Annotated[list[str], "Lines of a unified diff; secrets are masked."]


class PlanData(TypedDict):
    """What apply would change."""

    applicable: Annotated[bool, "false: `blocked` says why."]
    summary: str
    changes: list[ChangeData]
    kept: Annotated[list[WhereData], "Files that are right already."]
    blocked: list[ProblemData]
    notes: list[ProblemData]
    restarts: Annotated[list[RestartData], "In this order."]
    by_hand: Annotated[str | None, "With `diff --print`: what to do by hand in an NGINX configuration, in words."]


Outcome = Literal["done", "unchanged", "dry-run", "as-wanted", "differs"]


class ChangedData(TypedDict):
    """What came of a command that changes files."""

    outcome: Annotated[Outcome, "unchanged: nothing was to do; as-wanted, differs: of `create --check`."]
    run: Annotated[str | None, "Its id, for `history` and `rollback`; null: nothing was carried out."]
    plan: Annotated[PlanData | None, "What would change, where nothing was carried out but a plan was asked for."]
    status: Annotated[StatusData | None, "How the environment is now; null with a plan."]

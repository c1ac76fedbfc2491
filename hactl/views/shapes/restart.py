"""What is told of a process that has to start again."""

from __future__ import annotations

from typing import Annotated, TypedDict

from hactl.plan.types import RestartAction


class RestartData(TypedDict):
    """A process that has to start again before the files count."""

    owner: Annotated[str, "The balancer, or cluster/instance."]
    wave: Annotated[int, "Waves follow each other; inside a wave all may start at once."]
    action: RestartAction
    cost: Annotated[str, "What it costs in sessions, in words."]
    keeps: Annotated[bool, "No session is lost by it."]
    how: Annotated[str, "What to type for it, where the script that would do it goes with the plan; else empty."]

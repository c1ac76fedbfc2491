"""`hactl drill`: kill servers of the running lab on purpose, and count the sessions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from hactl.cli import names
from hactl.cli.change import order_of
from hactl.cli.console import Console
from hactl.cli.options import Where, speaks, takes_spec
from hactl.errors import CheckFailed
from hactl.live.drill.run import run_drill
from hactl.live.drill.target import DrillOptions
from hactl.live.lab import client as lab
from hactl.live.lab import commands
from hactl.live.lab.protocol import NoLab
from hactl.views import drill as view
from hactl.views import lab as lab_view


class Until(StrEnum):
    """The steps of a drill, by name."""

    USERS = "users"
    REPLICATION = "replication"
    UNCOPIED = "uncopied"
    KILL = "kill"
    RETURN = "return"
    KILL_CLUSTER = "kill-cluster"
    RETURN_CLUSTER = "return-cluster"


LOAD = {
    "users": Annotated[int, typer.Option("--users", min=1, max=1000, help="Number of users.")],
    "trials": Annotated[int, typer.Option("--trials", min=0, max=5000, help="Sessions to read on the partner.")],
    "kill": Annotated[
        str,
        typer.Option(
            "--kill", metavar="INSTANCE", help="Instance to kill (default: the first).", autocompletion=names.instances
        ),
    ],
    "kill_cluster": Annotated[
        str,
        typer.Option(
            "--kill-cluster",
            metavar="CLUSTER",
            help="Cluster to kill (default: the first replaceable one).",
            autocompletion=names.clusters,
        ),
    ],
    "until": Annotated[Until, typer.Option("--until", help="Last step; servers that were killed are started again.")],
}
Sessions = Annotated[bool, typer.Option("--sessions", help="Show each session that moved or was lost.")]


@takes_spec(positional=True, options=(DrillOptions, LOAD))
@speaks(events=True)
def command(where: Where, console: Console, options: DrillOptions, sessions: Sessions = False) -> int:
    """Kill an instance of the running lab with SIGKILL, bring it back, kill a whole cluster; count the sessions.

    A session is kept when every value that was set in it is still there, not when a page answers.
    Exit code 3 when the environment does not hold what HA promises.
    """
    state = commands.state_of(where.spec)
    found = lab.status(state)
    if found is None:
        raise NoLab
    if dead := lab.dead(found):
        raise CheckFailed("\n".join(("nothing to drill yet:", *dead)), hint="`hactl lab logs INSTANCE` shows the rest")
    target = commands.drill_target(state)
    ran = commands.ran(order_of(where))
    if said := lab_view.newer(ran):
        console.say(said)
    lab.join(state)
    with console.receiver() as emit:
        report = run_drill(target, commands.LabControl(state), options, emit=emit)
    console.result(
        lambda: view.as_data(report, lab_view.ran_data(ran)),
        lambda: view.text(report, sessions=sessions, look=console.look),
    )
    return 0 if report.ok else CheckFailed.exit_code

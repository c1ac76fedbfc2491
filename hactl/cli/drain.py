"""`hactl drain` and `hactl undrain`: the spec's word, and the balancer's files, in one plan."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import Annotated

import typer

from hactl import operations
from hactl.cli import names
from hactl.cli.change import Doing, change, existing
from hactl.cli.console import Console
from hactl.cli.ha import unknown
from hactl.cli.options import ApplyOptions, Where, speaks, takes_spec
from hactl.model import Environment
from hactl.operations import Draft, Order
from hactl.spec.edit import set_drain

Targets = Annotated[
    list[str],
    typer.Argument(
        metavar="TARGET",
        help="Clusters and instances, `*` and `?` allowed.",
        autocompletion=names.clusters_and_instances,
    ),
]


@takes_spec(positional=False)
@speaks(events=True)
def drain(where: Where, console: Console, apply_options: ApplyOptions, targets: Targets) -> int:
    """Send new users elsewhere. Those who are here stay, until their sessions end, and lose nothing."""
    return change(
        where,
        apply_options,
        console,
        partial(_switch, targets, True),
        Doing("draining", shlex.join(["hactl", "undrain", *targets])),
    )


@takes_spec(positional=False)
@speaks(events=True)
def undrain(where: Where, console: Console, apply_options: ApplyOptions, targets: Targets) -> int:
    """Let new users come again."""
    return change(where, apply_options, console, partial(_switch, targets, False), Doing("undraining", "hactl status"))


def _switch(patterns: list[str], on: bool, order: Order) -> Draft:
    def edit(environment: Environment, data: bytes) -> bytes:
        return set_drain(data, dict.fromkeys(named(patterns, environment), on), order.spec.name)

    return existing(operations.draft(order, data=edit))


def named(patterns: list[str], environment: Environment) -> Iterator[tuple[str, ...]]:
    """Yield the clusters and instances that these patterns name. Raises UsageError: one names none."""
    known: dict[str, tuple[str, ...]] = {i.name: (i.cluster, i.name) for i in environment.instances}
    known |= {cluster.name: (cluster.name,) for cluster in environment.clusters}
    for pattern in patterns:
        found = [path for name, path in known.items() if fnmatchcase(name, pattern)]
        if not found:
            raise unknown("cluster or instance", pattern, known)
        yield from found

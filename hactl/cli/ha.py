"""`hactl enable-ha` and `hactl disable-ha`: the spec's word, the servers' files and the balancer's, in one plan."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import partial
from typing import Annotated

import typer

from hactl import operations
from hactl.cli import names
from hactl.cli.change import Doing, change
from hactl.cli.console import Console
from hactl.cli.options import ApplyOptions, Where, speaks, takes_spec
from hactl.errors import UsageError
from hactl.model import Environment
from hactl.operations import Draft, Order
from hactl.problems import did_you_mean

Clusters = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CLUSTER", help="Clusters, `*` and `?` allowed (default: all).", autocompletion=names.clusters
    ),
]


@takes_spec(positional=False)
@speaks(events=True)
def enable(where: Where, console: Console, apply_options: ApplyOptions, clusters: Clusters = None) -> int:
    """Switch session replication on: in the spec, in the servers' files and in the balancer's."""
    return change(
        where,
        apply_options,
        console,
        partial(_switch, clusters or ["*"], True),
        Doing("switching HA on", "hactl lab up"),
    )


@takes_spec(positional=False)
@speaks(events=True)
def disable(where: Where, console: Console, apply_options: ApplyOptions, clusters: Clusters = None) -> int:
    """Switch session replication off. Every byte that enable-ha changed comes back."""
    return change(where, apply_options, console, partial(_switch, clusters or ["*"], False), Doing("switching HA off"))


def _switch(patterns: list[str], on: bool, order: Order) -> Draft:
    return operations.draft(order, lambda environment: dict.fromkeys(named(patterns, environment), on))


def named(patterns: list[str], environment: Environment) -> list[str]:
    """Return the clusters that these patterns name. Raises UsageError: one names none."""
    known = [cluster.name for cluster in environment.clusters]
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise unknown("cluster", pattern, known)
    return [name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns)]


def is_spec(word: str) -> bool:
    """Tell whether a word that names something in the spec was rather meant as the spec."""
    return word.endswith((".yaml", ".yml"))


def unknown(what: str, word: str, known: Iterable[str]) -> UsageError:
    """Return what is said of a word that names nothing in the spec; perhaps it was meant as the spec."""
    hint = f"the spec is named by `--file {word}`" if is_spec(word) else did_you_mean(word, known)
    return UsageError(f"there is no {what} `{word}` in this spec", hint=hint)

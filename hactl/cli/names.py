"""What completes the words of a command, as typer asks for it: names of the spec (`spec_names`), and of servers."""

from __future__ import annotations

import typer

from hactl.cli import spec_names
from hactl.cli.spec_names import Given, quietly


def clusters(context: typer.Context, incomplete: str) -> list[str]:
    """Return the clusters that are not on the line yet."""
    return spec_names.clusters(_given(context), incomplete)


def clusters_and_instances(context: typer.Context, incomplete: str) -> list[str]:
    """Return the clusters and instances that are not on the line yet."""
    return spec_names.clusters_and_instances(_given(context), incomplete)


def instances(context: typer.Context, incomplete: str) -> list[str]:
    """Return the instances."""
    return spec_names.instances(_given(context), incomplete)


def members(context: typer.Context, incomplete: str) -> list[str]:
    """Return who runs in a lab: the instances, what a product needs beside them, and the balancer."""
    return spec_names.members(_given(context), incomplete)


def hosts(context: typer.Context, incomplete: str) -> list[str]:
    """Return the hosts that the spec names."""
    return spec_names.hosts(_given(context), incomplete)


def runs(context: typer.Context, incomplete: str) -> list[str]:
    """Return the runs that are kept, the newest first."""
    return spec_names.runs(_given(context), incomplete)


def _given(context: typer.Context) -> Given:
    return Given(context.params, str(context.find_root().params.get("directory") or ""))


def servers(incomplete: str) -> list[str]:
    """Return the servers that hactl knows: TYPE@LINE, and behind a TYPE@ the versions that its tests run, too."""
    return quietly(lambda: [name for name in _servers(incomplete) if name.startswith(incomplete)])


def _servers(begun: str) -> list[str]:
    from hactl.servers import SERVER_TYPES

    product, at, _ = begun.partition("@")
    found = {product: SERVER_TYPES[product]} if at and product in SERVER_TYPES else SERVER_TYPES
    lines = [(name, line) for name, server in found.items() for line in server.lines.values()]
    exact = [f"{name}@{version}" for name, line in lines for version in line.artifacts] if at else []
    return list(dict.fromkeys([*(f"{name}@{line.name}" for name, line in lines), *exact]))

"""`hactl show`: the environment, and every value with where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hactl import validation
from hactl.cli.console import Console
from hactl.cli.options import Where, speaks, takes_spec
from hactl.problems import KeyPath
from hactl.servers.lifecycle import told
from hactl.views import show as show_view
from hactl.views import tree
from hactl.views.look import fold


@takes_spec(positional=True)
@speaks()
def command(where: Where, console: Console) -> int:
    """Show the environment as a tree, and every value with its origin: the spec, a default, or derived."""
    spec = validation.load(where.spec)
    environment = validation.sound(spec)
    console.problems(spec.problems)
    values = nested(spec.values)

    def text() -> str:
        drawn = tree.text(tree.Overview(environment=environment), look=console.look)
        drawn += fold("".join(f"{line}\n" for line in told([environment])), console.look.width)
        return f"{drawn}\n{show_view.text(values, spec.origins, look=console.look)}"

    console.result(lambda: show_view.as_data(values, spec.origins), text)
    return 0


def nested(values: Mapping[KeyPath, object]) -> dict[str, object]:
    """Return values by key path as maps in maps, as they stand in a spec."""
    tree: dict[str, Any] = {}
    for path, value in values.items():
        branch = tree
        for key in path[:-1]:
            branch = branch.setdefault(str(key), {})
        branch[str(path[-1])] = value
    return tree

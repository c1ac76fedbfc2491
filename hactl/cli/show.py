"""`hactl show`: the environment, and every value with where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hactl import validation
from hactl.cli.console import Console
from hactl.cli.options import AsFormat, Format, Where, takes_spec
from hactl.problems import KeyPath
from hactl.views import show as show_view
from hactl.views import tree


@takes_spec(positional=True)
def command(where: Where, form: AsFormat = Format.TEXT) -> int:
    """Show the environment as a tree, and every value with its origin: the spec, a default, or derived."""
    console = Console(form)
    spec = validation.load(where.spec)
    environment = validation.sound(spec)
    console.problems(spec.problems)
    if console.json:
        console.out(show_view.as_json(nested(spec.values), spec.origins))
        return 0
    console.out(tree.text(tree.Overview(environment=environment), look=console.look))
    console.out("\n" + show_view.text(nested(spec.values), spec.origins, look=console.look))
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

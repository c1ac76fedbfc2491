"""One or two command lines for each command, with what they do: first in its help, and in its man page.

tests/cli/test_examples.py runs them.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping

Example = tuple[str, str]
"""A command line, and what it does in a few words."""

ALL: Mapping[str, tuple[Example, ...]] = {
    "init": (
        ("hactl init shop", "two pairs, on this machine"),
        ("hactl init web --cluster a=10.0.0.11,10.0.0.12", "one, on two others"),
    ),
    "import": (
        ("hactl import node1 node2", "two bases of one server"),
        ("hactl import node1 node2 --nginx nginx/nginx.conf", "and the NGINX in front"),
    ),
    "create": (
        ("hactl create --dry-run", "show every file, write none"),
        ("hactl create", "write them"),
    ),
    "show": (("hactl show", "every value, and where it comes from"),),
    "status": (("hactl status", "which clusters have HA, by their files"),),
    "graph": (
        ("hactl graph -o shop.svg", "a picture for a browser"),
        ("hactl graph --format text", "one for the terminal"),
    ),
    "diff": (
        ("hactl diff", "every line that apply would change"),
        ("hactl diff --stat", "how many, in which file"),
    ),
    "apply": (("hactl apply", "show the change, ask, carry it out"), ("hactl apply --yes", "without a question")),
    "enable-ha": (("hactl enable-ha", "every cluster"), ("hactl enable-ha a --yes", "one, without a question")),
    "disable-ha": (("hactl disable-ha", "every cluster"), ("hactl disable-ha a --dry-run", "one, only shown")),
    "drain": (("hactl drain a", "a cluster: its own users stay"), ("hactl drain a-2", "one instance")),
    "undrain": (("hactl undrain a", "new users come again"),),
    "validate": (
        ("hactl validate", "every spec below this folder"),
        ("hactl validate --format github", "as annotations of a pull request"),
    ),
    "fmt": (("hactl fmt", "every spec below this folder"), ("hactl fmt --check", "only tell, for CI")),
    "schema": (("hactl schema --out hactl.schema.json", "where a spec's first line names it"),),
    "explain": (("hactl explain port-twice", "one problem"), ("hactl explain", "all ids")),
    "rollback": (("hactl rollback", "as it was before the last run"),),
    "history": (("hactl history", "all runs, each with its id"),),
    "drill": (("hactl drill", "kill the first instance"), ("hactl drill --kill a-2", "another one")),
    "lab up": (
        ("hactl lab up", "a door at a free port for your browser"),
        ("hactl lab up --port 8000 --demo", "at 8000, with the demo application"),
    ),
    "lab status": (("hactl lab status", "each member, up or down"),),
    "lab logs": (
        ("hactl lab logs a-1 --since 5m", "without --since the last 40 lines"),
        ("hactl lab logs --follow", "all members, as they write"),
    ),
    "lab kill": (("hactl lab kill a-1", "as a crash would"),),
    "lab stop": (("hactl lab stop a-1", "as its own stop would"),),
    "lab start": (("hactl lab start a-1", "after `lab kill` or `lab stop`"),),
    "lab roll": (("hactl lab roll", "carry out what the spec says now"),),
    "lab down": (("hactl lab down", "end it"), ("hactl lab down --purge", "and delete its folder")),
    "lab list": (("hactl lab list", "those that run, and what others left"),),
}


def first(name: str, text: str) -> str:
    r"""Return a command's help with its examples first; `\b` keeps typer from filling their lines."""
    rows = ALL[name]
    width = max(len(line) for line, _ in rows) + 2
    shown = "\n".join(f"  {line:<{width}}{said}" for line, said in rows)
    return f"\b\n{shown}\n\n{inspect.cleandoc(text)}"

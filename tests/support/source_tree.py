"""The checkout as data, for the tests of the house's rules: its modules, their imports, their functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "hactl"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One name that a module imports: `hactl.plan.make`, `rich.console`, at a line."""

    name: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A Python file of the checkout. `name` is dotted: `hactl.plan.make`."""

    path: Path
    name: str
    text: str
    tree: ast.Module

    @property
    def top(self) -> str:
        """Return the name that has a layer: `plan` of `hactl.plan.make`; "" for `hactl` itself."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def lines(self) -> int:
        """Return how many lines the file has."""
        return self.text.count("\n")

    def imports(self) -> Iterator[Import]:
        """Yield every import, those inside functions and behind TYPE_CHECKING too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (Import(name=alias.name, line=node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}:{node.lineno}: imports are absolute here"
                yield from (Import(name=f"{node.module}.{alias.name}", line=node.lineno) for alias in node.names)

    def functions(self) -> Iterator[Function]:
        """Yield every function and method, nested ones too."""
        return (n for n in ast.walk(self.tree) if isinstance(n, Function))


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(CHECKOUT).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(path=path, name=name, text=text, tree=ast.parse(text, str(path)))


@cache
def modules(folder: str) -> tuple[Module, ...]:
    """Return the modules below `hactl` or `tests`."""
    return tuple(_module(p) for p in sorted((CHECKOUT / folder).rglob("*.py")))


def length(function: Function) -> int:
    """Return the lines of a function from `def` to its end, without its docstring: to explain costs nothing."""
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def place(module: Module, line: int) -> str:
    """Return file:line, as an editor takes it."""
    return f"{module.path.relative_to(CHECKOUT)}:{line}"

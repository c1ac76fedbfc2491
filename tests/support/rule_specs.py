"""Specs for the tests of the rules, and short ways to check them."""

from __future__ import annotations

from pathlib import Path

from hactl.problems import Problem
from hactl.rules import check_across, check_environment
from hactl.spec import Spec, read_text
from hactl.spec.servers import KnownLine

KNOWN = {"tomcat": {"7": KnownLine(newest="7.0.109")}}


def spec(clusters: str = "{a: [10.0.0.11, 10.0.0.12]}", more: str = "", name: str = "shop", file: str = "t") -> Spec:
    """Return a spec with these clusters and more top-level keys."""
    balancer = "" if "balancer:" in more else "balancer: 10.0.0.5:80\n"
    text = f"hactl: 1\nname: {name}\nserver: tomcat@7\n{balancer}clusters: {clusters}\n{more}"
    return read_text(text.encode(), file, Path(file).parent, KNOWN)


def problems(of: Spec) -> list[Problem]:
    """Return what the rules find, with places."""
    assert of.environment is not None, of.problems
    return [of.locate(problem) for problem in check_environment(of.environment)]


def ids(of: Spec) -> list[str]:
    """Return `line:column id` of what the rules find."""
    return [f"{p.place.line}:{p.place.column} {p.id}" for p in problems(of) if p.place]


def across(*specs: Spec) -> list[str]:
    """Return `file:line:column severity id` of what the rules across specs find."""
    return [f"{p.place} {p.severity} {p.id}" for _, p in check_across(specs)]

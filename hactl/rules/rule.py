"""What a rule is: a small pure function that looks at an environment, with an id and a severity.

What is told about the id stands in `hactl.rules.catalogue`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hactl.model import Environment
from hactl.problems import KeyPath, Problem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What a rule found: where, what is wrong, and how to mend it."""

    at: KeyPath
    message: str
    hint: str = ""


Look = Callable[[Environment], Iterable[Violation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule across one environment."""

    id: str
    severity: Severity
    look: Look

    def check(self, environment: Environment) -> Iterator[Problem]:
        """Yield a problem for each thing found."""
        for found in self.look(environment):
            yield Problem(id=self.id, severity=self.severity, at=found.at, message=found.message, hint=found.hint)


def rule(name: str, severity: Severity = Severity.ERROR) -> Callable[[Look], Rule]:
    """Make a rule of a function."""

    def make(look: Look) -> Rule:
        return Rule(id=name, severity=severity, look=look)

    return make


def instance_path(cluster: str, instance: str, *more: str) -> KeyPath:
    """Return the key path of an instance, or of something in it."""
    return ("clusters", cluster, "instances", instance, *more)

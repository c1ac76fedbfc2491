"""Where results go: data on stdout, talk on stderr; questions only on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import cached_property

from hactl.cli.options import Format
from hactl.errors import Refused
from hactl.events import Emit
from hactl.problems import Problem
from hactl.views import problems as problems_view
from hactl.views.look import Look, lines, look_for


class Console:
    """One command's output. With JSON asked for, stdout carries nothing but JSON."""

    def __init__(self, form: Format = Format.TEXT) -> None:
        self.form = form

    @cached_property
    def look(self) -> Look:
        """Return how stdout wants its text."""
        return look_for(sys.stdout)

    @cached_property
    def talk_look(self) -> Look:
        """Return how stderr wants its text."""
        return look_for(sys.stderr)

    @property
    def json(self) -> bool:
        """Tell whether a program reads."""
        return self.form is Format.JSON

    def out(self, text: str) -> None:
        """Write a result."""
        sys.stdout.write(text)

    def say(self, text: str) -> None:
        """Say something to the person at the terminal."""
        sys.stderr.write(lines(text) + "\n")

    def problems(self, problems: Sequence[Problem]) -> None:
        """Show problems where a person sees them."""
        sys.stderr.write(problems_view.text(problems, look=self.talk_look))

    def confirm(self, question: str, *, yes: bool) -> None:
        """Ask, unless `yes`.

        Raises:
            Refused: the answer is no, or there is nobody to ask.
        """
        if yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()) or self.json:
            raise Refused("this changes what exists, and there is no terminal to ask on", hint="pass --yes")
        sys.stderr.write(f"{question} [y/N] ")
        sys.stderr.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise Refused("not confirmed; nothing was changed")

    def receiver(self) -> AbstractContextManager[Emit]:
        """Return what shows the event stream: JSON lines, a live tree on a terminal, else plain lines."""
        from hactl.views import progress

        return progress.JsonLines(sys.stdout) if self.json else progress.receiver(sys.stderr)

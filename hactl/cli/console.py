"""Where a run's words go: data on stdout, talk on stderr; for a program, one document on stdout (docs/json.md)."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TextIO

from hactl.cli.endings import Ending, let_go
from hactl.cli.manner import Manner
from hactl.cli.pager import PAGED, page, pager_for
from hactl.errors import Refused
from hactl.events import Emit
from hactl.problems import Problem
from hactl.views import document
from hactl.views import problems as problems_view
from hactl.views.look import Look, fold, lines, look_for

HELP = "help"  # the command of a document that holds a text for people


class Console:
    """One run's output. With JSON asked for, stdout carries nothing but the document that `close` writes.

    `command`: as `hactl lab up` names it, without `hactl`; "": none that there is.
    """

    def __init__(self, command: str = "", *, json: bool = False, manner: Manner = Manner()) -> None:  # noqa: B008
        self.command, self.json, self.form, self.manner = command, json, "", manner
        self._stdout, self._strays = sys.stdout, io.StringIO()
        self._events: TextIO | None = None
        self._result: Mapping[str, object] | None = None
        self._problems: list[Problem] = []
        self._ending: Ending | None = None

    @cached_property
    def look(self) -> Look:
        """Return how stdout wants its text."""
        return look_for(sys.stdout, colour=self.manner.colour)

    @cached_property
    def talk_look(self) -> Look:
        """Return how stderr wants its text."""
        return look_for(sys.stderr, colour=self.manner.colour)

    def out(self, text: str) -> None:
        """Write a result for a person."""
        sys.stdout.write(text)

    def result(self, data: Callable[[], Mapping[str, object]], text: Callable[[], str] = str) -> None:
        """Give what was found: data to a program, else text to a person."""
        if self.json:
            self._result = data()
        else:
            self._read(text())

    def _read(self, text: str, *, paged: bool = False) -> None:
        """Write a text; in a pager where it is only read and longer than the screen."""
        if self.look.height and (paged or self.command in PAGED) and text.count("\n") >= self.look.height:
            sys.stderr.flush()
            if (words := pager_for(os.environ)) and page(text, words):
                return
        self.out(text)

    def line(self, schema: str, data: Mapping[str, object]) -> None:
        """Write a line of a stream at once; a program reads it, and the document comes as the last line."""
        self._stdout.write(document.line(schema, data))
        self._stdout.flush()

    def say(self, text: str) -> None:
        """Say something to the person at the terminal, unless they want quiet."""
        if not self.manner.quiet:
            self._talk(fold(lines(text), self.talk_look.width) + "\n")

    def problems(self, problems: Sequence[Problem]) -> None:
        """Show problems where a person sees them, and put them into the document."""
        self._problems += problems
        self._talk(problems_view.text(problems, look=self.talk_look, why=self.why))

    @property
    def why(self) -> Callable[[str], str]:
        """Return what says of a problem id why it matters; nothing where nobody asked for more words."""
        if not self.manner.verbose:
            return lambda _id: ""
        from hactl.rules import catalogue

        return lambda id_: found.why if (found := catalogue.find(id_)) else ""

    def also(self, problems: Sequence[Problem]) -> None:
        """Put problems into the document that the text of the result has already."""
        self._problems += problems

    def _talk(self, text: str) -> None:
        if self.json and self._events is sys.stderr:
            return  # a program reads there, too
        try:
            sys.stderr.write(text)
        except OSError:  # nobody listens: the document is still wanted
            if not self.json:
                raise
            let_go(sys.stderr)

    @property
    def asking_look(self) -> Look:
        """Return how stdout wants what stands above a question; where nobody can be asked, as high as it is."""
        return self.look if self._can_ask() else replace(self.look, height=0)

    def _can_ask(self) -> bool:
        return sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(self, question: str, *, yes: bool, more: Callable[[], str] | None = None) -> None:
        """Ask, unless `yes`. `more`: what `d` shows before the question comes again.

        Raises:
            Refused: the answer is no, or there is nobody to ask.
        """
        if yes:
            return
        if self.json:
            raise Refused("this changes existing files, and --format json asks no questions", hint="pass --yes")
        if not self._can_ask():
            raise Refused("this changes existing files, and there is no terminal to ask on", hint="pass --yes")
        while (answer := self._answer(f"{question} [y/N{', d: the whole diff' if more else ''}] ")) == "d" and more:
            self._read(more(), paged=True)
            sys.stdout.flush()
        if answer not in ("y", "yes"):
            raise Refused("not confirmed; nothing was changed")

    def _answer(self, question: str) -> str:
        sys.stderr.write(question)
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower()

    def write_events(self, file: Path) -> None:
        """Write the progress of what follows into this file, too; `-` is stderr. Raises UsageError: it cannot be."""
        from hactl.cli.events_file import open_events

        self._events = open_events(file)

    @contextmanager
    def receiver(self) -> Iterator[Emit]:
        """Give what shows the event stream: a live tree on a terminal, else plain lines; and the file of `--events`."""
        from hactl.views import progress

        silent = self.manner.quiet or self._events is sys.stderr
        receivers: list[progress.Receiver] = []
        if not silent:
            receivers.append(progress.receiver(sys.stderr, colour=self.manner.colour))
        if self._events is not None:
            receivers.append(progress.JsonLines(self._events))
        with ExitStack() as all_:
            yield progress.together(*(all_.enter_context(each) for each in receivers))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep stdout for the document while the command runs."""
        if not self.json:
            yield
            return
        with redirect_stdout(self._strays):
            yield

    def ended(self, ending: Ending) -> int:
        """Say why the run ended early; return the exit code."""
        self.problems(ending.problems)
        self._talk(ending.text(self.talk_look))
        self._ending = ending
        return ending.code

    def close(self, code: int) -> int:
        """Write the document, if a program reads; return the exit code."""
        if self.json:
            self._stdout.write(self._document(code))
        else:
            self._stdout.write(self._strays.getvalue())
        self._stdout.flush()
        return code

    def _document(self, code: int) -> str:
        ending = self._ending
        if self._result is not None and (ending is None or ending.check):
            return document.text(self.command, code, self._problems, result=self._result)
        if ending is None:  # nothing but help is written for people here
            return document.text(HELP, code, self._problems, result={"text": self._strays.getvalue()})
        return document.text(self.command, code, self._problems, error=(ending.id, ending.message, ending.hint))

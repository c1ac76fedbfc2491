"""All commands in one app of typer's: how words become a call, and what is said of those that do not."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import typer
import typer.main

from hactl.cli import examples, quick, table
from hactl.cli.coercion import lighten
from hactl.cli.console import Console
from hactl.cli.quick import USAGE
from hactl.errors import Interrupted, UsageError
from hactl.problems import did_you_mean

UsageMistake: type[Exception] = typer.BadParameter.__mro__[1]  # UsageError; typer vendors click and names it nowhere


def _said(name: str) -> str:
    return next(words for names, words in table.OPTIONS if names[0] == name)


def build(words: Sequence[str]) -> typer.Typer:
    """Return the app with the command that is asked for, or with all: to suggest one for a typo."""
    app = typer.Typer(
        name="hactl",
        help=table.TEXT,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for name in [n for n in table.COMMANDS if n == next(iter(words), "")] or table.COMMANDS:
        module, attribute, short = table.COMMANDS[name]
        found = getattr(import_module(f"hactl.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            for each in found.registered_commands:
                each.help = examples.first(f"{name} {each.name}", getattr(each.callback, "__doc__", ""))
            app.add_typer(found, name=name, short_help=short)
        else:
            app.command(name, short_help=short, help=examples.first(name, found.__doc__))(found)
    return app


def _root(
    version: bool = typer.Option(False, "--version", "-V", help="Print the version and exit.", is_eager=True),
    directory: str = typer.Option("", "--directory", "-C", metavar="DIR", help=_said("-C"), show_default=False),
    quiet: bool = typer.Option(False, "--quiet", "-q", help=_said("-q")),
    verbose: bool = typer.Option(False, "--verbose", "-v", help=_said("-v")),
    color: str = typer.Option("", "--color", metavar="WHEN", help=_said("--color WHEN"), show_default=False),
) -> None:
    del directory, quiet, verbose, color  # taken by `manner` before; here for help and completion
    if version:
        from hactl import __version__

        sys.stdout.write(f"hactl {__version__}\n")
        raise typer.Exit


def run(arguments: Sequence[str], console: Console | None = None) -> int:
    """Run one command; return the exit code.

    Raises:
        UsageError: the words are none that it takes.
        Interrupted: a person stopped a question.
        KeyboardInterrupt: Ctrl-C came.
        BrokenPipeError: the reader went away.
    """
    completing = quick.words(os.environ)
    console = console or Console()
    if not completing:
        _refuse_unknown(next(iter(arguments), ""))
    try:
        command = typer.main.get_command(build(completing[0] if completing else arguments))
        lighten(command)
        code = command(args=list(arguments), prog_name="hactl", standalone_mode=False, obj=console)
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        raise Interrupted("stopped; nothing was changed") from None
    except UsageMistake as usage:
        return _usage(usage)
    except SystemExit as left:
        if isinstance(left.__context__, BrokenPipeError):  # what typer makes of a reader that went away
            raise left.__context__ from None
        raise
    if code == Interrupted.exit_code:  # no command returns it: typer makes it of Ctrl-C, and says nothing
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _refuse_unknown(word: str) -> None:
    """Stop at a word that is no command, before all are loaded. Raises UsageError."""
    if not word or word.startswith("-") or word in table.COMMANDS:
        return
    same = table.ALIKE.get(word)
    near = f"did you mean `hactl {same}`?" if same else did_you_mean(word, table.COMMANDS)
    hint = near if near.startswith("did") else "`hactl --help` lists them"
    raise UsageError(f"there is no command `{word}`", hint=hint)


def _usage(usage: Exception) -> int:
    shown = getattr(usage, "format_message", lambda: str(usage))()
    context = getattr(usage, "ctx", None)
    if context is not None and (not shown or shown == context.get_help()):  # no command: the help is the answer
        sys.stderr.write(context.get_help() + "\n")
        return USAGE
    path = context.command_path if context is not None else "hactl"
    hint = "did you mean `--format json`?" if "--json" in shown else f"`{path} --help` lists what it takes"
    raise UsageError(shown.replace("Value error, ", ""), hint=hint) from None

"""All commands in one app, and the only place that catches what stops hactl."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from hactl.cli.console import Console
from hactl.errors import HactlError, HasProblems, Refused
from hactl.masking import mask
from hactl.views.look import lines

EXAMPLE = """Sessions that survive: one spec becomes replicating clusters behind NGINX.

\b
  hactl init shop --cluster a=10.0.0.11,10.0.0.12 --balancer 10.0.0.5:80
  hactl create          write every file of the environment
  hactl lab up          start the real servers on this machine
  hactl drill           kill one, and see who kept the session
"""

UsageMistake: type[Exception] = typer.BadParameter.__mro__[1]  # UsageError; typer vendors click and names it nowhere
USAGE, INTERRUPTED, READER_GONE, BUG = 64, 130, 141, 1

COMMANDS = {  # name: module, function, short help; a module is imported when its command, or all help, is asked for
    "init": ("init", "command", "Write a first spec."),
    "import": ("import_", "command", "Read what exists into a spec."),
    "create": ("create", "command", "Write every file of an environment."),
    "show": ("show", "command", "Show every value and its origin."),
    "status": ("status", "command", "Show HA as the files have it."),
    "diff": ("diff", "command", "Show what apply would change."),
    "apply": ("apply", "command", "Carry out what diff shows."),
    "enable-ha": ("ha", "enable", "Switch session replication on."),
    "disable-ha": ("ha", "disable", "Switch it off; every byte comes back."),
    "validate": ("validate", "command", "Check specs, for CI."),
    "explain": ("explain", "command", "Say what a problem means."),
    "rollback": ("rollback", "command", "Go back to an earlier run."),
    "history": ("history", "command", "List the runs, or show one."),
    "lab": ("lab", "app", "Run the real servers on this machine."),
    "drill": ("drill", "command", "Kill servers and count the sessions."),
}


def build(arguments: Sequence[str]) -> typer.Typer:
    """Return the app with the command that is asked for, or with all: for help, and to suggest one for a typo."""
    app = typer.Typer(
        name="hactl",
        help=EXAMPLE,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for name in [n for n in COMMANDS if n == next(iter(arguments), "")] or COMMANDS:
        module, attribute, short = COMMANDS[name]
        found = getattr(import_module(f"hactl.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name, short_help=short)
        else:
            app.command(name, short_help=short)(found)
    return app


def _root(
    version: bool = typer.Option(False, "--version", "-V", help="Print the version and leave.", is_eager=True),
) -> None:
    if version:
        from hactl import __version__

        sys.stdout.write(f"hactl {__version__}\n")
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run one command; return the exit code (docs/exit-codes.md). Nothing escapes as a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a file's text may have what the terminal cannot show
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        return _say("interrupted; nothing was changed", "", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except HactlError as stop:
        return _stopped(stop)
    except OSError as error:
        return _denied(error)
    except Exception as bug:  # a bug of ours: never a traceback, but enough to report it
        return _bug(bug)


def _run(arguments: Sequence[str]) -> int:
    try:
        code = build(arguments)(args=list(arguments), prog_name="hactl", standalone_mode=False)
        sys.stdout.flush()
    except typer.Exit as leave:
        return leave.exit_code
    except typer.Abort:
        return _say("stopped; nothing was changed", "", INTERRUPTED)
    except UsageMistake as usage:
        return _usage(usage)
    return code if isinstance(code, int) else 0


def _usage(usage: Exception) -> int:
    shown = getattr(usage, "format_message", lambda: str(usage))()
    context = getattr(usage, "ctx", None)
    if context is not None and (not shown or shown == context.get_help()):  # no command: the help is the answer
        sys.stderr.write(context.get_help() + "\n")
        return USAGE
    path = context.command_path if context is not None else "hactl"
    return _say(shown, f"`{path} --help` lists what it takes", USAGE)


def _stopped(stop: HactlError) -> int:
    console = Console()
    if isinstance(stop, HasProblems | Refused) and stop.problems:
        console.problems(stop.problems)
    return _say(stop.message, stop.hint, stop.exit_code)


def _denied(error: OSError) -> int:
    """Say what the system refused: files of another user, a full disk, a folder that went away meanwhile."""
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
    if isinstance(error, PermissionError):
        return _say(what, "run hactl as the user who owns it", Refused.exit_code)
    return _say(what, "", HactlError.exit_code)


def _bug(bug: Exception) -> int:
    import traceback

    last = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a name for people, not a path
    if os.environ.get("HACTL_DEBUG"):
        traceback.print_exc()
    return _say(f"hactl has a bug: {type(bug).__name__}: {bug} ({where})", "HACTL_DEBUG=1 shows all of it", BUG)


def _say(message: str, hint: str, code: int) -> int:
    sys.stderr.write(f"hactl: {lines(mask(message))}\n" + (f"  hint: {lines(hint, '        ')}\n" if hint else ""))
    return code

"""What a shell is told so that it completes hactl's words: `--show-completion SHELL`, and the files of the wheel."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from hactl.cli.quick import COMPLETE
from hactl.errors import UsageError
from hactl.problems import did_you_mean

SHELLS = ("bash", "zsh", "fish")
# zsh runs a file of its $fpath as the function itself, at the first TAB: what typer has only defines another one then
_AUTOLOADED = """
if [[ ${funcstack[1]} == _hactl ]]; then
  _hactl_completion "$@"
fi
"""
SHOW, INSTALL = "--show-completion", "--install-completion"


def script(shell: str) -> str:
    """Return what makes a shell ask hactl."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    told = str(get_completion_script(prog_name="hactl", complete_var=COMPLETE, shell=shell))
    return f"{told}\n{_AUTOLOADED if shell == 'zsh' else ''}"


def asked(arguments: Sequence[str]) -> bool:
    """Tell whether these words are about a shell that they name; one that they do not name, typer finds out."""
    first, *rest = [*(word for given in arguments for word in _split(given)), ""]
    return first in (SHOW, INSTALL) and rest[:1] != [""] and not set(rest) & {"-h", "--help"}


def _split(word: str) -> list[str]:
    name, equals, value = word.partition("=")
    return [name, value] if equals and name in (SHOW, INSTALL) else [word]


def tell(arguments: Sequence[str]) -> int:
    """Show or install the completion of the shell named.

    Raises:
        UsageError: it is none that hactl knows.
    """
    from typer.completion import install  # type: ignore[attr-defined]

    option, shell, *more = [word for given in arguments for word in _split(given)]
    if shell not in SHELLS or more:
        hint = did_you_mean(shell, SHELLS) if not more else f"`hactl {option} {shell}` alone"
        raise UsageError(f"{option} takes one of {', '.join(SHELLS)}, not `{' '.join([shell, *more])}`", hint=hint)
    if option == SHOW:
        sys.stdout.write(script(shell))
        return 0
    _, path = install(shell=shell, prog_name="hactl", complete_var=COMPLETE)
    sys.stdout.write(f"{shell} completion installed in {path}; open a new terminal to use it\n")
    return 0

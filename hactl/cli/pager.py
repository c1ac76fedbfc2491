"""A pager for what is longer than the screen, as in git: HACTL_PAGER, else PAGER, else less; empty or `cat`: none."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress

PAGED = frozenset({"diff", "show", "explain", "history"})  # commands that only look, and whose text can be long
LESS = "FRX"  # ends by itself where all fits, keeps colours, leaves the text on the screen


def pager_for(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the command line of the pager, nothing where none is wanted or there is none."""
    named = environ.get("HACTL_PAGER", environ.get("PAGER"))
    words = ("less",) if named is None else tuple(shlex.split(named))
    return words if words and words != ("cat",) and shutil.which(words[0], path=environ.get("PATH")) else ()


def page(text: str, words: tuple[str, ...]) -> bool:
    """Show a text in the pager and wait for its end; False: it cannot be started."""
    environ = {**os.environ, "LESS": os.environ.get("LESS", LESS)}
    try:
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env=environ)
    except OSError:
        return False
    assert pager.stdin is not None
    with suppress(OSError):  # left before the end
        pager.stdin.write(text.encode(errors="replace"))
        pager.stdin.close()
    while True:
        try:
            pager.wait()
        except KeyboardInterrupt:  # the pager's to answer, as in git
            continue
        return True

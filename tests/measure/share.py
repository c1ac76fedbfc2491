"""Writes share/, which the wheel brings to where shells and `man` look: the man pages, and completion for each shell.

PYTHONPATH=.:tests python -m measure.share
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from support.source_tree import CHECKOUT

from hactl.cli import man
from hactl.cli.completion import script

SHARE = CHECKOUT / "share"
SHELLS = {
    "bash": "bash-completion/completions/hactl",
    "zsh": "zsh/site-functions/_hactl",
    "fish": "fish/vendor_completions.d/hactl.fish",
}


def files() -> Mapping[Path, str]:
    """Return each file of share/ and its text."""
    pages = {SHARE / "man/man1" / f"{name}.1": text for name, text in man.pages().items()}
    return {**pages, **{SHARE / path: script(shell) for shell, path in SHELLS.items()}}


def main() -> None:
    """Write them, and delete what is no longer one of them."""
    wanted = files()
    for path in SHARE.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    for path, text in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

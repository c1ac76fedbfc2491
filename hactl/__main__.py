"""The way in: `--version` is answered before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run hactl with the process's arguments; return its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        return _version()
    from hactl.cli.main import run

    return run(sys.argv[1:])


def _version() -> int:
    from hactl import __version__

    try:
        sys.stdout.write(f"hactl {__version__}\n")
        sys.stdout.flush()
    except OSError as failed:
        from hactl.cli import endings

        endings.let_go(sys.stdout)
        if isinstance(failed, BrokenPipeError):
            return 141
        ending = endings.of(failed)
        sys.stderr.write(ending.text())
        return ending.code
    return 0


if __name__ == "__main__":
    sys.exit(main())

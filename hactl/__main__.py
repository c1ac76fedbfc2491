"""The way in: `--version` is answered before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> int:
    """Run hactl with the process's arguments; return its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        from hactl import __version__

        sys.stdout.write(f"hactl {__version__}\n")
        return 0
    from hactl.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

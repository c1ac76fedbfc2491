"""Commands: one file each. Options in, operations called, result shown, exit code."""

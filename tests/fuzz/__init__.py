"""Fuzzing of every reader of what a stranger may hand over: `make fuzz TIME=3600`, and a minute of it in CI."""

"""Finding and getting programs, servers and jars."""

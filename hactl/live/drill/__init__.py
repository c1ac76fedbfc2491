"""A drill: users with sessions, servers that are killed, and what became of the sessions."""

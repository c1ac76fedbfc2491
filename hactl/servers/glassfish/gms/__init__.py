"""The family of all lines of GlassFish that have the group management service (Shoal)."""

"""The family of GlassFish 3."""

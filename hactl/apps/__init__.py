"""Applications: their archives as files."""

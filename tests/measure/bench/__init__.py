"""Measurements: what hactl costs over the least that the same bytes cost. No figure here fails a test."""

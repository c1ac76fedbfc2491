"""Carrying out a plan: all of it or nothing, and every step told to whoever listens."""

from hactl.apply.run import apply_plan
from hactl.runs import recover

__all__ = ["apply_plan", "recover"]

"""What is on disk, what shall be, and the difference, as one value; pure: reading is handed in."""

from hactl.plan.fold import nobody_changed
from hactl.plan.make import make_plan
from hactl.plan.moves import moved
from hactl.plan.other_versions import other_versions
from hactl.plan.restarts import with_restarts
from hactl.plan.types import Action, Change, OnDisk, Plan, Read, Remembered, Restart

__all__ = [
    "Action",
    "Change",
    "OnDisk",
    "Plan",
    "Read",
    "Remembered",
    "Restart",
    "make_plan",
    "moved",
    "nobody_changed",
    "other_versions",
    "with_restarts",
]

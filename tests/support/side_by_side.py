"""How the tests share a machine: how many labs side by side, what goes first, and that no clock fails a test."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from hactl.live.lab.netns import choose_mode
from hactl.reports.lab import LabMode

settings.register_profile("hactl", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("hactl")

LONG_SECONDS = 900  # for one of these to hang; with another lab beside it, GlassFish's row took 610 on a busy machine
MOST = 4  # a lab wants a core, and up to 2 GiB


def pytest_xdist_auto_num_workers() -> int:
    """`-n auto`: a lab for each core where every lab has a network of its own, else one after the other.

    Mapped to this machine's 127.0.0.1, labs of two tests would meet in one multicast group.
    """
    if choose_mode(os.environ, ("10.0.0.1",)).ground is LabMode.MAPPED:
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first, so that the last ones are short and all cores are done together."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    for item in items:
        if item.get_closest_marker("long") is not None:
            item.add_marker(pytest.mark.timeout(LONG_SECONDS))

"""What is said of work that did not come to its end: interrupted by a person, or not done because of something else."""

from __future__ import annotations

import io

import pytest

from hactl.errors import Interrupted, Refused
from hactl.events import Started, why
from hactl.views.progress import PlainLines


def begun_and_stopped(stop: BaseException) -> str:
    stream = io.StringIO()
    try:
        with PlainLines(stream) as emit:
            emit(Started("apply", "", "apply 11 files"))
            raise stop
    except type(stop):
        return stream.getvalue()


@pytest.mark.parametrize(
    ("stop", "said"),
    [(KeyboardInterrupt(), "interrupted"), (Interrupted("x"), "interrupted"), (Refused("no"), "not done")],
)
def test_what_was_refused_half_way_is_not_called_interrupted(stop: BaseException, said: str) -> None:
    assert f"apply 11 files: {said}" in begun_and_stopped(stop)


def test_a_task_that_ctrl_c_ended_is_interrupted_and_names_nothing_of_pythons() -> None:
    assert why(KeyboardInterrupt()) == "interrupted"
    assert why(Refused("not here")) == "not here"
    assert why(ValueError()) == "ValueError"

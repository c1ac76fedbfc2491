"""What a lab keeps of itself may be damaged, or no file at all: that is said, and no other process is taken for it."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

import pytest

from hactl.errors import HactlError
from hactl.live.lab.client import log_files, log_tail
from hactl.live.lab.commands import drill_target
from hactl.live.lab.plan import LabPlan, Member, to_json
from hactl.live.lab.protocol import NoLab
from hactl.live.lab.state import read_plan, read_record
from hactl.reports.lab import LabMode


def plan(state: Path) -> LabPlan:
    member = Member(
        name="a-1", argv=("true",), environment={"A": "b"}, cwd="/", log=state / "a-1.log", address=("10.0.0.11", 8080)
    )
    return LabPlan(
        name="shop",
        state=state,
        ground=LabMode.MAPPED,
        addresses=("10.0.0.11",),
        members=(member,),
        target=("10.0.0.5", 80),
    )


def changed(state: Path, **more: object) -> bytes:
    data: dict[str, Any] = json.loads(to_json(plan(state)))
    members = [{**data["members"][0], **more}] if not more.keys() & data.keys() - {"name"} else data["members"]
    return json.dumps({**data, "members": members, **{k: v for k, v in more.items() if k in data}}).encode()


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "lab.json").write_text(to_json(plan(tmp_path)))
    assert read_plan(tmp_path) == plan(tmp_path)


DAMAGED: dict[str, Any] = {
    "empty": b"",
    "deep": b"[" * 100_000,
    "a list": b"[]",
    "a number": b"1",
    "no UTF-8": b"\xff\xfe",
    "no members": b'{"name": "shop"}',
    "NUL in a path": {"log": "a\0b"},
    "a path that is none": {"log": 1},
    "a number as name": {"name": 1},
    "a text as port": {"address": ["10.0.0.11", "80"]},
    "half an address": {"address": ["10.0.0.11"]},
    "numbers as words": {"argv": [1]},
    "an unknown key": {"evil": ["x"]},
    "a key of another kind": {"environment": []},
    "no time": {"ready_seconds": "soon"},
    "no addresses": {"addresses": 7},
    "another ground": {"ground": "moon"},
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_plan_is_said_with_its_file(tmp_path: Path, damage: bytes | dict[str, Any]) -> None:
    file = tmp_path / "lab.json"
    file.write_bytes(damage if isinstance(damage, bytes) else changed(tmp_path, **damage))
    for use in (read_plan, log_files, drill_target):
        with pytest.raises(HactlError) as caught:
            use(tmp_path)
        assert str(file) in str(caught.value)
        assert "hactl lab up" in (caught.value.hint or "")


def test_a_pipe_in_place_of_the_plan_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lab.json")
    with pytest.raises(HactlError, match="named pipe"):
        log_files(tmp_path)


def test_without_a_plan_there_is_no_lab(tmp_path: Path) -> None:
    assert log_files(tmp_path) == {}
    with pytest.raises(NoLab):
        drill_target(tmp_path)


def test_a_log_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "lab.json").write_text(to_json(plan(tmp_path)))
    assert log_tail(tmp_path, "a-1") == []
    os.mkfifo(tmp_path / "a-1.log")
    with pytest.raises(HactlError, match=r"a-1\.log"):
        log_tail(tmp_path, "a-1")


@pytest.mark.parametrize("pid", [0, -1, 1, "7", 7.5, None, True])
def test_only_a_process_of_its_own_is_taken_for_the_labs(tmp_path: Path, pid: object) -> None:
    own = {"pid": os.getpid(), "started": 1}
    record = {"name": "shop", "ground": "mapped", "door": ["127.0.0.1", 1], "supervisor": own, "inner": own}
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        (tmp_path / "supervisor.json").write_text(json.dumps(record))
        assert read_record(tmp_path) is not None
        (tmp_path / "supervisor.json").write_text(json.dumps({**record, "inner": {"pid": pid, "started": 1}}))
        assert read_record(tmp_path) is None

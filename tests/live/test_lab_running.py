"""A lab from up to down, with small servers that are real processes: in a namespace, and mapped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from support.lab_stage import CHECKOUT, MASTER, WEB, left_of, member, plan, running, small_plan, soon, stuck_plan

from hactl.errors import HactlError, Refused
from hactl.events import Event, Finished, Outcome, Started
from hactl.live.lab import client as lab
from hactl.live.lab.mapped import FreePorts
from hactl.live.lab.plan import from_json, to_json
from hactl.live.lab.state import make_folder, read_record
from hactl.reports.lab import LabMode

pytestmark = [pytest.mark.live, pytest.mark.alone]
grounds = pytest.mark.parametrize("ground", list(LabMode))

CLIENT = """
import sys
from pathlib import Path
from hactl.live.lab import client as lab, plan as labplan
plan = labplan.from_json(Path(sys.argv[1]).read_text())
lab.up(plan, lambda event: print(event, flush=True))
"""

JOINER = """
import sys, urllib.request
from pathlib import Path
from hactl.live.lab import client as lab
lab.join(Path(sys.argv[1]))
print(urllib.request.urlopen("http://10.0.0.11:8080/", timeout=5).read().decode())
"""


def fetch(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return str(answer.read().decode())


def client(tmp_path: Path, state: Path, ground: LabMode) -> subprocess.Popen[str]:
    """Start `lab up` of a lab that never is ready, in a process of its own; wait until it is in the middle."""
    saved = tmp_path / "plan.json"
    saved.write_text(to_json(stuck_plan(state, ground)))
    child = subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(saved)],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert any("start a-2" in line for line in child.stdout)
    assert left_of(state)
    return child


@grounds
def test_a_lab_comes_up_answers_through_its_door_and_goes_without_a_trace(tmp_path: Path, ground: LabMode) -> None:
    state = tmp_path / "lab"
    with running(small_plan(state, ground)) as status:
        assert status.ground is ground
        assert [m.condition for m in status.members] == ["up", "up", "up"]
        assert all(m.rss_kib > 1000 and Path(f"/proc/{m.pid}").exists() for m in status.members)
        assert fetch(status.url) == "front"
    assert left_of(state) == []
    assert lab.status(state) is None
    assert lab.down(state) is False


def test_the_address_is_told_first_and_the_second_wave_waits_for_the_first(tmp_path: Path) -> None:
    events: list[Event] = []
    with running(small_plan(tmp_path / "lab", LabMode.NAMESPACE), events.append) as status:
        pass
    assert events[0] == Started("lab", "", f"lab `shop` at {status.url}")
    order = [e.task for e in events if isinstance(e, Started | Finished)]
    assert order.index("lab/a-1", 2) < min(order.index("lab/a-2"), order.index("lab/front"))
    assert events[-1] == Finished("lab", Outcome.DONE, f"3 members up at {status.url}")


@grounds
def test_a_killed_instance_is_down_at_once_and_comes_back(tmp_path: Path, ground: LabMode) -> None:
    state = tmp_path / "lab"
    with running(small_plan(state, ground)) as before:
        killed = lab.kill(state, "a-1")
        assert (killed.condition, killed.pid, killed.detail) == ("down", 0, "ended by SIGKILL")
        assert not Path(f"/proc/{before.members[0].pid}").exists()
        with pytest.raises(HactlError, match="a-1 is not up"):
            lab.kill(state, "a-1")
        assert lab.start(state, "a-1").condition == "up"
        with pytest.raises(HactlError, match="runs already"):
            lab.start(state, "a-1")


def test_a_stopped_instance_is_seen_as_stopped_and_goes_on(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    with running(small_plan(state, LabMode.NAMESPACE)) as status:
        assert lab.kill(state, "front", "SIGSTOP").condition == "stopped"
        with pytest.raises((TimeoutError, urllib.error.URLError)):
            urllib.request.urlopen(status.url, timeout=0.5)
        assert lab.kill(state, "front", "SIGCONT").condition == "up"
        assert fetch(status.url) == "front"


def test_unknown_members_and_signals_are_named_with_the_known_ones(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    with running(small_plan(state, LabMode.NAMESPACE)):
        with pytest.raises(HactlError, match="no member `a-3` in this lab; there are: a-1, a-2, front"):
            lab.kill(state, "a-3")
        with pytest.raises(HactlError, match="no signal `SIGUSR1`"):
            lab.kill(state, "a-1", "SIGUSR1")
        with pytest.raises(HactlError, match="cannot reload"):
            lab.reload(state, "a-1")


def test_a_second_up_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    with running(small_plan(state, LabMode.NAMESPACE)) as status:
        with pytest.raises(Refused, match="already running"):
            lab.up(small_plan(state, LabMode.NAMESPACE), print)
        assert fetch(status.url) == "front"


@grounds
@pytest.mark.parametrize("who", ["supervisor", "inner"])
def test_kill_9_of_the_supervisor_leaves_nothing(tmp_path: Path, ground: LabMode, who: str) -> None:
    state = tmp_path / "lab"
    lab.up(small_plan(state, ground), print)
    record = read_record(state)
    assert record is not None
    os.kill({"supervisor": record.supervisor, "inner": record.inner}[who].pid, signal.SIGKILL)
    assert soon(lambda: not left_of(state)), left_of(state)
    assert lab.status(state) is None


def test_workers_of_a_mapped_master_do_not_outlive_the_supervisor(tmp_path: Path) -> None:
    state, place = tmp_path / "lab", ("127.0.0.1", FreePorts()())
    master = member(state, "front", (MASTER, WEB, "worker", place[0], str(place[1])), place)
    lab.up(plan(state, LabMode.MAPPED, master), print)
    record = read_record(state)
    assert record is not None
    os.kill(record.supervisor.pid, signal.SIGKILL)
    assert soon(lambda: not left_of(state)), left_of(state)


@grounds
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_up_before_it_is_done_ends_the_lab(
    tmp_path: Path, ground: LabMode, number: signal.Signals
) -> None:
    state = tmp_path / "lab"
    child = client(tmp_path, state, ground)
    child.send_signal(number)
    child.communicate(timeout=30)
    assert child.returncode != 0
    assert soon(lambda: not left_of(state)), left_of(state)


def test_down_from_another_terminal_ends_a_lab_that_still_starts(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    child = client(tmp_path, state, LabMode.NAMESPACE)
    assert lab.down(state)
    assert left_of(state) in ([], [f"{child.pid}: "])
    assert "the lab ended while it started" in child.communicate(timeout=10)[1]


@grounds
def test_down_ends_a_supervisor_that_does_not_answer(
    tmp_path: Path, ground: LabMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "lab"
    lab.up(small_plan(state, ground), print)
    record = read_record(state)
    assert record is not None
    monkeypatch.setattr(lab, "DOWN_SECONDS", 0.3)
    monkeypatch.setattr(lab, "KILLED_SECONDS", 0.5)
    os.kill(record.inner.pid, signal.SIGSTOP)
    assert lab.down(state)
    assert soon(lambda: not left_of(state)), left_of(state)


def test_a_member_that_says_it_failed_or_ends_stops_the_lab_with_its_last_words(tmp_path: Path) -> None:
    state, place = tmp_path / "lab", ("127.0.0.1", FreePorts()())
    says = "print('SEVERE: Unable to start cluster.', flush=True); import time; time.sleep(99)"
    events: list[Event] = []
    with pytest.raises(HactlError, match=r"a-1: its log says `Unable to start cluster`: SEVERE"):
        lab.up(plan(state, LabMode.NAMESPACE, member(state, "a-1", (says,), place)), events.append)
    assert [(e.task, e.outcome) for e in events if isinstance(e, Finished)] == [
        ("lab/a-1", Outcome.FAILED),
        ("lab", Outcome.FAILED),
    ]
    ends = "print('Address in use', flush=True)"  # exit code 0, as of a Tomcat whose cluster does not start
    with pytest.raises(HactlError, match=r"a-1: ended with exit code 0: Address in use \(see .*a-1.log\)"):
        lab.up(plan(state, LabMode.MAPPED, member(state, "a-1", (ends,), place)), print)
    assert left_of(state) == []


def test_a_program_that_is_not_there_is_said(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    good = small_plan(state, LabMode.NAMESPACE)
    text = json.loads(to_json(good))
    text["members"][0]["argv"] = ["/nowhere/java"]
    saved = from_json(json.dumps(text))
    with pytest.raises(HactlError, match="/nowhere/java cannot be started"):
        lab.up(saved, print)
    assert left_of(state) == []


def test_another_process_of_the_user_can_join_the_network(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    with running(small_plan(state, LabMode.NAMESPACE)):
        ran = subprocess.run(
            [sys.executable, "-c", JOINER, str(state)],
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert ran.stdout.strip() == "a-1", ran.stderr


def test_the_logs_can_be_read_while_it_runs_and_after(tmp_path: Path) -> None:
    state = tmp_path / "lab"
    assert lab.log_files(state) == {}
    with running(small_plan(state, LabMode.NAMESPACE)):
        assert lab.log_tail(state, "a-1") == ["Server startup in 1 ms"]
    assert lab.log_files(state)["a-2"].read_text() == "Server startup in 1 ms\n"
    with pytest.raises(HactlError, match="no member `x`"):
        lab.log_tail(state, "x")


def test_the_state_folder_is_closed_to_others_and_may_lie_deep(tmp_path: Path) -> None:
    state = tmp_path / ("deep" * 30) / "lab"  # a unix socket's own path ends at 108 bytes
    make_folder(state)
    assert state.stat().st_mode & 0o777 == 0o700
    with running(small_plan(state, LabMode.NAMESPACE)) as status:
        assert fetch(status.url) == "front"

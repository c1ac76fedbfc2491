"""The labs of one user: which there are, what is left of them, and lines that are followed; without a server."""

from __future__ import annotations

import os
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from support.command_line import SHOP, Shell

from hactl.errors import Refused
from hactl.live.lab import labs
from hactl.live.lab.plan import LabPlan, Member, to_json
from hactl.live.lab.state import make_folder, note_spec, take_lock
from hactl.reports.lab import LabMode


def a_lab(folder: Path, *members: str) -> Path:
    """Return the folder of a lab that ran, with an empty log of each member."""
    make_folder(folder)
    logs = {name: folder / "logs" / f"{name}.log" for name in members}
    made = tuple(
        Member(name=name, argv=("x",), environment={}, cwd="/", log=log, address=("10.0.0.1", 80))
        for name, log in logs.items()
    )
    plan = LabPlan(
        name="shop",
        state=folder,
        ground=LabMode.MAPPED,
        addresses=(),
        members=made,
        target=("10.0.0.1", 80),
    )
    (folder / "lab.json").write_text(to_json(plan))
    for log in logs.values():
        log.touch()
    return folder


def test_labs_that_run_and_labs_that_ran_are_listed(tmp_path: Path) -> None:
    variables = {"XDG_STATE_HOME": str(tmp_path)}
    assert labs.labs(variables) == ()
    first, second = (a_lab(tmp_path / "hactl/lab" / name, "a-1") for name in ("shop-11", "big-shop-22"))
    (second / "logs/a-1.log").write_bytes(b"x" * 5000)
    lock = take_lock(first)
    try:
        found = {each.name: each for each in labs.labs(variables)}
    finally:
        os.close(lock)
    assert {name: each.runs for name, each in found.items()} == {"shop": True, "big-shop": False}
    assert found["big-shop"].bytes >= 5000 and found["big-shop"].folder == str(second)


def test_the_folder_of_a_lab_goes_only_when_nothing_runs_there(tmp_path: Path) -> None:
    folder = a_lab(tmp_path / "lab", "a-1")
    lock = take_lock(folder)
    with pytest.raises(Refused, match="already running"):
        labs.purge(folder)
    os.close(lock)
    assert labs.purge(folder) and not folder.exists()
    assert not labs.purge(folder), "there is none any more"


def test_a_link_in_the_place_of_a_labs_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/kept").touch()
    (tmp_path / "lab").symlink_to(tmp_path / "mine")
    assert not labs.purge(tmp_path / "lab")
    assert (tmp_path / "mine/kept").exists()


def test_lines_are_followed_whole_in_their_order_until_the_lab_ends(tmp_path: Path) -> None:
    folder = a_lab(tmp_path / "lab", "a-1", "a-2")
    (folder / "logs/a-1.log").write_text("old 1\nold 2\n")
    lock = take_lock(folder)
    seen: list[tuple[str, str]] = []
    reader = threading.Thread(target=lambda: seen.extend(labs.follow(folder, ["a-1", "a-2"], 1)))
    reader.start()
    for name, text in (("a-1", "new "), ("a-2", "here\n"), ("a-1", "line\r\nand more\n")):
        with (folder / f"logs/{name}.log").open("a") as log:
            log.write(text)
    os.close(lock)
    reader.join(30)
    assert not reader.is_alive()
    of_one = [line for name, line in seen if name == "a-1"]
    assert of_one == ["old 2", "new line", "and more"][-len(of_one) :] and of_one, "once each, the last one at least"
    assert ("a-2", "here") in seen


def test_of_a_log_so_many_lines_are_shown_or_those_since_a_moment(tmp_path: Path) -> None:
    folder = a_lab(tmp_path / "lab", "a-1")
    old = [f"2026-01-01 00:00:{second:02}.000:INFO::{second}" for second in range(50)]
    new = [f"{datetime.now():%Y-%m-%d %H:%M:%S}.000:INFO::now", "  and more"]
    (folder / "logs/a-1.log").write_text("\n".join([*old, *new]) + "\n")
    assert labs.tail(folder, "a-1", None, None) == [*old[-38:], *new]
    assert labs.tail(folder, "a-1", 0, None) == []
    assert labs.tail(folder, "a-1", None, timedelta(hours=1)) == new
    assert labs.tail(folder, "a-1", 1, timedelta(hours=1)) == new[-1:]
    assert labs._Followed(folder / "logs/a-1.log").last(None, timedelta(hours=1)) == new


def test_a_log_that_was_begun_anew_is_read_from_its_beginning(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    followed = labs._Followed(log)
    assert followed.last(5) == [], "nothing was written yet"
    log.write_text("one\ntwo\nthr")
    assert list(followed.more()) == ["one", "two"]
    log.write_text("four\n")
    assert list(followed.more()) == ["four"]


def test_the_list_says_of_each_lab_its_spec_and_its_age_and_purge_deletes_whose_spec_is_gone(
    hactl: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    home = tmp_path / "state/hactl/lab"
    here, gone, old = (a_lab(home / name, "a-1") for name in ("here-1", "gone-2", "old-3"))
    note_spec(here, hactl.write("here.hactl.yaml", SHOP))
    note_spec(gone, hactl.folder / "gone.hactl.yaml")
    shown = hactl("lab", "list").out
    assert f"spec    {hactl.folder / 'here.hactl.yaml'}\n" in shown and " ago\n" in shown
    assert f"spec    {hactl.folder / 'gone.hactl.yaml'} (gone: `hactl lab list --purge`" in shown
    labs_ = hactl("lab", "list", "--format", "json").result["labs"]
    assert [(each["spec"], each["gone"]) for each in labs_ if each["name"] == "old"] == [(None, False)]
    told = hactl("lab", "list", "--purge", "--format", "json").result
    assert told["deleted"] == [str(gone), str(old)] and [each["name"] for each in told["labs"]] == ["here"]
    assert here.exists() and not gone.exists() and not old.exists()

"""Progress is told to a program where --events says, and a run that ends oddly is a document all the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from fcntl import F_SETPIPE_SZ, fcntl
from pathlib import Path
from typing import Any

import pytest
from support import documents
from support.command_line import SHOP, Shell
from support.source_tree import CHECKOUT
from support.terminal import readable

from hactl.cli import endings, quick
from hactl.cli.console import Console

JSON = ("--format", "json")


def events(text: str) -> list[dict[str, Any]]:
    """Return the events of JSON lines; each is of its schema."""
    told = [json.loads(line) for line in text.splitlines()]
    for each in told:
        documents.check(each)
    assert {each["schema"] for each in told} == {"hactl/events/1"}
    return told


def test_events_come_into_a_file_beside_the_document_and_beside_the_text(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    assert hactl("create", "--events", "e.jsonl", *JSON).result["outcome"] == "done"
    first = events((hactl.folder / "e.jsonl").read_text())
    assert (first[0]["task"], first[-1]["outcome"]) == ("apply", "done")
    text = hactl("disable-ha", "--yes", "--events", "e.jsonl")
    assert "HA off" in text.out and "put in place" in text.err
    assert "put in place" in str(events((hactl.folder / "e.jsonl").read_text()))


def test_on_stderr_events_stand_alone_where_a_program_reads(shop: Shell) -> None:
    told = shop("disable-ha", "--yes", "--events", "-", *JSON)
    assert told.result["outcome"] == "done" and events(told.err)[-1]["event"] == "finished"
    refused = shop("apply", "--plan", "none", "--events", "-", *JSON)
    assert refused.document["error"]["id"] == "usage" and refused.err == ""


def test_without_events_a_person_reads_the_same_on_stderr(shop: Shell) -> None:
    told = shop("disable-ha", "--yes", *JSON)
    back = shop("enable-ha", "--yes")
    assert "put in place" in told.err and "put in place" in back.err and "{" not in told.err


def test_events_go_over_no_other_file(shop: Shell) -> None:
    before = shop.files()
    for file in ("shop.hactl.yaml", "nowhere/e.jsonl", "shop"):
        refused = shop("disable-ha", "--yes", "--events", file, *JSON)
        assert refused.document["error"]["id"] == "usage" and file in refused.err
    assert shop.files() == before
    shop.write("empty", "")
    assert shop("disable-ha", "--yes", "--events", "empty").code == 0


def _hactl(folder: Path, *words: str, **how: Any) -> subprocess.Popen[bytes]:
    around = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": ""}  # as a person has it
    return subprocess.Popen([sys.executable, "-m", "hactl", *words], cwd=folder, env=around, **how)


def test_ctrl_c_in_a_run_is_a_document(shop: Shell) -> None:
    os.mkfifo(shop.folder / "pipe")
    reader = os.open(shop.folder / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    fcntl(reader, F_SETPIPE_SZ, 4096)  # full after some events
    words = ("disable-ha", "--yes", "--events", "pipe", *JSON)
    with _hactl(shop.folder, *words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert readable(reader, 60)  # it is under way, and will wait for its reader
        run.send_signal(signal.SIGINT)
        os.set_blocking(reader, True)
        while os.read(reader, 4096):
            pass
        os.close(reader)
        assert run.stdout is not None
        told = documents.document(run.stdout.read().decode(), run.wait())
    assert (told["error"]["id"], told["exit"]) == ("interrupted", 130)
    assert shop("create", "--check").code == 0, "entirely old"


def test_ctrl_c_before_a_run_is_a_document(shop: Shell) -> None:
    os.mkfifo(shop.folder / "pipe")
    words = ("disable-ha", "--yes", "--events", "pipe", *JSON)
    with _hactl(shop.folder, *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        reader = os.open(shop.folder / "pipe", os.O_RDONLY)  # it waits for that before it does anything
        fcntl(reader, F_SETPIPE_SZ, 4096)
        run.send_signal(signal.SIGINT)
        while os.read(reader, 4096):
            pass
        os.close(reader)
        assert run.stdout is not None and run.stderr is not None
        said = run.stderr.read().decode()
        told = documents.document(run.stdout.read().decode(), run.wait())
    assert (told["error"]["id"], told["exit"]) == ("interrupted", 130) and "hactl: interrupted" in said


def test_who_follows_the_events_may_go_and_the_run_goes_on(shop: Shell) -> None:
    path = shop.folder / "pipe"
    os.mkfifo(path)
    with _hactl(shop.folder, "disable-ha", "--yes", "--events", "pipe", *JSON, stdout=subprocess.PIPE) as run:
        with path.open("rb") as reader:
            assert reader.readline()
        assert run.stdout is not None
        told = documents.document(run.stdout.read().decode(), run.wait())
    assert told["result"]["outcome"] == "done"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_reader_of_much_that_goes_away_has_its_exit_code(shop: Shell, form: str) -> None:
    reader, writer = os.pipe()
    fcntl(reader, F_SETPIPE_SZ, 4096)
    with _hactl(shop.folder, "explain", "--format", form, stdout=writer, stderr=subprocess.PIPE) as run:
        os.close(writer)
        assert os.read(reader, 1)
        os.close(reader)
        assert run.stderr is not None
        assert (run.stderr.read(), run.wait()) == (b"", 141)


def test_nobody_on_stderr_is_no_reason_for_no_document(shop: Shell) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with _hactl(shop.folder, "status", "--nonsense", *JSON, stdout=subprocess.PIPE, stderr=writer) as run:
        os.close(writer)
        assert run.stdout is not None
        told = documents.document(run.stdout.read().decode(), run.wait())
    assert told["error"]["id"] == "usage"


def test_a_full_disk_is_said_in_plain_words(shop: Shell) -> None:
    with open("/dev/full", "wb") as full:
        run = _hactl(shop.folder, "status", *JSON, stdout=full, stderr=subprocess.PIPE)
        said = run.communicate()[1].decode()
    assert run.returncode == 1 and said == "hactl: No space left on device\n"


@pytest.mark.parametrize(
    ("stop", "id_", "code"),
    [
        (ZeroDivisionError("c4nary"), "bug", 1),
        (KeyboardInterrupt(), "interrupted", 130),
        (PermissionError(13, "Permission denied", "shop"), "no-permission", 4),
        (OSError(28, "No space left on device"), "system", 1),
    ],
)
def test_whatever_stops_a_command_is_a_document(
    capsys: pytest.CaptureFixture[str], stop: BaseException, id_: str, code: int
) -> None:
    console = Console("status", json=True)
    try:
        raise stop
    except BaseException as caught:
        assert console.close(console.ended(endings.of(caught))) == code
    said = capsys.readouterr()
    told = documents.document(said.out, code)
    assert told["error"]["id"] == id_ and told["error"]["message"] in said.err


@pytest.mark.parametrize(
    ("words", "json_"),
    [
        ("status --format json", True),
        ("status --format=json", True),
        ("status --format text --format json", True),
        ("status --format json --format text", False),
        ("explain -- --format json", False),
        ("status --format", False),
        ("status json", False),
    ],
)
def test_a_program_is_known_by_the_last_format(words: str, json_: bool) -> None:
    assert quick.asks_for_json(words.split()) is json_

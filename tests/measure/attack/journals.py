"""Somebody else's journal: in a clone, an archive, a pull request, a service user's base."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hactl.files import seal
from measure.attack.ground import (
    CHANGES,
    IN_PLACE,
    LOOKS,
    SERVER_XML,
    SPEC,
    Ended,
    Ground,
    Row,
    Try,
    all_of,
    give,
    picture,
    sha256,
)
from measure.attack.ground import stranger as another_user

TOKEN = "aaaaaaaa"
THOROUGH = 2  # so many commands meet every journal, the others those two that would delete


def _plant(out: Path, state: str, *, version: int = 2, **more: object) -> Path:
    """Write a journal that is all right but for its writer: it is sealed with another key (version 1: with none)."""
    entry = {"hactl-journal": version, "run": "20261129-1", "token": TOKEN, "folders": [], "steps": [], "pointers": []}
    body = json.dumps({**entry, **more}).encode()
    head = sha256(body) if version == 1 else seal.seal(b"k" * seal.KEY_BYTES, str(out), body)
    path = out / ".hactl" / f"journal.{state}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head.encode() + b"\n" + body)
    return path


def _orders(ground: Ground) -> dict[str, tuple[str, dict[str, object]]]:
    """Return journals, each with its state, that would delete the precious file if they were obeyed.

    The first two delete it as they stand; pointers are deleted by their name and content only, but once were not.
    """
    path, content = str(ground.precious), sha256(b"precious\n")
    return {
        "finish": ("commit", {"steps": [[path, content, "", False]]}),
        "undo": ("abort", {"steps": [[path, "", content, False]]}),
        "pointer": ("done", {"pointers": [path]}),
        "pointer of a beginning": ("staging", {"pointers": [path]}),
    }


def _each(ground: Ground, commands: tuple[tuple[str, ...], ...], out: Path) -> Iterator[Try]:
    for number, words in enumerate(commands):
        orders = list(_orders(ground).items())
        for version in (2, 1) if number < THOROUGH else (2,):
            for order, (state, data) in orders if number < THOROUGH else orders[:2]:
                planted = _plant(out, state, version=version, **data)
                ended = ground.hactl(*words)
                fault = all_of(ground.lost(), ended.fault(), _silent(ended, words))
                yield Try(f"{' '.join(words)}, {order}, version {version}", fault, ended.seen)
                planted.unlink(missing_ok=True)


def _silent(ended: Ended, words: tuple[str, ...]) -> str:
    """Return a fault where a command that would have to obey it says nothing of it."""
    told = any(word in ended.said for word in ("journal", "run was killed", "unfinished"))
    return "" if told or words[0] in ("show", "validate", "history", "lab", "rollback") else "not a word of the journal"


def looks(ground: Ground) -> Iterator[Try]:
    """A cloned repository holds it; commands that only look run there."""
    ground.spec(SPEC)
    yield from _each(ground, LOOKS, ground.work / "shop")


def changes(ground: Ground) -> Iterator[Try]:
    """The same, and a command that changes something."""
    out = ground.created()
    yield from _each(ground, CHANGES, out)


def base_in_the_spec(ground: Ground) -> Iterator[Try]:
    """The clone's own spec names a loopback base outside the clone, so the journal's paths lie below a base."""
    base = ground.precious.parent
    (base / "conf").mkdir()
    (base / "conf/server.xml").write_text(SERVER_XML)
    ground.spec(IN_PLACE.format(base=base))
    yield from _each(ground, (LOOKS[0], CHANGES[0]), ground.work / "shop")


def _killed_run(ground: Ground, state: Path) -> str:
    """Leave a real journal by a real run that is killed, with another key; return its state."""
    out = ground.work / "shop"
    environment = ground.environment(XDG_STATE_HOME=str(state))
    for attempt in range(40):
        shutil.rmtree(out, ignore_errors=True)
        ground.spec(SPEC)
        run = subprocess.Popen(
            [sys.executable, "-m", "hactl", "create", "--yes"],
            cwd=ground.work,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _kill_when(run, out, after=attempt * 0.0005)
        for path in (out / ".hactl").glob("journal.*"):
            if path.suffix != ".new":
                return path.suffix[1:]
    return ""


def _kill_when(run: subprocess.Popen[bytes], out: Path, after: float) -> None:
    """Kill a run a moment after its journal is there."""
    while run.poll() is None and not any((out / ".hactl").glob("journal.*")):
        time.sleep(0.0005)
    time.sleep(after)
    run.send_signal(signal.SIGKILL)
    run.wait()


def real_journal(ground: Ground) -> Iterator[Try]:
    """An archive is unpacked where it was packed: a real run of another user's hactl was killed in it."""
    theirs = ground.top / "their-state"
    theirs.mkdir()
    for words in (LOOKS[0], LOOKS[2], *CHANGES[:2]):
        state = _killed_run(ground, theirs)
        assert state, "no run was killed while its journal stood"
        before = picture(ground.work)
        ended = ground.hactl(*words)
        changed = before != picture(ground.work)
        fault = all_of(ended.fault(), "it was obeyed" if changed else "", _silent(ended, words))
        yield Try(f"{' '.join(words)}, journal.{state}", fault, ended.seen)


def service_user(ground: Ground) -> Iterator[Try]:
    """A service user's base holds a pointer to a journal of theirs; root runs hactl."""
    user = another_user()
    base, theirs = ground.top / "tomcat", ground.top / "theirs"
    for order, (state, data) in _orders(ground).items():
        for version in (1, 2):
            (base / "conf").mkdir(parents=True)
            (base / "conf/server.xml").write_text(SERVER_XML)
            _plant(theirs, state, version=version, **data)
            (base / "conf/.hactl-run").write_text(str(theirs))
            (base / ".hactl-run").write_text(str(theirs))
            give(base, user)
            give(theirs, user)
            ground.spec(IN_PLACE.format(base=base))
            ended = ground.hactl("create", "--yes")
            idle = "the spec was refused, so nothing was tried" if ended.code == 3 else ""
            yield Try(f"{order}, version {version}", all_of(ground.lost(), idle, ended.fault()), ended.seen)
            for folder in (base, theirs, ground.work / "shop"):
                shutil.rmtree(folder, ignore_errors=True)


POINTERS = (
    "link to a secret",
    "FIFO",
    "link to /dev/zero",
    "300 MB",
    "a NUL",
    "no UTF-8",
    "5,000 letters",
    "escape codes",
    "folder",
    "the environment",
)


def pointers(ground: Ground) -> Iterator[Try]:
    """A service user's `.hactl-run` is a link to root's secret, a FIFO, a device, or has no end."""
    user = another_user()
    base = ground.top / "tomcat"
    for name in POINTERS:
        for folder in (base / "conf", base / "bin"):
            (base / "conf").mkdir(parents=True)
            (base / "bin").mkdir()
            (base / "conf/server.xml").write_text(SERVER_XML)
            _point(name, folder / ".hactl-run", ground)
            give(base, user)
            ground.spec(IN_PLACE.format(base=base))
            ended = ground.hactl("create", "--yes")
            shown = "root's secret is shown" if "precious\n" in ended.said else ""
            raw = "raw escape codes" if "\x1b" in ended.said else ""
            idle = "the spec was refused, so nothing was tried" if ended.code == 3 else ""
            fault = all_of(ground.lost(), shown, raw, idle, ended.fault())
            yield Try(f"{name} in {folder.name}", fault, ended.seen)
            for made in (base, ground.work / "shop"):
                shutil.rmtree(made, ignore_errors=True)


def _point(name: str, pointer: Path, ground: Ground) -> None:
    if name.startswith("link"):
        pointer.symlink_to(ground.precious if "secret" in name else "/dev/zero")
    elif name == "FIFO":
        os.mkfifo(pointer)
    elif name == "folder":
        pointer.mkdir()
    else:
        texts = {
            "escape codes": "/\x1b]0;owned\x07\x1b[2J",
            "the environment": str(ground.work / "shop"),
            "a NUL": "/a\0b",
            "no UTF-8": "/\udcff",
            "5,000 letters": "/" + "x" * 5000,
        }
        pointer.write_bytes(os.fsencode(texts.get(name, "/")))
        if name == "300 MB":
            os.truncate(pointer, 300_000_000)


def linked_memory(ground: Ground) -> Iterator[Try]:
    """`.hactl` is another user's link to a folder of root's."""
    user = another_user()
    out, target = ground.work / "shop", ground.precious.parent
    out.mkdir()
    (out / ".hactl").symlink_to(target)
    os.lchown(out / ".hactl", user, user)
    ground.spec(SPEC)
    before = picture(target)
    for words in (("diff",), ("create", "--yes")):
        ended = ground.hactl(*words)
        written = "it wrote there" if picture(target) != before else ""
        yield Try(" ".join(words), all_of(written, ended.fault()), ended.seen)


ROWS = (
    Row(title="a journal that deletes, in a clone; commands that only look", attack=looks),
    Row(title="the same; commands that change", attack=changes),
    Row(title="the same; the clone's spec names a loopback base outside it", attack=base_in_the_spec),
    Row(title="a killed run of another user's hactl, unpacked where it was", attack=real_journal),
    Row(title="a service user's `.hactl-run` leads root to a journal of theirs", attack=service_user, root=True),
    Row(title="a service user's `.hactl-run` is a link, FIFO, device, folder, or 300 MB", attack=pointers, root=True),
    Row(title="`.hactl` is another user's link to a folder of root's", attack=linked_memory, root=True),
)

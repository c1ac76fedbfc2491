"""A manifest and records of runs that somebody wrote or damaged."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from measure.attack.ground import (
    CHANGES,
    LOOKS,
    SPEC,
    Ground,
    Row,
    Try,
    all_of,
    give,
    manifest,
    picture,
    sha256,
    stranger,
    wanted,
)

LOOKING = (("diff",), ("status",), ("history",), ("create", "--yes"))


def _entry(host: str, path: str, data: bytes, kind: str = "owned") -> dict[str, str]:
    return {"host": host, "path": path, "kind": kind, "owner": "a/a-9", "sha256": sha256(data)}


def _with(out: Path, entry: dict[str, str]) -> bytes:
    data = manifest(out)
    files = data["files"]
    assert isinstance(files, list)
    return json.dumps({**data, "files": [*files, entry]}).encode()


def orders(ground: Ground) -> Iterator[Try]:
    """Entries that name a file which is none of hactl's."""
    out = ground.created()
    path, memory = str(ground.precious), out / ".hactl/manifest.json"
    up = "../" * 12 + path.lstrip("/")
    own = memory.read_bytes()
    for host, name in (("", path), ("", up), ("a-1", up), ("..", path), ("10.0.0.11", path), ("../..", up)):
        for kind in ("owned", "edit", "copy"):
            memory.write_bytes(_with(out, _entry(host, name, b"precious\n", kind)))
            looked, applied = ground.hactl("diff"), ground.hactl("apply", "--yes")
            fault = all_of(ground.lost(), looked.fault(), applied.fault())
            yield Try(f"{host or '-'}:{name[:20]} as {kind}", fault, applied.seen)
            memory.write_bytes(own)


def other_content(ground: Ground) -> Iterator[Try]:
    """An entry whose hash is not the file's: a person's file below `out` stays."""
    out = ground.created()
    memory, mine = out / ".hactl/manifest.json", out / "a-1/mine.txt"
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine\n")
    memory.write_bytes(_with(out, _entry("a-1", "mine.txt", b"other\n")))
    ended = ground.hactl("apply", "--yes")
    gone = "" if mine.exists() and mine.read_text() == "mine\n" else "a person's file is gone"
    yield Try("another hash", all_of(gone, ended.fault()), ended.seen)


def _damaged(good: bytes) -> dict[str, bytes]:
    row = b'{"hactl-manifest": 1, "files": [%s]}'
    nul = json.dumps(_entry("a\0b", "x", b"")).encode()
    return {
        "empty": b"",
        "cut": good[: len(good) // 2],
        "no JSON": b"\xff\xfe\0\0",
        "deep": b"[" * 100_000,
        "a list": b"[]",
        "text as version": b'{"hactl-manifest": "1", "files": []}',
        "newer": b'{"hactl-manifest": 99, "files": []}',
        "NUL in host": row % nul,
        "NUL in path": row % json.dumps(_entry("a-1", "a\0b", b"")).encode(),
        "mode no number": row % json.dumps({**_entry("a-1", "x", b""), "mode": "rwx"}).encode(),
        "mode is huge": row % json.dumps({**_entry("a-1", "x", b""), "mode": "7" * 400}).encode(),
        "a long name": row % json.dumps(_entry("a-1", "x" * 70_000, b"")).encode(),
        "lone surrogate": row % b'{"host": "a-1", "path": "\\ud800", "kind": "owned", "owner": "a", "sha256": "0"}',
        "huge number": b'{"hactl-manifest": ' + b"9" * 5000 + b', "files": []}',
        "no kind": row % b'{"host": "a-1", "path": "x"}',
        "escape codes": row % json.dumps(_entry("a-1", "\x1b[2Jx", b"")).encode(),
    }


def damaged_manifest(ground: Ground) -> Iterator[Try]:
    """The manifest is damaged."""
    out = ground.created()
    memory = out / ".hactl/manifest.json"
    good = memory.read_bytes()
    for name, data in _damaged(good).items():
        for words in (("diff",), ("create", "--yes")):
            memory.write_bytes(data)
            ended = ground.hactl(*words)
            raw = "raw escape codes" if "\x1b" in ended.said else ""
            yield Try(f"{name}: {words[0]}", all_of(ended.fault(), raw), ended.seen)


def damaged_records(ground: Ground) -> Iterator[Try]:
    """The record of a run is damaged."""
    out = ground.created()
    (folder,) = (out / ".hactl/runs").iterdir()
    path = folder / "run.json"
    good = json.loads(path.read_text())
    texts = {
        "empty": b"",
        "deep": b"[" * 100_000,
        "wrong types": json.dumps({**good, "command": 1, "started": "x"}).encode(),
        "infinite time": json.dumps({**good, "started": 1e300}).encode(),
        "no number": json.dumps({**good, "started": float("nan")}).encode(),
        "a list": b"[]",
        "escape codes": json.dumps({**good, "command": "\x1b[2J\x1b]0;x\x07"}).encode(),
    }
    for name, data in texts.items():
        path.write_bytes(data)
        for words in (("history",), ("history", folder.name), ("diff",), ("rollback", "--yes", "--dry-run")):
            ended = ground.hactl(*words)
            raw = "raw escape codes" if "\x1b" in ended.said else ""
            yield Try(f"{name}: {' '.join(words)}", all_of(ended.fault(), raw), ended.seen)


def never_ending(ground: Ground) -> Iterator[Try]:
    """A FIFO, a device, a link to itself in place of what hactl reads."""
    out = ground.created()
    (run,) = (out / ".hactl/runs").iterdir()
    spec = ground.work / "shop.hactl.yaml"
    for path in (out / ".hactl/manifest.json", out / ".hactl/journal.commit", run / "run.json", spec):
        kept = path.read_bytes() if path.exists() else None
        for name, put in (("FIFO", os.mkfifo), ("/dev/zero", _zero), ("loop", _loop)):
            path.unlink(missing_ok=True)
            put(path)
            for words in LOOKING:
                ended = ground.hactl(*words, seconds=60)
                yield Try(f"{path.name} as {name}: {words[0]}", ended.fault(), ended.seen)
                if not os.path.lexists(path):
                    put(path)
        path.unlink()
        if kept is not None:
            path.write_bytes(kept)


def _zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


TOLD = ("belong", "owner", "writable", "another user", "others")


def not_ours(ground: Ground) -> Iterator[Try]:
    """Memory that another user owns, or that all may write, is not taken without a word."""
    out = ground.created()
    memory = out / ".hactl"
    kept = ground.top / "kept"
    shutil.copytree(out, kept)
    for name, change in (("folder of another user", _given), ("folder all may write", _opened)):
        change(memory)
        looked = ground.hactl("diff")
        yield Try(name, wanted(looked, says=TOLD), looked.seen)
        shutil.rmtree(out)
        shutil.copytree(kept, out)


def _given(folder: Path) -> None:
    give(folder, stranger())


def _opened(folder: Path) -> None:
    folder.chmod(0o777)
    (folder / "manifest.json").chmod(0o666)


def harmless(ground: Ground) -> Iterator[Try]:
    """A clone under umask 002 and a tree of another uid read by root, as CI containers do: looking goes on."""
    user = stranger()
    out = ground.created(SPEC)
    for path in (out, *out.rglob("*")):
        path.chmod(path.stat().st_mode | 0o020)
    looked = ground.hactl("diff", "--exit-code")
    yield Try("umask 002", wanted(looked, 0), looked.seen)
    give(ground.work, user)
    for words in (("diff",), ("status",), ("validate",), ("show",)):
        ended = ground.hactl(*words)
        yield Try(f"another uid: {words[0]}", wanted(ended, 0), ended.seen)


def another_users(ground: Ground) -> Iterator[Try]:
    """Another user runs commands on an environment of root's."""
    user = stranger()
    ground.created()
    before = picture(ground.work)
    (ground.top / "their").mkdir()
    os.chown(ground.top / "their", user, user)
    own = {"HOME": str(ground.top / "their"), "XDG_STATE_HOME": str(ground.top / "their/state")}
    codes = {**dict.fromkeys((*LOOKS, *CHANGES), 4), ("show",): 0, ("validate",): 0, ("lab", "status"): 1}
    for words, code in codes.items():
        ended = ground.hactl(*words, user=user, more=own)
        yield Try(" ".join(words), wanted(ended, code), ended.seen)
    for words in (("diff", "--save", "kept.plan"), ("init", "other"), ("lab", "up"), ("lab", "logs"), ("drill",)):
        ended = ground.hactl(*words, user=user, more=own)
        yield Try(" ".join(words), ended.fault(), ended.seen)
    for closed in (ground.work / "shop.hactl.yaml", ground.work):
        mode = closed.stat().st_mode & 0o777
        closed.chmod(mode & 0o700)
        for words in (("diff",), ("validate",), ("create", "--yes"), ("show",)):
            ended = ground.hactl(*words, user=user, more=own)
            named = ground.hactl(*words, str(ground.work / "shop.hactl.yaml"), user=user, more=own, cwd=ground.top)
            yield Try(f"{words[0]}, closed: {closed.name}", all_of(ended.fault(), named.fault()), named.seen)
        closed.chmod(mode)
    yield Try("all is as before", "" if picture(ground.work) == before else "something changed", "unchanged")


ROWS = (
    Row(title="a manifest that names files elsewhere: `..`, absolute, other hosts", attack=orders),
    Row(title="a manifest with another hash for a person's file", attack=other_content, share=True),
    Row(title="a damaged manifest", attack=damaged_manifest),
    Row(title="a damaged record of a run", attack=damaged_records),
    Row(title="a FIFO, `/dev/zero` or a loop as manifest, journal, record, spec", attack=never_ending),
    Row(title="a manifest of another user, or that all may write", attack=not_ours, root=True),
    Row(title="what CI does: a clone under umask 002, a tree of another uid (no refusal)", attack=harmless, root=True),
    Row(title="another user on root's environment", attack=another_users, root=True),
)

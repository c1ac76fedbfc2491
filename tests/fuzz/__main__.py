"""`make fuzz TIME=SECONDS`: hand damaged files to every reader; what breaks a promise is kept in tests/fuzz/corpus.

By atheris, which sees what code an input reaches, where it is installed (`pip install atheris`); else by chance.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from fuzz.mutations import mutate
from fuzz.subjects import CORPUS, Subject, fresh, lay_out, try_one


def main(seconds: float) -> int:
    """Try each subject for its share of the time; return how many broke a promise."""
    guided = find_spec("atheris") is not None
    print("by atheris" if guided else "by chance alone: atheris is not installed here")
    with tempfile.TemporaryDirectory() as top:
        os.environ["XDG_STATE_HOME"] = f"{top}/state"
        folder, kept = Path(top, "work"), Path(top, "kept")
        folder.mkdir()
        subjects = lay_out(folder)
        shutil.copytree(folder, kept)
        share = seconds / len(subjects)
        found = sum((_guided if guided else _by_chance)(one, folder, kept, share) for one in subjects)
    print(f"{found} inputs broke a promise")
    return min(found, 1)


def _by_chance(subject: Subject, folder: Path, kept: Path, seconds: float) -> int:
    seed = random.randrange(2**32)
    chance, end, tries, found = random.Random(seed), time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        tries += 1
        found += _tried(subject, folder, mutate(subject.seeds[0], chance))
        if tries % 200 == 0:
            fresh(folder, kept)
    print(f"{subject.name}: {tries} inputs, {found} broke a promise (seed {seed})", flush=True)
    fresh(folder, kept)
    return found


def _tried(subject: Subject, folder: Path, data: bytes) -> int:
    try:
        try_one(subject, folder, data)
    except AssertionError as broken:
        place = CORPUS / subject.name / hashlib.sha256(data).hexdigest()[:12]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        print(f"{place}: {broken}", flush=True)
        return 1
    return 0


def _guided(subject: Subject, folder: Path, kept: Path, seconds: float) -> int:
    """Run atheris in a process of its own, since it ends the process it runs in."""
    seeds = folder.with_name("seeds")
    shutil.rmtree(seeds, ignore_errors=True)
    seeds.mkdir()
    (seeds / "0").write_bytes(subject.seeds[0])
    words = [sys.executable, "-m", "fuzz.guided", subject.name, str(folder), str(int(seconds)), str(seeds)]
    done = subprocess.run(words, check=False)
    fresh(folder, kept)
    print(f"{subject.name}: {'nothing' if done.returncode == 0 else 'something'} broke a promise", flush=True)
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))

"""Which bases this user's hactl has changed in place, for which output folder: kept outside of every environment.

A manifest comes with a clone, so it cannot say that hactl was ever at a base which the spec does not name. This can.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from hactl.errors import Refused
from hactl.files.seal import make_key, private_folder
from hactl.files.system import SYSTEM, read_file
from hactl.noting import looked_at
from hactl.targets import Location


def placed(out: Path) -> frozenset[Location]:
    """Return the bases in place that hactl changed for this output folder; none where nothing is known.

    Raises:
        Refused: the folder it is kept in is not one that only this user can write to.
    """
    folder = private_folder()
    if folder is not None:
        looked_at(str(folder / _name(out)))
    data = read_file(SYSTEM, str(folder / _name(out))) if folder is not None else None
    try:
        rows = json.loads(data or b"[]")
        return frozenset(Location(str(host), PurePosixPath(str(path))) for host, path in rows)
    except (ValueError, TypeError, RecursionError):
        return frozenset()  # damaged: as if it were lost, and then a base that left is named only


def remember_placed(out: Path, bases: Iterable[Location]) -> None:
    """Keep exactly these bases, for `placed`.

    Raises:
        Refused: they cannot be kept.
    """
    wanted = frozenset(bases)
    if placed(out) == wanted:
        return
    make_key()
    folder = private_folder()
    assert folder is not None, "the key is in it"
    file = folder / _name(out)
    rows = json.dumps(sorted((base.host, str(base.path)) for base in wanted)).encode()
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=file.parent)  # mode 0600
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(rows)
        Path(fresh).replace(file)
    except OSError as error:
        raise Refused(f"nothing was changed: {file} cannot be written: {error.strerror}") from None


def _name(out: Path) -> str:
    return f"placed/{hashlib.sha256(os.fsencode(os.path.realpath(out))).hexdigest()[:32]}"

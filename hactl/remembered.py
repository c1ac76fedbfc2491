"""What of the manifest counts: it is memory, not an order, since whoever wrote a clone wrote its manifest too."""

from __future__ import annotations

import grp
import os
import pwd
import stat
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hactl import manifest
from hactl.files.real import LinkTrouble, Resolver
from hactl.noting import looked_at
from hactl.places import Places
from hactl.plan.types import Remembered
from hactl.problems import Place, Problem, Severity
from hactl.targets import ENVIRONMENT, Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """`known`: what counts. `outside`: what the manifest names elsewhere. `warnings`: what a person should know."""

    remembered: Mapping[Location, Remembered] = field(default_factory=dict)
    outside: tuple[Location, ...] = ()
    warnings: tuple[Problem, ...] = ()


_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """The places that are this environment's.

    `spec`: the spec itself. `bases`: the folders that it names. `placed`: those that it named once, and that this
    user's hactl changed in place. `wanted`: what the spec has a file for; only of the rest does memory alone decide,
    so there no link may lead out of the place either.
    """

    spec: Location
    bases: Collection[Location]
    placed: Collection[Location]
    wanted: Container[Location]


def remembered(places: Places, own: Own) -> Memory:
    """Return what the manifest remembers of places that are this environment's, and what a person should know.

    What it says of other machines is handed on as it is.

    Raises:
        Refused, HasProblems: as `manifest.load`.
    """
    if why := _not_ours(manifest.path(places.out)):
        return Memory(warnings=(_lost(places, why),))
    known = manifest.load(places.out)
    resolver = Resolver()
    kept = {location: one for location, one in known.items() if _counts(location, places, own, resolver)}
    outside = sorted(known.keys() - kept.keys())
    return Memory(remembered=kept, outside=tuple(outside), warnings=(_outside(outside),) if outside else ())


def _counts(location: Location, places: Places, own: Own, resolver: Resolver) -> bool:
    if not places.reaches(location):
        return location.host != ENVIRONMENT
    area = _area(location, places, own)
    return bool(area) and (location in own.wanted or _inside(location, area, places, resolver))


def _area(location: Location, places: Places, own: Own) -> str:
    """Return the folder here that the location has to lie in; "" where it is no place of this environment."""
    if (".." in location.text and ".." in location.path.parts) or "/" in location.host or location.host in (".", ".."):
        return ""
    if not location.absolute:
        return str(places.out)
    if location.host == ENVIRONMENT:
        return location.text if location == own.spec else ""
    if places.root is not None:
        return places.top(location)
    bases = (*own.bases, *own.placed)
    base = next((b for b in bases if b.host == location.host and location.path.is_relative_to(b.path)), None)
    return base.text if base else ""


def _inside(location: Location, area: str, places: Places, resolver: Resolver) -> bool:
    top = places.top(location)
    try:
        real, found = resolver.file(places.text(location), top)
        held = resolver.folder(area, top)[0]
    except (LinkTrouble, OSError):
        return True  # reading says what is wrong with it, and nothing is done
    return found is None or real == held or real.startswith(f"{held}/")


def _not_ours(file: Path) -> str:
    """Return why this file is not one that a person's own hactl keeps; "" where it may be."""
    for path in (file.parent, file):
        looked_at(str(path))
        try:
            found = path.stat()
        except OSError:
            return ""
        owners = {0, os.geteuid(), _sudo()}
        if found.st_uid not in owners:
            return f"{path} belongs to {_name(found.st_uid)}"
        if found.st_mode & stat.S_IWOTH or (found.st_mode & stat.S_IWGRP and not _private(found)):
            return f"{path} can be written by others"
    return ""


def _sudo() -> int:
    said = os.environ.get("SUDO_UID", "")
    return int(said) if os.geteuid() == 0 and said.isascii() and said.isdigit() else 0


def _private(found: os.stat_result) -> bool:
    """Tell whether the file's group is its owner's own (useradd(8), USERGROUPS_ENAB), with nobody else in it."""
    try:
        owner, group = pwd.getpwuid(found.st_uid), grp.getgrgid(found.st_gid)
    except KeyError:
        return False
    own = owner.pw_gid == found.st_gid and group.gr_name == owner.pw_name
    return own and set(group.gr_mem) <= {owner.pw_name}


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _lost(places: Places, why: str) -> Problem:
    return Problem(
        id="manifest-not-yours",
        message=f"{why}: what it says hactl wrote is ignored, as if the file were lost",
        hint="if you trust it: chown it to yourself, chmod go-w; `hactl import` writes it again from the files",
        severity=Severity.WARNING,
        place=Place(str(manifest.path(places.out))),
    )


def _outside(locations: list[Location]) -> Problem:
    more = f" and {len(locations) - _SHOWN} more" if len(locations) > _SHOWN else ""
    names = ", ".join(map(str, locations[:_SHOWN])) + more
    return Problem(
        id="manifest-outside",
        message=f"the manifest names files outside the output folder and the spec's bases; they stay: {names}",
        hint="if hactl changed them on another machine or as another user: put that base back into the spec, "
        "`hactl disable-ha`, then remove it again",
        severity=Severity.WARNING,
        place=Place(str(manifest.LOCATION)),
    )

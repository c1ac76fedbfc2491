"""Which applications are protected: rows for the tree and JSON, the last line of a change, what was looked into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hactl.masking import mask
from hactl.model import Cluster, Environment
from hactl.protection import Protection, Unprotected
from hactl.views.look import count

if TYPE_CHECKING:
    from hactl.views.shapes.status import ApplicationData, AppState, NotProtectedData, State

NOT_PROTECTED: Final = "not protected"
AS_SAID: Final = "not replicated"
_IN_WORDS = {
    "on": "sessions are copied",
    "off": "HA is off",
    "mixed": "HA is on in some files only",
    "absent": "not created yet",
    "elsewhere": "unknown here: its files are on other machines",
    AS_SAID: "not replicated, as the spec says",
}


@dataclass(frozen=True, slots=True)
class Row:
    """An application of a cluster: its path, its name in the spec ("": only the servers know it), how it stands.

    `state`: on, off, mixed, absent, elsewhere, "not protected" with the reason in `why`, "not replicated" where the
    spec says so.
    """

    path: str
    name: str
    state: AppState
    why: Unprotected | None

    def facts(self) -> tuple[str, ...]:
        """Return the row for a person."""
        named = f"{self.path} ({self.name})" if self.name else self.path
        reason = f"{NOT_PROTECTED.upper()}: {self.why.short}" if self.why and self.state == NOT_PROTECTED else ""
        return named, reason or _IN_WORDS[self.state]

    def data(self) -> ApplicationData:
        """Return the row for a program."""
        place = self.why.place if self.why else None
        return {
            "path": self.path,
            "name": self.name or None,
            "state": self.state,
            "id": self.why.finding.id if self.why else None,
            "why": mask(self.why.finding.message) if self.why else None,
            "file": place.file if place else None,
            "line": (place.line or None) if place else None,
        }


def rows(environment: Environment, cluster: Cluster, protection: Protection, state: State) -> Iterator[Row]:
    """Yield the applications of a cluster; `state`: HA of the cluster as its files have it."""
    for path, app, why in protection.rows(cluster, environment.apps):
        known = app is not None and not app.replicated
        word: AppState = AS_SAID if known else NOT_PROTECTED if why is not None and state != "off" else state
        yield Row(path, app.name if app else "", word, why)


def not_for(clusters: Iterable[Cluster], protection: Protection) -> list[NotProtectedData]:
    """Return, for a program, the applications of these clusters for which HA is on in vain."""
    found = [each for c in clusters if c.ha for each in protection.losing(c.name)]
    return [
        {"cluster": each.cluster, "app": each.finding.app or None, "file": each.place.file, "line": each.place.line}
        for each in found
    ]


def in_vain(environment: Environment, protection: Protection) -> str:
    """Return `HA on, but not for: /shop (conf/context.xml:12)`, "" where it is on for all."""
    found = [each for c in environment.clusters if c.ha for each in protection.losing(c.name)]
    said = dict.fromkeys(f"{_app(each, environment)} ({each.short})" for each in found)
    return f"HA on, but not for: {', '.join(said)}" if said else ""


def _app(each: Unprotected, environment: Environment) -> str:
    some = f" of cluster {each.cluster}" if len(environment.clusters) > 1 else ""
    return each.finding.app or f"every application{some}"


def looked(all_: Iterable[Protection]) -> str:
    """Return one line on how much was looked into, and what was not at hand."""
    every = list(all_)
    if not every:
        return ""
    there, bases = (sum(each.bases[n] for each in every) for n in (0, 1))
    files, different = (sum(each.files[n] for each in every) for n in (0, 1))
    archives = sum(each.archives for each in every)
    if not files:
        return f"nothing of the spec to look into yet: {_none(there, bases, archives)}"
    where = f"{there} of {count(bases, 'base')} and {count(archives, 'application')} of the spec"
    same = f" ({different} different)" if different != files else ""
    return f"looked into {count(files, 'file')}{same} of {where} for what keeps sessions from being copied"


def _none(there: int, bases: int, archives: int) -> str:
    """Return why no file was looked into that could keep sessions from being copied."""
    here = f"{there} of {count(bases, 'base')} here" if there else f"none of its {count(bases, 'base')} is here"
    apps = f"no file is in {count(archives, 'application')}" if archives else "no application is named"
    return f"{here}, and {apps}"

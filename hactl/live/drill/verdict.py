"""Why a step of a drill is not well: pure functions from what was found to reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from hactl.live.drill.target import DrillTarget
from hactl.reports.drill import Fate, PlaceRow, Row, Stay, Tabs, Trials

SHOWN = 3  # examples in a reason


def after_kill(rows: Iterable[Row], target: DrillTarget) -> tuple[str, ...]:
    """Judge the kill of one instance: every session kept, inside its cluster, nothing failed, one delay at most."""
    rows = tuple(rows)
    return (
        *sessions(rows, target),
        *_say(rows, "moved out of their cluster", lambda r: _moved_away(r, target)),
        *_say(rows, "moved although their instance was alive", lambda r: not r.bound and _moved(r)),
        *_say(rows, "had failed requests", lambda r: r.failed > 0),
        *_say(rows, "had more than one delayed request", lambda r: r.delayed > 1),
    )


def after_return(rows: Iterable[Row], target: DrillTarget) -> tuple[str, ...]:
    """Judge the return of instances: every user stays where they are, with all values; no old session comes back."""
    rows = tuple(rows)
    return (
        *sessions(rows, target),
        *_say(rows, "were moved when it returned", _moved),
        *_say(rows, "had failed requests", lambda r: r.failed > 0),
    )


def after_cluster_kill(rows: Iterable[Row], target: DrillTarget) -> tuple[str, ...]:
    """Judge the kill of a cluster: its users get a working new session elsewhere, the others notice nothing."""
    rows = tuple(rows)
    bound = tuple(r for r in rows if r.bound)
    others = tuple(r for r in rows if not r.bound)
    return (
        *_say(bound, "got no working new session", lambda r: not r.renewed),
        *_say(bound, "still had a session that only the killed cluster can have had", lambda r: r.fate in _ALIVE),
        *_say(bound, "had failed requests", lambda r: r.failed > 0),
        *sessions(others, target),
        *_say(others, "of other clusters moved", _moved),
        *_say(others, "of other clusters had failed requests", lambda r: r.failed > 0),
        *_say(others, "of other clusters had delayed requests", lambda r: r.delayed > 0),
    )


_ALIVE = (Fate.KEPT, Fate.BEHIND, Fate.DAMAGED)


def sessions(rows: Iterable[Row], target: DrillTarget) -> Iterator[str]:
    """Yield what was lost; behind counts where the cluster promises that an answered write is on the partner."""
    rows = tuple(row for row in rows if not _expected(row))
    yield from _say(rows, "lost", lambda r: r.fate is Fate.LOST and not _vanished(r, target))
    yield from _say(rows, "lack values that were set once", lambda r: r.fate is Fate.DAMAGED)
    yield from _say(rows, "had no answer", lambda r: r.fate is Fate.UNANSWERED)
    strict = tuple(r for r in rows if target.cluster_of(r.source) not in target.may_be_behind)
    yield from _say(strict, "lack the last answered writes", lambda r: r.fate is Fate.BEHIND)


def notes(rows: Iterable[Row], target: DrillTarget) -> tuple[str, ...]:
    """Return what is behind where `mode: async` allows it, and changes that servers never replicate."""
    rows = tuple(rows)
    late = sum(r.fate is Fate.BEHIND and target.cluster_of(r.source) in target.may_be_behind for r in rows)
    in_place = sum(r.in_place_lost and r.fate in (Fate.KEPT, Fate.BEHIND) for r in rows)
    vanished = sum(_vanished(r, target) and not _expected(r) for r in rows)
    found = []
    for app in sorted({row.app for row in rows if _expected(row)}):
        lost = sum(_expected(row) for row in rows if row.app == app)
        found.append(f"{lost} sessions of {app} are lost, as the spec says (`replicated: false`)")
    if vanished:
        found.append(f"{vanished} sessions written right before the kill are lost, as `mode: async` allows here")
    if late:
        found.append(f"{late} sessions lack their last writes, as `mode: async` allows")
    if in_place:
        found.append(f"{in_place} sessions lost a change made in place without setAttribute, as the server documents")
    return tuple(found)


def of_trials(trials: Trials, target: DrillTarget) -> tuple[str, ...]:
    """Judge the proof of replication."""
    reasons = []
    if trials.missing:
        reasons.append(
            f"{trials.missing} of {trials.total} new sessions lack what was set once on the partner"
            f" ({trials.lacking} attributes)"
        )
    if trials.unanswered:
        reasons.append(f"{trials.unanswered} of {trials.total} new sessions had no answer")
    if trials.leaked:
        reasons.append(f"{trials.leaked} of {trials.total} new sessions are known to another cluster")
    early = sorted(set(trials.slow_clusters) - target.may_be_behind)
    if early:
        reasons.append(f"{trials.late} new sessions were not on the partner at once ({', '.join(early)})")
    return tuple(reasons)


def undeciphered(instances: Iterable[str]) -> tuple[str, ...]:
    """Say why nothing is copied where instances were sent what they could not decrypt."""
    names = ", ".join(instances)
    if not names:
        return ()
    return (f"{names} could not decrypt what the partner sent: the keys differ, or only one of them encrypts",)


def of_tabs(tabs: Tabs) -> tuple[str, ...]:
    """Judge two requests of one session at a time: each has the login, both attributes, and nothing older."""
    if tabs.browsers and not tabs.answers:
        return ("no tab got an answer",)
    return (str(tabs),) if _wrong(tabs) else ()


def late_tabs(tabs: Tabs) -> tuple[str, ...]:
    """Return what is behind where `mode: async` or `copies: one` allows it."""
    late = f"{tabs.late} answers to tabs lack the last writes, as `mode: async` allows"
    lost = f"{tabs.vanished} answers to tabs lack a session written right before the kill, as `mode: async` allows here"
    forked = (
        f"{tabs.forked} answers to tabs lack a write of one of two simultaneous requests right after the kill, as "
        "`copies: one` allows"
    )
    return tuple(text for text, count in ((late, tabs.late), (lost, tabs.vanished), (forked, tabs.forked)) if count)


def _wrong(tabs: Tabs) -> int:
    return tabs.unanswered + tabs.without_login + tabs.gone + tabs.older


def of_places(places: Iterable[PlaceRow]) -> tuple[str, ...]:
    """Judge data of single instances: never at another one, and memory stays while the instance runs."""
    places = tuple(places)
    strange = sorted({f"{p.instance}'s {p.place}" for p in places if p.stay is Stay.STRANGE})
    gone = sorted({f"{p.instance}'s {p.place}" for p in places if p.stay is Stay.GONE and not p.restarted})
    return (
        *([f"data of another instance in {', '.join(strange)}"] if strange else []),
        *([f"data of a running instance is gone: {', '.join(gone)}"] if gone else []),
    )


def uneven(distribution: Mapping[str, int], target: DrillTarget) -> tuple[str, ...]:
    """Judge how new users were spread inside each cluster: the difference is 2 users, or a quarter, at most.

    Where a person's upstream has weights, a standby or one that is down, they are not to be spread evenly.
    """
    drained = {name: count for name, count in distribution.items() if count and name in target.drained}
    reasons = [f"{count} new users came to {name}, which is drained" for name, count in drained.items()]
    if not target.even:
        return tuple(reasons)
    for cluster in dict.fromkeys(i.cluster for i in target.instances):
        members = [i.name for i in target.members(cluster) if i.name not in target.drained]
        counts = {name: distribution.get(name, 0) for name in members}
        total = sum(counts.values())
        if total and max(counts.values()) - min(counts.values()) > max(2, total / 4):
            reasons.append("new users are spread unevenly: " + ", ".join(f"{n} {c}" for n, c in counts.items()))
    return tuple(reasons)


def _vanished(row: Row, target: DrillTarget) -> bool:
    """Tell whether a session was lost that its user wrote to while the server died, where that is documented."""
    return row.fate is Fate.LOST and row.bound and row.busy and target.cluster_of(row.source) in target.may_vanish


def _expected(row: Row) -> bool:
    """Tell whether a session was lost with its instance, and the spec says that its application is not replicated."""
    return row.fate is Fate.LOST and row.bound and not row.copied


def _moved(row: Row) -> bool:
    return bool(row.to) and row.to != row.source


def _moved_away(row: Row, target: DrillTarget) -> bool:
    return _moved(row) and target.cluster_of(row.to) != target.cluster_of(row.source)


def _say(rows: tuple[Row, ...], what: str, bad: Callable[[Row], bool]) -> list[str]:
    """Return one reason with a count and examples, or none."""
    found = [row for row in rows if bad(row)]
    if not found:
        return []
    examples = ", ".join(f"{r.user} {r.app} {r.source} > {r.to or '-'}" for r in found[:SHOWN])
    more = ", …" if len(found) > SHOWN else ""
    return [f"{len(found)} of {len(rows)} sessions {what} ({examples}{more})"]

"""A plan → unified diffs with a summary, or JSON. Contents of files appear only as masked diff lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hactl.plan import Action, Change, Plan
from hactl.plan.diff import Difference, Hunk, Line, difference, grouped
from hactl.targets import Blob, Effect, Kind
from hactl.views import problems, restarts
from hactl.views.look import PLAIN, Look, clean, count, fold, safe, size

if TYPE_CHECKING:
    from hactl.views.shapes.plans import BlobData, ChangeData, PlanData, WhereData

_COLOURS = {"+": "green", "-": "red"}
_NAMED = 6  # owners named in a line before the question
_ACTIONS = {Action.CREATE: "green", Action.UPDATE: "yellow", Action.DELETE: "red", Action.KEEP: "dim"}
_DONE = {Action.CREATE: "created", Action.UPDATE: "updated", Action.DELETE: "deleted"}
_EFFECTS = {
    Effect.AT_ONCE: "",
    Effect.RELOAD: " (after a reload)",
    Effect.RESTART: " (after a restart)",
    Effect.REPLACE: " (after a restart)",
    Effect.PART: " (after a restart)",
}


def before_asking(plan: Plan, *, stat: bool = False, look: Look = PLAIN) -> str:
    """Return what stands above the question: all where that fits on the screen, else a line for each kind of change."""
    whole = text(plan, stat=stat, look=look)
    if not look.height or whole.count("\n") < look.height - 1:
        return whole
    kinds: dict[tuple[str, ...], list[Change]] = {}
    for change in _for_a_person(plan.changes):
        kinds.setdefault(_kind_of(change), []).append(change)
    body = [_row(changes, look) for changes in kinds.values()]
    return "".join([*body, "\n", *_ending(plan, look)])


def _kind_of(change: Change) -> tuple[str, ...]:
    if change.directory:
        return change.action, "/"
    where = "/".join(change.location.path.parts[-2:])
    return change.action, where, _mode(change.mode), change.takes_effect, _lines(difference(change), PLAIN)


def _row(changes: Sequence[Change], look: Look) -> str:
    """Return one line for changes that are alike: of which file, how many lines, whose."""
    first = changes[0]
    what = count(len(changes), "folder") if first.directory else "/".join(first.location.path.parts[-2:])
    owners = list(dict.fromkeys(safe(change.owner or first.location.path.name) for change in changes))
    more = look.sign(f", … and {len(owners) - _NAMED} more") if len(owners) > _NAMED else ""
    whose = f"  {', '.join(owners[:_NAMED])}{more}"
    lines = "" if first.directory else f"  {_lines(difference(first), look)}"
    effect = look.paint(_EFFECTS[first.takes_effect], "dim")
    action = look.paint(f"{first.action:<6}", _ACTIONS[first.action])
    return fold(f"{action} {safe(what)}{lines}{effect}{look.paint(whose, 'dim')}\n", look.width)


def text(plan: Plan, *, stat: bool = False, look: Look = PLAIN) -> str:
    """Return all a person should see before saying yes: the files with diffs, notes, what is in the way, the restarts.

    `stat`: how many lines of each file change, not which.
    """
    changes = _for_a_person(plan.changes)
    body = _stat(changes, look) if stat else _diffs(changes, look)
    return "".join([*body, "\n" if body else "", *_ending(plan, look)])


def _ending(plan: Plan, look: Look) -> list[str]:
    """Return what follows the files: notes, what is in the way, and the restarts of a plan that can be applied."""
    said = fold(look.paint(summary(plan), "bold") + "\n", look.width)
    todo = "" if plan.blocked else restarts.text(plan.restarts, look=look)
    return [problems.text([*plan.notes, *plan.blocked], look=look), said, todo]


def summary(plan: Plan) -> str:
    """Return `3 files change on 2 hosts: 1 created, 2 updated`; hactl's own records are not counted."""
    if plan.blocked:
        return f"this plan cannot be applied: {problems.summary(plan.blocked)}"
    if plan.empty:
        return f"nothing to do: {_are(len(plan.kept))} as the spec says"
    changes = _for_a_person(plan.changes)
    files = [c for c in changes if not c.directory]
    folders = [c for c in changes if c.directory]
    said = [_counted("file", files)] if files else []
    said += [_counted("folder", folders)] if folders else []
    return "; ".join(said) or "only hactl's own records change"


def _are(number: int) -> str:
    return f"{count(number, 'file')} {'is' if number == 1 else 'are'}"


def _counted(what: str, changes: Sequence[Change]) -> str:
    hosts = {c.location.host for c in changes if c.location.host}
    where = f" on {count(len(hosts), 'host')}" if hosts else ""
    actions = Counter(c.action for c in changes)
    done = ", ".join(f"{actions[action]:,} {word}" for action, word in _DONE.items() if actions[action])
    return f"{count(len(changes), what)} {'changes' if len(changes) == 1 else 'change'}{where}: {done}"


def _for_a_person(changes: Iterable[Change]) -> list[Change]:
    """Return the changes without hactl's own records (manifest): they follow from the others."""
    return [c for c in changes if not _own_record(c)]


def _own_record(change: Change) -> bool:
    return ".hactl" in change.location.path.parts


def _diffs(changes: Sequence[Change], look: Look) -> list[str]:
    files = {c.location: c for c in changes}
    parts = []
    for group in grouped(difference(c) for c in changes):
        parts.append(_heading([files[d.location] for d in group], look))
        parts.append(_diff(group[0], look))
    return parts


def _stat(changes: Sequence[Change], look: Look) -> list[str]:
    """Return a line for each file: the action, where, how many lines come and go, and when it counts."""
    rows = [(change, f"{safe(str(change.location))}{'/' if change.directory else ''}") for change in changes]
    width = max((len(where) for _, where in rows), default=0)
    return [
        f"{look.paint(f'{c.action:<6}', _ACTIONS[c.action])} {where:<{width}}  {_lines(difference(c), look)}"
        f"{_mode(c.mode)}{look.paint(_EFFECTS[c.takes_effect], 'dim')}".rstrip()
        + "\n"
        for c, where in rows
    ]


def _lines(one: Difference, look: Look) -> str:
    if one.binary:
        return "contents"
    kinds = Counter(line.kind for hunk in one.hunks for line in hunk.lines)
    return " ".join(look.paint(f"{sign}{kinds[sign]}", _COLOURS[sign]) for sign in _COLOURS if kinds[sign])


def diff(change: Change, *, look: Look = PLAIN) -> str:
    """Return the diff of one file alone."""
    return _diff(difference(change), look)


def _heading(changes: Sequence[Change], look: Look) -> str:
    """Return one line for each file: the action, where, and when it counts."""
    return "".join(
        f"{look.paint(f'{c.action:<6}', _ACTIONS[c.action])} {safe(str(c.location))}{'/' if c.directory else ''}"
        f"{_mode(c.mode)}{look.paint(_EFFECTS[c.takes_effect], 'dim')}\n"
        for c in changes
    )


def _mode(mode: int | None) -> str:
    return "" if mode is None else f", mode {mode:04o}"


def _diff(one: Difference, look: Look) -> str:
    if one.binary:
        return f"  contents not shown: {_blob(one.before)} {look.sign('→')} {_blob(one.after)}\n"
    if not one.hunks:
        same = one.directory or one.before == one.after or not (one.before and one.after)
        return "" if same else "  only the encoding changes\n"
    name = safe(str(one.location))
    old = "/dev/null" if one.action is Action.CREATE else name
    new = "/dev/null" if one.action is Action.DELETE else name
    head = look.paint(f"--- {old}", "bold") + "\n" + look.paint(f"+++ {new}", "bold") + "\n"
    return head + "".join(_hunk(hunk, look) for hunk in one.hunks)


def _blob(blob: Blob | None) -> str:
    return f"{size(len(blob.data))}, sha256 {blob.sha256[:12]}" if blob else "absent"


def _hunk(hunk: Hunk, look: Look) -> str:
    return look.paint(str(hunk), "cyan") + "\n" + "".join(_line(line, look) for line in hunk.lines)


def _line(line: Line, look: Look) -> str:
    shown = line.kind + clean(line.text)
    painted = look.paint(shown, _COLOURS[line.kind]) if line.kind in _COLOURS else shown
    return painted + "\n" + ("" if line.ended else "\\ No newline at end of file\n")


def as_data(plan: Plan, by_hand: str | None = None) -> PlanData:
    """Return the plan for a program: hashes and masked diff lines, never contents.

    `by_hand`: what a person is to do instead in files of their own.
    """
    return {
        "applicable": not plan.blocked,
        "summary": summary(plan),
        "changes": [_change(change) for change in plan.changes],
        "kept": [_where(location.host, location.text) for location in plan.kept],
        "blocked": [problems.as_data(p) for p in plan.blocked],
        "notes": [problems.as_data(p) for p in plan.notes],
        "restarts": restarts.as_data(plan.restarts),
        "by_hand": by_hand,
    }


def _where(host: str, path: str) -> WhereData:
    return {"host": host, "path": path}


def _change(change: Change) -> ChangeData:
    found = None if _own_record(change) else difference(change)
    hunks = found.hunks if found else ()
    return {
        **_where(change.location.host, change.location.text),
        "action": change.action,
        "kind": Kind.DIRECTORY if change.directory else change.kind,
        "owner": change.owner,
        "takes_effect": change.takes_effect,
        "mode": None if change.mode is None else f"{change.mode:04o}",
        "before": _facts(change.before),
        "after": _facts(change.after),
        "binary": bool(found and found.binary),
        "diff": [text for hunk in hunks for text in (str(hunk), *(ln.kind + ln.text for ln in hunk.lines))],
    }


def _facts(blob: Blob | None) -> BlobData | None:
    return {"sha256": blob.sha256, "size": len(blob.data)} if blob else None

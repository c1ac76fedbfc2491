"""A running lab: each member with its process, memory and address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from hactl.masking import mask
from hactl.reports.lab import KeptLab, LabStatus, MemberStatus, Ran
from hactl.views.json import utc
from hactl.views.look import PLAIN, Look, clean, duration, safe, size

if TYPE_CHECKING:
    from hactl.views.shapes.labs import KeptLabData, LabData, MemberData, RanData

LINE = "hactl/lab-logs-line/1"
SHOWN = 3


def runs(ran: Ran) -> str:
    """Return what the lab runs, in one line."""
    return f"running: spec {ran.spec} and files {ran.files}"


def newer(ran: Ran | None) -> str:
    """Return what a person is warned of where the disk is newer than what the lab runs, "" where it is not."""
    if ran is None or not ran.newer:
        return ""
    more = f" and {len(ran.newer) - SHOWN} more" if len(ran.newer) > SHOWN else ""
    names = ", ".join(safe(name) for name in ran.newer[:SHOWN])
    return f"warning: newer on disk than in the lab: {names}{more}; `hactl lab up` starts it again with that"


def ran_data(ran: Ran | None) -> RanData | None:
    """Return what a lab runs, for a program; None: nobody noted it."""
    return None if ran is None else {"spec": ran.spec, "files": ran.files, "newer": list(ran.newer)}


def text(lab: LabStatus, *, look: Look = PLAIN) -> str:
    """Return the lab's address and a line for each member."""
    where = "in its own network" if lab.ground == "namespace" else "mapped to 127.0.0.1"
    head = f"lab {look.paint(safe(lab.name), 'bold')} {where}, open at {look.paint(lab.url, 'bold')}\n"
    width = max((len(m.name) for m in lab.members), default=0)
    return head + "".join(_line(m, width, look) for m in lab.members)


def _line(member: MemberStatus, width: int, look: Look) -> str:
    colour = "red" if member.dead or not member.pid else "green"
    process = f"pid {member.pid:<8} {size(member.rss_kib * 1024):>10}" if member.pid else "-"
    detail = f"  {safe(member.detail)}" if member.detail else ""
    condition = look.paint(f"{member.condition:<8}", colour)
    first = f"  {member.name:<{width}}  {condition} {member.address:<22} {process}{detail}\n"
    more = [f"{path} does not answer: {safe(why)}" for path, why in member.dead.items()]
    if member.uncopied:
        more.append(f"its log says {member.uncopied} times that a session change was not copied")
    if member.undeciphered:
        more.append(f"{member.undeciphered} of these: a message could not be decrypted: another key")
    return first + "".join(f"  {'':<{width}}    {line}\n" for line in more)


def half(lab: LabStatus) -> str:
    """Return what an application means that is dead on some instances: its users there get errors from NGINX."""
    if not any(member.dead for member in lab.members):
        return ""
    return (
        "NGINX does not try another instance after a 404 or 503: users sent to an instance where an "
        "application is dead get that answer"
    )


def log(name: str, lines: Sequence[str], *, look: Look = PLAIN) -> str:
    """Return a member's last lines as they may be shown: a server's escape codes are written out, never obeyed."""
    shown = mask("\n".join(lines)).split("\n") if lines else []
    return f"{look.paint(f'== {safe(name)}', 'bold')}\n" + "".join(f"{clean(line)}\n" for line in shown)


def log_stream(name: str, lines: Sequence[str], write: Callable[[str, Mapping[str, object]], None]) -> None:
    """Write a member's last lines for a program, `hactl/lab-logs-line/1`."""
    for line in mask("\n".join(lines)).split("\n") if lines else []:
        write(LINE, {"member": name, "line": line})


def as_data(lab: LabStatus, ran: Ran | None = None) -> LabData:
    """Return the lab for a program."""
    return {
        "name": lab.name,
        "ground": lab.ground,
        "url": lab.url,
        "ran": ran_data(ran),
        "members": [member_data(member) for member in lab.members],
    }


def member_data(member: MemberStatus) -> MemberData:
    """Return one member for a program."""
    return {
        "name": member.name,
        "condition": member.condition,
        "pid": member.pid,
        "rss_kib": member.rss_kib,
        "address": member.address,
        "dead": {path: mask(why) for path, why in member.dead.items()},
        "uncopied": member.uncopied,
        "undeciphered": member.undeciphered,
    }


def kept(labs: Sequence[KeptLab], now: float, *, look: Look = PLAIN) -> str:
    """Return for each lab whether it runs, how much it keeps, when it was used, of which spec it is, and where."""
    if not labs:
        return "no lab was ever started here\n"
    rows = [_kept(each, now) for each in labs]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(
        f"{'  '.join(f'{cell:<{width}}' for cell, width in zip(row, widths, strict=True)).rstrip()}\n{_of(lab, look)}"
        for lab, row in zip(labs, rows, strict=True)
    )


def _kept(lab: KeptLab, now: float) -> tuple[str, ...]:
    state, used = "runs" if lab.runs else "down", f"{duration(now - lab.used)} ago"
    return safe(lab.name), state, lab.url or "-", size(lab.bytes), used


def _of(lab: KeptLab, look: Look) -> str:
    gone = look.paint(" (gone: `hactl lab list --purge` ends and deletes this lab)", "yellow") if lab.gone else ""
    return (
        f"  spec    {safe(lab.spec) or 'not noted by the hactl that started it'}{gone}\n  folder  {safe(lab.folder)}\n"
    )


def kept_data(lab: KeptLab) -> KeptLabData:
    """Return one lab for a program."""
    return {
        "name": lab.name,
        "folder": lab.folder,
        "runs": lab.runs,
        "url": lab.url or None,
        "bytes": lab.bytes,
        "used": utc(lab.used),
        "spec": lab.spec or None,
        "gone": lab.gone,
    }


def log_line(member: str, line: str, width: int, *, look: Look = PLAIN) -> str:
    """Return one line of a member among others'."""
    return f"{look.paint(f'{safe(member):<{width}}', 'bold')} {look.sign('│')} {clean(mask(line))}\n"

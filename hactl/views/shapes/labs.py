"""What is told of a lab, a drill and a roll."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypedDict

from hactl.reports.drill import Fate, PlaceRow, Row, Tabs, Trials
from hactl.reports.lab import LabMode
from hactl.views.shapes.restart import RestartData

Kept = Annotated[tuple[int, int], "How many sessions were kept, and of how many."]


class RanData(TypedDict):
    """What a lab runs."""

    spec: Annotated[str, "A short hash."]
    files: Annotated[str, "A short hash."]
    newer: Annotated[list[str], "What is newer on disk."]


class MemberData(TypedDict):
    """An instance, a companion or the NGINX, in the lab."""

    name: str
    condition: Annotated[str, "As up, partly, down."]
    pid: Annotated[int, "As this machine counts; 0: it is down."]
    rss_kib: Annotated[int, "Its memory."]
    address: str
    dead: Annotated[Mapping[str, str], "Path of an application that does not answer -> why."]
    uncopied: Annotated[int, "How often its log says that a change of a session was not copied."]
    undeciphered: Annotated[int, "How often its log says that a message could not be read for want of the right key."]


class LabData(TypedDict):
    """A lab that runs."""

    name: str
    ground: Annotated[LabMode, "Its own network, or ports on 127.0.0.1."]
    url: Annotated[str, "The address for a browser."]
    ran: Annotated[RanData | None, "null: nobody noted it."]
    members: list[MemberData]


class LabLogsData(TypedDict):
    """Whose lines were written, as lines of hactl/lab-logs-line/1 before the document."""

    members: list[str]


class LogLine(TypedDict):
    """A line that a member wrote; secrets are masked."""

    member: str
    line: str


class KeptLabData(TypedDict):
    """A lab that runs, or what is left of one."""

    name: str
    folder: Annotated[str, "Its logs, and the files that its servers had."]
    runs: bool
    url: Annotated[str | None, "null: it does not run."]
    bytes: Annotated[int, "How much it keeps."]
    used: Annotated[str, "When it was used last."]
    spec: Annotated[str | None, "The file that it was started from; null: an older hactl did not note it."]
    gone: Annotated[bool, "There is no such file any more, so only `lab list --purge` reaches the lab."]


class LabListData(TypedDict):
    """The labs of this user on this machine."""

    labs: list[KeptLabData]
    deleted: Annotated[list[str], "The folders that --purge deleted; they are not among the labs."]


class LabMemberData(TypedDict):
    """A member after it was killed or started."""

    changed: Annotated[bool, "false: it was so already."]
    member: MemberData


class LabDownData(TypedDict):
    """The end of a lab."""

    changed: Annotated[bool, "false: no lab ran."]
    deleted: Annotated[str | None, "Its folder, with --purge; null: it is there, or there was none."]


class UncopiedData(TypedDict):
    """What came of an attribute that cannot be serialized."""

    instance: str
    answer: Annotated[str, "refused or accepted"]
    beside: Annotated[bool, "What the same request set is on the partner."]
    following: Annotated[bool, "What the next request set is there."]
    later: Annotated[bool, "What those after it set is there."]
    summary: str


class StepData(TypedDict):
    """One part of a drill."""

    name: str
    title: str
    ok: bool
    rows: Annotated[tuple[Row, ...], "One for each session."]
    fates: Annotated[Mapping[Fate, int], "How many sessions met each fate."]
    trials: Trials | None
    places: tuple[PlaceRow, ...]
    uncopied: list[UncopiedData]
    tabs: Tabs | None
    distribution: Annotated[Mapping[str, int], "New users by instance."]
    reasons: Annotated[tuple[str, ...], "Why it is not well."]
    notes: tuple[str, ...]
    skipped: Annotated[str, "Why it was not done; empty: it was."]


class DrillData(TypedDict):
    """What a drill found."""

    ok: Annotated[bool, "The environment holds what HA promises."]
    reasons: list[str]
    kept: Annotated[Kept, "Of the kill of an instance; [0, 0]: none was killed."]
    steps: list[StepData]
    ran: RanData | None


class RolledData(RestartData):
    """A restart of a roll."""

    sessions: Annotated[int, "How many lived there before."]
    kept: int


class RollData(TypedDict):
    """What a change in the running lab cost."""

    ok: Annotated[bool, "Every session was kept that the plan promises to keep."]
    kept: Kept
    reasons: list[str]
    notes: list[str]
    restarts: list[RolledData]
    sessions: list[Row]

"""What a drill found: data, for any view."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum


class Fate(StrEnum):
    """What became of a session."""

    KEPT = "kept"  # every value is right
    BEHIND = "behind"  # what was set once is there; of what changes, an answered write is missing
    DAMAGED = "damaged"  # the session is there, values that were set once are not
    LOST = "lost"  # a new session, or none of the values
    UNANSWERED = "unanswered"  # no answer that could be judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One session in one step: what became of it, from where to where, and what its user felt.

    `bound`: its instance was among those that were killed. `failed` are requests without a
    right answer, `delayed` those longer than the limit, `longest_s` the longest wait. `busy`:
    the user clicked while it happened. `renewed`: after a loss, a new session was begun and held. `copied`: the spec
    does not say that this application is not replicated.
    """

    user: str
    app: str
    fate: Fate
    source: str
    to: str
    bound: bool
    busy: bool
    requests: int
    failed: int
    delayed: int
    longest_s: float
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    in_place_lost: bool = False
    renewed: bool = False
    copied: bool = True


CLUSTER_KILL = "kill-cluster"  # the step in which a loss is right


class Stay(StrEnum):
    """What became of data that belongs to one instance."""

    STAYED = "stayed"  # the instance has its own
    GONE = "gone"  # it started anew and has none; right for memory, and for files where a server clears them
    STRANGE = "strange"  # it has what another instance wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """Data of one instance: a static field, an attribute of its ServletContext, a file in its temp folder."""

    instance: str
    place: str
    stay: Stay
    restarted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """The proof of replication: new sessions of one request each, then read on the partner.

    `late`: not there at once, but within the time to settle. `missing`: sessions whose
    partner lacks something that was set once; `lacking` counts the attributes.
    """

    total: int = 0
    at_once: int = 0
    late: int = 0
    missing: int = 0
    lacking: int = 0
    unanswered: int = 0
    no_partner: int = 0
    leaked: int = 0  # sessions that an instance of another cluster knows
    slow_clusters: tuple[str, ...] = ()  # clusters of the late ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncopied:
    """What came of an attribute that cannot be serialized, on one instance; read on its partner.

    `answer`: refused or accepted. What is there: `beside`, set by the same request; `following`, by the next one;
    `later`, by those after it.
    """

    instance: str
    answer: str
    beside: bool
    following: bool
    later: bool

    def __str__(self) -> str:
        if self.answer == "refused":
            return "refused; the rest is copied" if self.beside and self.later else "refused; yet more is not copied"
        if not self.later:
            return "accepted and not copied; nor is any later change of that session"
        if not self.following:
            return "accepted and not copied; nor is what the same and the next request set"
        beside = "what the same request set is copied" if self.beside else "nor is what the same request set"
        return f"accepted and not copied; {beside}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabs:
    """Answers to users who asked from two tabs at a time, and what was wrong with them, each counted once.

    `gone`: an attribute of a tab was missing; `older`: it had an older value than the user had seen already.
    After a kill, where the cluster's `mode: async` allows it to users of that instance: `late` are older values,
    `vanished` answers without the login. `forked` are older values where `copies: one` allows them.
    """

    browsers: int = 0
    answers: int = 0
    unanswered: int = 0
    without_login: int = 0
    gone: int = 0
    older: int = 0
    late: int = 0
    vanished: int = 0
    forked: int = 0

    def __add__(self, other: Tabs) -> Tabs:
        return Tabs(**{name: value + getattr(other, name) for name, value in asdict(self).items()})

    def __str__(self) -> str:
        wrong = {
            "without an answer": self.unanswered,
            "without the login": self.without_login,
            "without an attribute": self.gone,
            "with an older value": self.older,
            "behind": self.late + self.vanished + self.forked,
        }
        said = ", ".join(f"{count} {what}" for what, count in wrong.items() if count)
        return f"{self.answers} answers to two tabs at a time, {said or 'all of them right'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillStep:
    """One part of a drill. `reasons` say why it is not well; `notes` what a person should know.

    `skipped` says why it was not done. `distribution`: new users by instance.
    """

    name: str
    title: str
    rows: tuple[Row, ...] = ()
    trials: Trials | None = None
    places: tuple[PlaceRow, ...] = ()
    uncopied: tuple[Uncopied, ...] = ()
    tabs: Tabs | None = None
    distribution: Mapping[str, int] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether nothing speaks against it."""
        return not self.reasons

    @property
    def summary(self) -> str:
        """Return one line for a person on what was found."""
        if self.rows and self.name == CLUSTER_KILL:
            return cluster_in_words(self.rows)
        if self.rows:
            return in_words(self.rows) + (f"; {self.tabs}" if self.tabs else "")
        if self.tabs:
            return str(self.tabs)
        if self.trials:
            return (
                f"{self.trials.at_once} of {self.trials.total} there at once, {self.trials.lacking} attributes missing"
            )
        if self.uncopied:
            return _seen(self.uncopied)
        return ", ".join(f"{name} {count}" for name, count in sorted(self.distribution.items()))

    def fates(self) -> dict[Fate, int]:
        """Return how many sessions met each fate."""
        return dict(Counter(row.fate for row in self.rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReport:
    """All steps of a drill and the verdict."""

    steps: tuple[DrillStep, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return all reasons against, with their step."""
        return tuple(f"{step.title}: {reason}" for step in self.steps for reason in step.reasons)

    @property
    def ok(self) -> bool:
        """Tell whether the environment holds what HA promises."""
        return all(step.ok for step in self.steps)

    @property
    def kept(self) -> tuple[int, int]:
        """Return how many sessions outlived the kill of an instance, and of how many; (0, 0): none was killed."""
        rows = [row for step in self.steps if step.name == "kill" for row in step.rows if row.copied]
        return sum(row.fate is Fate.KEPT for row in rows), len(rows)

    def step(self, name: str) -> DrillStep:
        """Return the step of that name; it must exist."""
        return next(step for step in self.steps if step.name == name)


def _seen(found: Sequence[Uncopied]) -> str:
    """Return what was seen, each kind once; where clusters differ, with an instance of each."""
    kinds: dict[str, list[str]] = {}
    for one in found:
        kinds.setdefault(str(one), []).append(one.instance)
    if len(kinds) == 1:
        return next(iter(kinds))
    return "; ".join(f"{', '.join(names)}: {what}" for what, names in kinds.items())


def cluster_in_words(rows: Sequence[Row]) -> str:
    """Return one line on the kill of a cluster: who had to begin anew, and the others."""
    bound = [row for row in rows if row.bound]
    others = [row for row in rows if not row.bound]
    renewed = sum(row.renewed for row in bound)
    return f"{renewed} of {len(bound)} users of the cluster go on with a new session; others: {in_words(others)}"


def in_words(rows: Sequence[Row]) -> str:
    """Return one line on what became of sessions: `50 of 50 kept, longest wait 0.11 s`."""
    counts = Counter(row.fate for row in rows)
    parts = [f"{counts[Fate.KEPT]} of {len(rows)} kept"]
    parts += [f"{counts[fate]} {fate}" for fate in Fate if fate is not Fate.KEPT and counts[fate]]
    failed = sum(row.failed for row in rows)
    parts += [f"{failed} failed requests"] if failed else []
    longest = max((row.longest_s for row in rows), default=0.0)
    return ", ".join(parts) + f", longest wait {longest:.2f} s"

"""The proof of replication: set once in one request, then read on the partner.

A counter alone hides lost changes, since the next write mends it; what is set once stays
missing for good (seen with Tomcat's usual asynchronous block).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from hactl.live.drill.readings import Reading, judge
from hactl.live.drill.target import DrillApp, DrillInstance, DrillOptions, DrillTarget
from hactl.live.drill.users import User
from hactl.reports.drill import Trials

SEED = 7  # of all trials: what one filled session holds, all do
POLL_S = 0.1


@dataclass(slots=True)
class Probe:
    """One new session of one request. `home` answered it; `expected` is what it then held, None: no answer."""

    user: User
    app: DrillApp
    home: str
    expected: Reading | None

    def lacks(self, instance: DrillInstance) -> int:
        """Return how many of its values the session lacks at an instance, asked directly without making a session."""
        assert self.expected is not None, "a trial without an answer is not read"
        found = self.user.ask_directly(instance.address, self.app, "read", create="no")
        if found is None:
            return 1 + len(self.expected.attributes)
        judged = judge(self.expected, found)
        return len(judged.missing) + len(judged.differing)

    def known_at(self, instance: DrillInstance | None) -> bool:
        """Tell whether an instance knows the session, asked directly without making one."""
        if instance is None or self.expected is None:
            return False
        found = self.user.ask_directly(instance.address, self.app, "read", create="no")
        return found is not None and found.user == self.expected.user

    def end(self, instance: DrillInstance) -> None:
        """End the session, so that it takes no memory."""
        self.user.ask_directly(instance.address, self.app, "logout", create="no")


class Prober:
    """Opens trial sessions through the balancer and reads them at instances."""

    def __init__(self, target: DrillTarget, options: DrillOptions) -> None:
        self._target, self._options = target, options

    def open(self, app: DrillApp, total: int, pool: ThreadPoolExecutor) -> list[Probe]:
        """Open sessions with one request each: half of them log in only, half set 40 attributes."""
        sample = self._sample(app)
        return list(pool.map(lambda number: self._open(app, number, sample), range(total)))

    def prove(self, app: DrillApp, total: int, pool: ThreadPoolExecutor) -> ProbeResults:
        """Open sessions and read each on the partner at once; what lacks something is read again until it settles."""
        sample = self._sample(app)
        results = ProbeResults()

        def one(number: int) -> None:
            probe = self._open(app, number, sample)
            partner = self._target.partner(probe.home)
            lacks = probe.lacks(partner) if partner and probe.expected else 0
            leaked = probe.known_at(self._target.stranger(probe.home, app))
            results.seen.append(ProbeResult(probe=probe, partner=partner, lacks=lacks, late=lacks > 0, leaked=leaked))

        list(pool.map(one, range(total)))
        self.settle(results.seen)
        for seen in results.seen:
            if seen.partner and seen.probe.expected:
                seen.probe.end(seen.partner)
        return results

    def read_at(self, instance: DrillInstance, trials: Sequence[Probe]) -> ProbeResults:
        """Read sessions that an instance must have been given by its partner; then end them."""
        answered = [t for t in trials if t.expected]
        results = ProbeResults(
            [ProbeResult(probe=t, partner=instance, lacks=t.lacks(instance), late=False) for t in answered]
        )
        self.settle(results.seen)
        for seen in results.seen:
            seen.probe.end(instance)
        return results

    def touch(self, trials: Sequence[Probe]) -> None:
        """Let each user look at their session once, through the balancer."""
        for probe in trials:
            session = next(s for s in probe.user.sessions if s.app == probe.app)
            probe.user.ask(session, "read", create="no")

    def settle(self, seen: Iterable[ProbeResult]) -> None:
        """Read again what lacks something, until nothing does or the time to settle is over."""
        deadline = time.monotonic() + self._options.settle_s
        lacking = [s for s in seen if s.lacks and s.partner]
        while lacking and time.monotonic() < deadline:
            time.sleep(POLL_S)
            for each in lacking:
                if each.partner is not None and time.monotonic() < deadline:
                    each.lacks = each.probe.lacks(each.partner)
            lacking = [s for s in lacking if s.lacks]

    def _sample(self, app: DrillApp) -> Reading | None:
        """Return what a session holds that was filled with the trials' seed."""
        user = User("sample", self._target, self._options)
        session = next(s for s in user.sessions if s.app == app)
        user.ask(session, "fill", user="sample", seed=SEED, big="no")
        found = user.ask(session, "read")
        user.leave(session)
        return found

    def _open(self, app: DrillApp, number: int, sample: Reading | None) -> Probe:
        user = User(f"trial-{number}", self._target, self._options)
        session = next(s for s in user.sessions if s.app == app)
        filled = number % 2 == 1
        query: dict[str, str | int] = {"seed": SEED, "big": "no"} if filled else {}
        found = user.ask(session, "fill" if filled else "login", user=user.name, **query)
        if found is None or (filled and sample is None):
            return Probe(user, app, found.instance if found else "", None)
        attributes = sample.attributes if filled and sample else {}
        return Probe(user, app, found.instance, replace(found, user=user.name, attributes=attributes))


@dataclass(slots=True)
class ProbeResult:
    """A trial as its partner has it."""

    probe: Probe
    partner: DrillInstance | None
    lacks: int
    late: bool
    leaked: bool = False


class ProbeResults:
    """What the partners have."""

    def __init__(self, seen: list[ProbeResult] | None = None) -> None:
        self.seen: list[ProbeResult] = seen if seen is not None else []

    def distribution(self) -> dict[str, int]:
        """Return the new sessions by instance."""
        return dict(Counter(s.probe.home for s in self.seen if s.probe.home))

    def figures(self, target: DrillTarget) -> Trials:
        """Return the figures."""
        asked = [s for s in self.seen if s.probe.expected and s.partner]
        late = [s for s in asked if s.late and not s.lacks]
        return Trials(
            total=len(self.seen),
            at_once=sum(not s.late and not s.lacks for s in asked),
            late=len(late),
            missing=sum(s.lacks > 0 for s in asked),
            lacking=sum(s.lacks for s in asked),
            unanswered=sum(s.probe.expected is None for s in self.seen),
            no_partner=sum(s.probe.expected is not None and s.partner is None for s in self.seen),
            leaked=sum(s.leaked for s in self.seen),
            slow_clusters=tuple(sorted({target.cluster_of(s.probe.home) for s in late})),
        )

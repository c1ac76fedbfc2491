"""What comes of an attribute that cannot be serialized: servers differ, and whoever moves to one must know."""

from __future__ import annotations

import time
from collections.abc import Iterator

from hactl.live.drill.readings import Reading
from hactl.live.drill.target import DrillApp, DrillInstance, DrillOptions, DrillTarget
from hactl.live.drill.users import User
from hactl.reports.drill import Uncopied

BESIDE = "once.beside"  # what the demo application sets in the same request
LATER = 3  # requests after the one that follows
POLL_S = 0.1


def look_at_clusters(target: DrillTarget, options: DrillOptions) -> tuple[Uncopied, ...]:
    """Return what was seen in each cluster with HA on, at its first instance."""
    return tuple(found for instance, app in _places(target) if (found := _look(target, options, instance, app)))


def _places(target: DrillTarget) -> Iterator[tuple[DrillInstance, DrillApp]]:
    for cluster in dict.fromkeys(i.cluster for i in target.instances):
        app, first = target.app_on(cluster), target.members(cluster)[0]
        on = cluster in target.replicated and target.partner(first.name) is not None
        if on and app is not None and app.replicated:
            yield first, app


def _look(target: DrillTarget, options: DrillOptions, instance: DrillInstance, app: DrillApp) -> Uncopied | None:
    """Use one session at the instance itself: log in, set both in one request, then more, one by one; read the copy."""
    user, partner = User("careless", target, options), target.partner(instance.name)
    user.ask_directly(instance.address, app, "login", user=user.name)
    answer = user.ask_directly(instance.address, app, "unserializable", keep="yes")
    following = user.ask_directly(instance.address, app, "change")
    later = [user.ask_directly(instance.address, app, "count") for _ in range(LATER)][-1]
    if partner is None or answer is None or following is None or later is None:
        return None
    copy = _settled(user, app, partner, later, options.settle_s)
    user.ask_directly(instance.address, app, "logout", create="no")
    return Uncopied(
        instance=instance.name,
        answer=answer.unserializable,
        beside=copy is not None and BESIDE in copy.attributes,
        following=copy is not None and copy.changed >= following.changed,
        later=copy is not None and copy.count >= later.count,
    )


def _settled(user: User, app: DrillApp, partner: DrillInstance, later: Reading, settle_s: float) -> Reading | None:
    """Read the copy until the last request has arrived, or the time to settle is over."""
    deadline = time.monotonic() + settle_s
    while True:
        copy = user.ask_directly(partner.address, app, "read", create="no")
        if (copy is not None and copy.count >= later.count) or time.monotonic() > deadline:
            return copy
        time.sleep(POLL_S)

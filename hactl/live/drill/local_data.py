"""Data that belongs to one instance: written at each, and looked for later, always past the balancer."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator

from hactl.live.drill.readings import lines
from hactl.live.drill.request import fetch
from hactl.live.drill.target import DrillInstance, DrillOptions, DrillTarget
from hactl.reports.drill import PlaceRow, Stay

PLACES = {"static": "static field", "context": "context attribute", "file": "file in the temp folder"}


class LocalData:
    """What each instance keeps for itself. A mark names the drill and the instance."""

    def __init__(self, target: DrillTarget, options: DrillOptions) -> None:
        self._target, self._options = target, options
        self._drill = secrets.token_hex(4)
        self._restarted: set[str] = set()

    def mark(self) -> None:
        """Write at every instance, in each place, a text that only this instance gets."""
        for instance in self._target.instances:
            self._ask(instance, f"local?mark={self._mark(instance.name)}")
        self._restarted.clear()

    def restarted(self, names: Iterable[str]) -> None:
        """Remember that these started anew since the mark."""
        self._restarted.update(names)

    def look(self, running: Iterable[DrillInstance]) -> tuple[PlaceRow, ...]:
        """Return what each running instance has now."""
        return tuple(row for instance in running for row in self._look(instance))

    def _look(self, instance: DrillInstance) -> Iterator[PlaceRow]:
        said = self._ask(instance, "local")
        for key, place in PLACES.items():
            stay = stayed(said.get(key, ""), self._mark(instance.name))
            restarted = instance.name in self._restarted
            yield PlaceRow(instance=instance.name, place=place, stay=stay, restarted=restarted)

    def _ask(self, instance: DrillInstance, operation: str) -> dict[str, str]:
        app = self._target.app_on(instance.cluster)
        if app is None:
            return {}
        headers = {"Host": self._target.host}
        return lines(fetch(instance.address, app.at(operation), headers, timeout_s=self._options.request_s).body)

    def _mark(self, name: str) -> str:
        return f"{self._drill}-{name}"


def stayed(said: str, mark: str) -> Stay:
    """Judge what a place holds: "count mark", or nothing. Of another drill's mark nothing is known."""
    found = said.partition(" ")[2]
    if found == mark:
        return Stay.STAYED
    return Stay.STRANGE if found.partition("-")[0] == mark.partition("-")[0] else Stay.GONE

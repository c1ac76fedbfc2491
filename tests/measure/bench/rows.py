"""The rows of docs/performance.md: what is measured, what is to be reached, and how a row's figures are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from measure.bench import startup
from measure.bench.large import STEPS, Growth
from measure.bench.peers import Beside
from measure.bench.rounds import Pair

INFORMATION = "-"
BILL = "shares of the run by cProfile, once, {n} instances; it makes many short calls look dearer than they are"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table. `how`: what was done; {n}: the size of the rounds, {ten}: ten times as many."""

    what: str
    goal: str
    how: str


ROWS: Mapping[str, Row] = {
    "create": Row(what="`create`, {n} instances / F", goal="≤ 3.5", how="into an empty folder"),
    "fresh": Row(
        what="no change, first run on a fresh checkout / F0",
        goal="≤ 4",
        how="`create` in a copy of spec and files (`cp -r`); of `.hactl` only the manifest",
    ),
    "again": Row(what="no change, again: `create` / F0", goal="≤ 1", how="right after that run"),
    "diff": Row(what="no change, again: `diff` / F0", goal="≤ 1", how="`diff --exit-code`, which must end with 0"),
    "status": Row(what="no change, again: `status` / F0", goal="≤ 1", how="`status`"),
    "switch": Row(
        what="switch half of the clusters off / Ft",
        goal="≤ 5",
        how="`disable-ha 'a*' --yes`, which names every second one",
    ),
    "validate": Row(
        what="`validate` / F",
        goal="≤ 0.4",
        how="beside the files that hactl made, into which it looks; alone: no files there",
    ),
    "memory": Row(
        what="{ten} instances, peak memory",
        goal="≤ 300 MB",
        how="the most that the process held (`VmHWM`), once; of `.hactl` only the manifest before each",
    ),
    "growth": Row(
        what="an instance at {ten} / at {small}",
        goal="≤ 1.1",
        how="CPU of the same commands; {ten} and {n} once, {small} three times",
    ),
    "bill-create": Row(what="where `create`'s time goes", goal=INFORMATION, how=BILL),
    "bill-fresh": Row(what="where the first run's without a change goes", goal=INFORMATION, how=BILL),
    "bill-switch": Row(what="where the switch's goes", goal=INFORMATION, how=BILL),
    "start-validate": Row(what="`validate` of 2 / an empty typer command", goal="≤ 1.3", how="whole processes"),
    "start-create": Row(what="`create` of 2 without change / the same", goal="≤ 1.5", how="whole processes"),
    "start-help": Row(what="`--help` / the same", goal="≤ 1.1", how="whole processes"),
    "start-completion": Row(
        what="completion of `hactl cre` / the same", goal="≤ 1.1", how="as bash asks: `_HACTL_COMPLETE=complete_bash`"
    ),
    "start-version": Row(what="`--version` / bare Python", goal=INFORMATION, how="`python -m hactl`, `python -c ''`"),
    "start-typer": Row(what="an empty typer command / bare Python", goal=INFORMATION, how="what one cannot go below"),
    "disk": Row(
        what="wall seconds on a disk, {n} instances",
        goal=INFORMATION,
        how="once, after a `sync`; the same code differs threefold there",
    ),
    "lab": Row(
        what="`lab up` of 2 x 2, all fetched / the bare four",
        goal="≤ 1.3",
        how="wall, by turns; the same bases without `<Cluster>`, two by `catalina.sh` at once until both answer 200, "
        "then two more",
    ),
    "peers": Row(
        what="Ansible's `template` / `create`, CPU of a file",
        goal="≥ 300",
        how="100 `server.xml` with the same bytes against all files of 100 instances; start-up of both is in it",
    ),
}


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return the median, the range, and of how many."""
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f}, of {len(values)})"


def of_rounds(pairs: Mapping[str, Sequence[Pair]]) -> Iterator[tuple[str, str]]:
    """Yield the cells of the steps of the rounds."""
    for step, found in pairs.items():
        cell = spread([pair.ratio for pair in found])
        if unseen := [pair.hactl.cpu / pair.unseen.cpu for pair in found if pair.unseen]:
            cell += f"; against a floor that looks at nothing {spread(unseen)}"
        if alone := [pair.alone.cpu / pair.floor.cpu for pair in found if pair.alone]:
            cell += f"; of the spec alone {spread(alone)}"
        yield step, cell


def of_growth(found: Growth) -> Iterator[tuple[str, str]]:
    """Yield the cells of memory and growth."""
    yield "memory", ", ".join(f"{step} {found.peak(step):.0f} MB" for step in STEPS)
    small, middle, _ = found.sizes
    each = (f"{step} {found.times(step, small):.2f}" for step in STEPS)
    against = ", ".join(f"{found.times(step, middle):.2f}" for step in STEPS)
    yield "growth", f"{', '.join(each)}; against {middle:,}: {against}"


def of_bill(found: Mapping[str, Mapping[str, float]]) -> Iterator[tuple[str, str]]:
    """Yield the cells of the bills: the largest part first, those below a hundredth left out."""
    for step, shares in found.items():
        parts = sorted(((share, part) for part, share in shares.items() if share >= 0.01), reverse=True)
        rest = 1 - sum(shares.values())
        yield f"bill-{step}", ", ".join((*(f"{part} {share:.0%}" for share, part in parts), f"all else {rest:.0%}"))


def of_starts(rounds: Sequence[Mapping[str, float]]) -> Iterator[tuple[str, str]]:
    """Yield the cells of the start-up."""
    for name in ("validate", "create", "help", "completion"):
        yield f"start-{name}", spread([costs[name] / costs[startup.BASE] for costs in rounds], 2)
    yield "start-version", spread([costs["version"] / costs[startup.BARE] for costs in rounds])
    yield "start-typer", spread([costs[startup.BASE] / costs[startup.BARE] for costs in rounds])


def of_disk(found: Mapping[str, tuple[float, float]], kind: str) -> Iterator[tuple[str, str]]:
    """Yield the cell of the disk."""
    each = ", ".join(f"{step} {hactl:.1f} s (floor {least:.1f} s)" for step, (hactl, least) in found.items())
    yield "disk", f"{kind}: {each}"


def of_lab(found: Sequence[tuple[float, float]]) -> Iterator[tuple[str, str]]:
    """Yield the cell of the lab."""
    up, bare = (median(each) for each in zip(*found, strict=True))
    ratio = spread([mine / theirs for mine, theirs in found], 2)
    yield "lab", f"{ratio}; {up:.1f} s beside {bare:.1f} s"


def of_peers(found: Beside) -> Iterator[tuple[str, str]]:
    """Yield the cell of Ansible."""
    first, again = (theirs / mine for theirs, mine in zip(found.ansible, found.hactl, strict=True))
    counted = f"{found.files} files against {found.hactl_files}"
    yield "peers", f"{first:.0f} the first time, {again:.0f} without a change ({counted}, once)"

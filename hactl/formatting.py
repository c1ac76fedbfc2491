"""Specs laid out anew, and written as hactl writes a spec: never into the middle of a run, and whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hactl import operations, validation
from hactl.errors import HactlError, HasProblems, UsageError
from hactl.files.aside import rewrite_aside
from hactl.operations import Order
from hactl.plan import Change
from hactl.problems import Place, Problem
from hactl.regular import read_regular
from hactl.spec import fixes
from hactl.spec.compose import compose, decode
from hactl.spec.layout import NotAsBefore, laid_out
from hactl.spec.read import MOST
from hactl.targets import ENVIRONMENT, Blob, Effect, Kind, Location

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formatted:
    """A spec as it is, and as it is to be laid out; what is wrong with it, where it cannot be."""

    path: Path
    before: bytes
    after: bytes
    problems: tuple[Problem, ...] = ()

    @property
    def same(self) -> bool:
        """Tell whether there is nothing to do."""
        return self.before == self.after

    def change(self) -> Change:
        """Return the difference, as a plan would have it."""
        return Change(
            location=Location(ENVIRONMENT, PurePosixPath(self.path)),
            kind=Kind.EDIT,
            owner=ENVIRONMENT,
            takes_effect=Effect.AT_ONCE,
            before=Blob.of(self.before),
            after=Blob.of(self.after),
        )


def look(path: Path) -> Formatted:
    """Return a spec file as it is to be laid out. Raises UsageError, HactlError: it cannot be read."""
    try:
        data = read_regular(path, MOST)
    except FileNotFoundError as error:
        raise UsageError(f"there is no `{path}`") from error
    except OSError as error:
        raise HactlError(f"cannot read `{path}`: {error.strerror}") from error
    return formatted(path, data)


def formatted(path: Path, data: bytes) -> Formatted:
    """Return the spec in these bytes as it is to be laid out."""
    source, problems = decode(data, str(path))
    if not problems:
        tree, problems = compose(source)
        if tree is not None and not problems:
            try:
                after = laid_out(source).encode()
            except NotAsBefore as stop:
                problems = [_left_alone(path, stop)]
            else:
                bom = _BOM if data.startswith(_BOM) else b""
                return Formatted(path=path, before=data, after=bom + after)
    return Formatted(path=path, before=data, after=data, problems=tuple(problems))


def fixed(path: Path) -> Formatted:
    """Return a spec file with what one safe edit fixes. Raises UsageError, HactlError: it cannot be read."""
    spec = validation.load(path)
    return Formatted(path=path, before=spec.data, after=fixes.fixed(spec, validation.load_edited))


def _left_alone(path: Path, stop: NotAsBefore) -> Problem:
    message = f"this spec was left as it is: hactl cannot format it and be sure that it means the same ({stop})"
    return Problem(id="spec-layout", message=message, hint="format it by hand", place=Place(str(path)))


def write(wanted: Formatted, make: Callable[[Path], Formatted] = look, command: str = "hactl fmt") -> None:
    """Write a spec as it is to be; `make` makes that of the file, for this command.

    What a killed run left is brought to an end first, and no other run begins meanwhile.

    Raises:
        Refused: a run is going on, the file changed meanwhile, or it cannot be replaced.
    """
    with _held(wanted.path, command):
        if read_regular(wanted.path, MOST) != wanted.before:  # a run that was killed has put its own spec in place
            wanted = make(wanted.path)
        if not wanted.same:
            rewrite_aside(wanted.path, wanted.before, wanted.after)


def _held(path: Path, command: str) -> AbstractContextManager[None]:
    order = Order(spec=path, finish=True)
    try:
        _, places = operations.settled(order)
    except HasProblems:  # nobody can say whose spec this is, so nothing runs by it
        return nullcontext()
    if not places.out.is_dir():
        return nullcontext()
    return order.access(places).runs.begin(command).held(())

"""A spec file read whole: the environment it describes, or everything that is wrong with it, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from hactl.errors import HactlError, UsageError
from hactl.model import Environment
from hactl.problems import KeyPath, Place, Problem, Severity, errors
from hactl.regular import read_regular
from hactl.spec.compose import compose, decode
from hactl.spec.longform import expand
from hactl.spec.salvage import Salvaged, follows, salvage
from hactl.spec.servers import ServerLines
from hactl.spec.trail import Trail
from hactl.spec.tree import Mapping as MappingNode
from hactl.spec.tree import Source, key_offset, leaves, offset_of, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One spec file.

    `environment` is what it describes, None while there are errors. `draft` is what the
    checks may look at: also there when the errors (an unknown key, an unknown server)
    do not touch what is checked. `salvaged` is what else may be checked where there is no draft, and `doubtful` the
    key paths where something else than the spec's value stands in it. `origins` tells where each value came from:
    "spec", "spec, <key>" (a default a person set), "default" or "derived from ..."; `values` is each such value
    as decided: text, number, truth, None or a tuple of them. All key paths are those of the long form.
    """

    path: Path
    data: bytes = field(repr=False)
    environment: Environment | None = None
    draft: Environment | None = field(default=None, repr=False)
    salvaged: Environment | None = field(default=None, repr=False)
    doubtful: frozenset[KeyPath] = frozenset()
    problems: tuple[Problem, ...] = ()
    origins: Mapping[KeyPath, str] = field(default_factory=dict, repr=False)
    values: Mapping[KeyPath, object] = field(default_factory=dict, repr=False)
    source: Source = field(repr=False, compare=False)
    tree: MappingNode | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """Return the text, without byte order mark."""
        return self.source.text

    def place(self, path: KeyPath) -> Place:
        """Return where the value of a key path stands, or the nearest one above it that is in the file."""
        return self.source.place(offset_of(self.tree, path)) if self.tree else Place(self.source.name)

    def locate(self, problem: Problem) -> Problem:
        """Return the problem with its place in the file, from its key path; a place it has stays."""
        if problem.place is not None:
            return problem
        return replace(problem, place=self.place(problem.at or ()) if problem.at else Place(self.source.name))


MOST = 4 << 20  # bytes; 1,000 instances, each with all its words, have 0.3 MB


def read_spec(path: Path, known: ServerLines) -> Spec:
    """Return the spec in a file. Raises UsageError if there is none, HactlError if it cannot be read."""
    try:
        data = read_regular(path, MOST)
    except FileNotFoundError as error:
        hint = "`hactl init` writes a new one; `-f FILE` names another"
        raise UsageError(f"there is no spec `{path}`", hint=hint) from error
    except IsADirectoryError as error:
        raise UsageError(f"`{path}` is a folder, not a spec", hint="name the file in it") from error
    except OSError as error:
        raise HactlError(f"cannot read `{path}`: {error.strerror}") from error
    return read_text(data, str(path), path.parent, known)


def read_text(data: bytes, name: str, folder: Path, known: ServerLines) -> Spec:
    """Return the spec in these bytes; `name` is what places call it, `folder` what its paths are relative to."""
    path = folder / Path(name).name
    source, problems = decode(data, name)
    if problems:
        return Spec(path=path, data=data, source=source, problems=tuple(problems))
    tree, problems = compose(source)
    if tree is None:
        return Spec(path=path, data=data, source=source, problems=tuple(problems))
    spec = Spec(path=path, data=data, source=source, tree=expand(tree), problems=tuple(problems))
    return _resolved(spec, known)


def _resolved(spec: Spec, known: ServerLines) -> Spec:
    from hactl.spec.resolve import resolve

    assert spec.tree is not None
    read, problems = _checked(spec.tree, spec.source)
    trail = Trail()
    salvaged = resolve(read.part, spec.path.name, known, trail) if read else None
    doubtful = (read.doubtful if read else frozenset()) | trail.unknown
    draft = None if doubtful else salvaged
    from_names = (p for p in trail.problems if not (read and follows(p, read.doubtful)))
    found = [*spec.problems, *problems, *map(spec.locate, from_names)]
    return replace(
        spec,
        environment=None if errors(found) else draft,
        draft=draft,
        salvaged=salvaged,
        doubtful=doubtful,
        problems=tuple(sorted(found, key=lambda problem: problem.place or Place(""))),
        origins=trail.origins,
        values=trail.values,
    )


def _checked(tree: MappingNode, source: Source) -> tuple[Salvaged | None, list[Problem]]:
    """Return what the schema makes of the tree; what is wrong is reported and then passed over."""
    from pydantic_core import ValidationError

    from hactl.spec.complaints import complaints
    from hactl.spec.schema import validate

    problems = _without_value(tree, source)
    values = plain(tree)
    try:
        return Salvaged(validate(values), frozenset()), problems
    except ValidationError as error:
        only_unknown = not problems and all(each["type"] == "unexpected_keyword_argument" for each in error.errors())
        empty = {problem.at for problem in problems}
        problems += [problem for problem in complaints(error, tree, source) if problem.at not in empty]
    found = salvage(values, validate)
    return (replace(found, doubtful=frozenset()) if only_unknown and found else found), problems


def _without_value(tree: MappingNode, source: Source) -> list[Problem]:
    """Return a problem for each key that has nothing behind it: a default is asked for by leaving the key out."""
    found = [path for path, scalar in leaves(tree) if scalar.value is None]
    return [
        Problem(
            id="spec-no-value",
            message=f"`{next(part for part in reversed(path) if isinstance(part, str))}` has no value",
            hint="write one, or remove the key if you want the default",
            severity=Severity.ERROR,
            at=path,
            place=source.place(key_offset(tree, path)),
        )
        for path in found
    ]

"""`hactl validate`: guards a repository in CI: every problem of every spec, in one process."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from hactl import findings, lacking, operations, validation
from hactl.apps import archives
from hactl.cli import names
from hactl.cli.console import Console
from hactl.cli.options import go_to, speaks, takes
from hactl.cli.own_file import write_own
from hactl.errors import CheckFailed, HactlError, UsageError
from hactl.findings import Baseline, Selection
from hactl.operations import Order
from hactl.problems import Problem, Severity, did_you_mean, errors, warnings
from hactl.protection import Protection
from hactl.regular import read_regular
from hactl.rules import check_across
from hactl.servers.lifecycle import told
from hactl.spec import Spec, find_specs
from hactl.spec.salvage import follows
from hactl.views import plan as plan_view
from hactl.views import problems as view
from hactl.views import protection
from hactl.views.look import count


class Form(StrEnum):
    """How problems are shown: those below JSON are other programs' formats, each a module of `hactl.views.reports`."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"


Paths = Annotated[
    list[Path] | None, typer.Argument(metavar="PATH", help="Specs, or folders to search (default: all below here).")
]
AsForm = Annotated[
    Form, typer.Option("--format", help="text, json, or for CI: github (annotations), gitlab, sarif, junit.")
]
Files = Annotated[list[Path] | None, typer.Option("--file", "-f", metavar="FILE", help="A spec, as PATH.")]
AllowNone = Annotated[bool, typer.Option("--allow-none", help="Finding no spec is not an error.")]
Root = Annotated[
    Path | None, typer.Option("--root", metavar="DIR", help="Look into copies of absolute bases at DIR/<host>/.")
]
Host = Annotated[
    list[str] | None,
    typer.Option(
        "--host", metavar="NAME", help="This machine is host NAME: look into its bases.", autocompletion=names.hosts
    ),
]
Folder = Annotated[Path | None, typer.Option("--directory", "-C", metavar="DIR", help="Work as if started in DIR.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """Which problems count, and whether warnings fail the run too."""

    select: Sequence[str] | None = None
    ignore: Sequence[str] | None = None
    severity: Severity = Severity.NOTE
    strict: bool = False
    fix: bool = False
    yes: bool = False
    baseline: Path | None = None
    write_baseline: Path | None = None


_COUNTING: Mapping[str, Any] = {
    "select": Annotated[
        list[str] | None,
        typer.Option("--select", metavar="ID", help="Only these ids: `port-twice,nginx-*`; repeatable."),
    ],
    "ignore": Annotated[list[str] | None, typer.Option("--ignore", metavar="ID", help="Not these ids; repeatable.")],
    "severity": Annotated[
        Severity, typer.Option("--severity", help="Show these and more severe ones: note, warning, error.")
    ],
    "fix": Annotated[
        bool, typer.Option("--fix", help="Make safe edits of the specs; shows them first, and asks without --yes.")
    ],
    "yes": Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")],
    "strict": Annotated[bool, typer.Option("--strict", help="Exit 3 for warnings, too.")],
    "baseline": Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Leave out the problems that FILE knows.")
    ],
    "write_baseline": Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="Write the present problems to FILE.")
    ],
}


@speaks(form=AsForm, default=Form.TEXT)
@takes(counting=(Counting, _COUNTING))
def command(  # noqa: PLR0913 - one parameter an option
    console: Console,
    counting: Counting,
    paths: Paths = None,
    file: Files = None,
    allow_none: AllowNone = False,
    directory: Folder = None,
    root: Root = None,
    host: Host = None,
) -> int:
    """Check specs: all problems of all files at once, each with its line and how to fix it.

    Looks into the applications that a spec names, and into bases that exist: what keeps sessions from being copied
    although HA is on is a warning. Bases that are not here are no problem.
    """
    go_to(directory)
    selection = _selection(counting)
    wanted = [*(paths or ()), *(file or ())] or [Path()]
    if empty := [path for path in wanted if not allow_none and not find_specs([path])]:
        raise _nothing(empty)
    files = find_specs(wanted)
    if counting.fix:
        _fix(files, console, yes=counting.yes)
    specs = [validation.load(path) for path in files]
    here = frozenset(host or ())
    top = root.absolute() if root else None
    looked = [each for spec in specs if (each := _protection(spec, top, here))]
    every = [
        *_of_specs(specs),
        *(problem for each in looked for problem in each.problems()),
        *(problem for spec in specs for problem in _certificates(spec, top, here)),
    ]
    found = _counted(view.in_order([each for each in every if selection.chooses(each)]), counting, console)
    console.also(found)
    console.result(
        lambda: view.counted(found, checked=len(specs)),
        lambda: _shown(console, found, specs, strict=counting.strict),
    )
    if console.form == Form.TEXT:
        if said := protection.looked(looked):
            console.say(said)
        for line in told(spec.salvaged for spec in specs if spec.salvaged is not None):
            console.say(line)
        console.say(view.summary(found, checked=len(specs)))
    return CheckFailed.exit_code if errors(found) or (counting.strict and warnings(found)) else 0


def _fix(files: Sequence[Path], console: Console, *, yes: bool) -> None:
    """Edit these specs where one safe edit is the way out.

    Raises:
        Refused: the person said no, or nobody can be asked; a run is going on.
    """
    from hactl import formatting  # what writes specs: seldom needed

    better = [each for each in map(formatting.fixed, files) if not each.same]
    if not better:
        return
    if not console.json:
        console.out("".join(plan_view.diff(each.change(), look=console.look) for each in better))
        sys.stdout.flush()
    console.confirm(f"Fix {count(len(better), 'spec')}?", yes=yes)
    for each in better:
        formatting.write(each, formatting.fixed, "hactl validate --fix")
    console.say(f"fixed {', '.join(str(each.path) for each in better)}")


def _of_specs(specs: Sequence[Spec]) -> Iterator[Problem]:
    """Yield what is wrong in the specs, in several of them together, and in what they name."""
    for spec in specs:
        yield from spec.problems
        if spec.salvaged is not None:
            absent = archives.missing(spec.salvaged.apps, spec.path.resolve().parent)
            yield from (spec.locate(each) for each in absent if not follows(each, spec.doubtful))
        if spec.environment is not None:
            yield from map(spec.locate, lacking.missing(Order(spec=spec.path), spec.environment))
    yield from (problem for _path, problem in check_across(specs))


def _selection(counting: Counting) -> Selection:
    """Return which problems count. Raises UsageError: there is no such id."""
    found = Selection(
        select=_split(counting.select),
        ignore=_split(counting.ignore),
        least=counting.severity,
    )
    if found.select or found.ignore:
        from hactl.rules import catalogue

        for pattern in found.unknown(catalogue.ALL):
            near = did_you_mean(pattern, catalogue.ALL)
            hint = near if near.startswith("did") else "`hactl explain` lists all ids"
            raise UsageError(f"there is no problem `{pattern}`", hint=hint)
    return found


def _split(words: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(word.strip() for text in words or () for word in text.split(",") if word.strip())


def _counted(found: list[Problem], counting: Counting, console: Console) -> list[Problem]:
    """Return the problems that the baseline does not know; write one where that was asked for.

    Raises:
        HactlError: it cannot be read or written, or is no baseline.
    """
    if counting.write_baseline is not None:
        written = findings.baseline_of(found, counting.write_baseline.resolve().parent)
        file, text = counting.write_baseline, findings.as_json(written)
        write_own(file, text.encode(), what="a baseline of hactl's", is_ours=_is_baseline, mode=0o666)
        console.say(f"{counting.write_baseline}: {view.summary(found)}, recorded as known")
        return []
    if counting.baseline is None:
        return found
    folder = counting.baseline.resolve().parent
    known = _known(counting.baseline)
    new = known.new(found, folder)
    gone = known.gone(found, folder)
    old = f"{counting.baseline}: {count(len(found) - len(new), 'known problem')}"
    console.say(old + (f", {gone} gone since (`--write-baseline` writes it again)" if gone else ""))
    return new


def _is_baseline(data: bytes) -> bool:
    findings.read_baseline(data, "")
    return True


def _known(file: Path) -> Baseline:
    """Return the baseline in a file. Raises HactlError: it cannot be read, or is none."""
    try:
        return findings.read_baseline(read_regular(file), str(file))
    except OSError as failed:
        raise HactlError(f"{file}: {failed.strerror}") from None


def _shown(console: Console, found: Sequence[Problem], specs: Sequence[Spec], *, strict: bool) -> str:
    if console.form == Form.TEXT:
        return view.text(found, look=console.look, why=console.why)
    from hactl.views.reports import Report

    shown = tuple(spec.source.name for spec in specs)
    report = Report(problems=tuple(found), specs=shown, folder=Path.cwd(), strict=strict)
    text: str = import_module(f"hactl.views.reports.{console.form}").render(report)
    return text


def _nothing(paths: list[Path]) -> UsageError:
    """Return what is said where a green answer would be about nothing at all."""
    where = ", ".join(str(path.absolute()) for path in paths)
    hint = "specs are files named *.hactl.yaml; if there may be none: --allow-none"
    return UsageError(f"no spec below {where}", hint=hint)


def _certificates(spec: Spec, root: Path | None, here: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with the balancer's certificates; never remembered, since they end by themselves."""
    environment = spec.environment
    if environment is not None and environment.balancer.tls:
        from hactl import certificates

        places = operations.places_for(Order(spec=spec.path, root=root, here=here), environment)
        yield from map(spec.locate, certificates.problems(environment, places))


def _protection(spec: Spec, root: Path | None, here: frozenset[str]) -> Protection | None:
    """Return what keeps this spec's sessions from being copied; None where it is too wrong to know."""
    if spec.environment is None:
        return None
    return operations.looked_into(Order(spec=spec.path, root=root, here=here), spec)

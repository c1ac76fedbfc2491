"""`hactl graph`: the environment as a picture."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hactl import operations, surroundings, validation
from hactl.cli import names
from hactl.cli.change import order_of
from hactl.cli.console import Console
from hactl.cli.ha import named
from hactl.cli.options import Where, speaks, takes_spec
from hactl.cli.own_file import write_own
from hactl.errors import UsageError
from hactl.graph import Folding, Picture, Seen, picture_of
from hactl.graph.picture import DRAWN
from hactl.model import Environment
from hactl.views.look import Look

BEGINNING = 2000  # bytes in which a picture says what it is


class Form(StrEnum):
    """What a picture is written in."""

    SVG = "svg"
    DOT = "dot"
    MERMAID = "mermaid"
    TEXT = "text"
    JSON = "json"
    USUAL = "auto"


BY_NAME = {".svg": Form.SVG, ".dot": Form.DOT, ".gv": Form.DOT, ".mmd": Form.MERMAID, ".mermaid": Form.MERMAID}
BY_NAME[".txt"] = Form.TEXT

AsForm = Annotated[
    Form,
    typer.Option(
        "--format",
        help="svg for a browser, dot for Graphviz, mermaid for a wiki, text for a terminal, json for programs; "
        "auto: by the name of --output, else svg.",
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the picture to this file, not to stdout.")
]
Fold = Annotated[
    bool | None,
    typer.Option("--fold/--no-fold", help="One box per cluster, or per instance (default: by their number)."),
]
Unfolded = Annotated[
    list[str] | None,
    typer.Option(
        "--cluster",
        metavar="NAME",
        autocompletion=names.clusters,
        help="Draw this cluster's instances, and fold the others; `*` and `?` allowed.",
    ),
]


@takes_spec(positional=True)
@speaks(form=AsForm, default=Form.USUAL)
def command(where: Where, console: Console, output: Output = None, fold: Fold = None, cluster: Unfolded = None) -> int:
    """Draw the environment of a spec: balancer, clusters, instances, who copies to whom. Nothing else is changed."""
    form = _form(console, where, output)
    spec = validation.load(where.spec)
    environment = validation.sound(spec)
    console.problems(spec.problems)
    folding = Folding(all_=fold, unfolded=_unfolded(cluster or [], environment, fold))
    places = operations.places_for(order_of(where), environment)
    picture = picture_of(environment, folding, Seen(marks=surroundings.aside(environment, places)))
    drawn = _drawn(picture, form, Look() if output else console.look)
    if amiss := _amiss(drawn, form):
        console.say(amiss)
    written = str(output) if output else None
    if output is None:
        console.result(lambda: {"svg": drawn, "written": written}, lambda: drawn)
        return 0
    text = drawn if form is not Form.TEXT else f"{drawn}\n{picture.drawn_from}\n"
    write_own(output.absolute(), text.encode(), what="a picture by hactl", is_ours=_is_picture, mode=0o666)
    console.say(f"wrote {output}")
    console.result(lambda: {"svg": drawn, "written": written})
    return 0


def _form(console: Console, where: Where, output: Path | None) -> Form:
    """Return the form that was asked for, by --format or else by the file's name.

    Raises:
        UsageError: --out, the folder of the environment, got the name of a picture.
    """
    if where.out and where.out.suffix in BY_NAME and not output:
        hint = f"the picture's file is named by `--output {where.out.name}` (or -o)"
        raise UsageError("--out names the environment's folder, not the picture", hint=hint)
    named_so = BY_NAME.get(output.suffix) if output else None
    if Form(console.form) is not Form.USUAL:
        return Form(console.form)
    console.form = str(named_so or Form.SVG)
    return Form(console.form)


def _is_picture(data: bytes) -> bool:
    return DRAWN.encode() in data[:BEGINNING]


def _unfolded(patterns: list[str], environment: Environment, fold: bool | None) -> frozenset[str]:
    """Return the clusters to be drawn whole.

    Raises:
        UsageError: there is no such cluster, or all are drawn whole anyhow.
    """
    if patterns and fold is False:
        raise UsageError("--no-fold draws all instances, so --cluster has no effect", hint="leave one out")
    return frozenset(named(patterns, environment))


def _drawn(picture: Picture, form: Form, look: Look) -> str:
    """Return the picture in one of its forms; the others' code is not loaded."""
    if form is Form.TEXT:
        from hactl.graph.terminal import text

        return text(picture, look=look)
    if form is Form.DOT:
        from hactl.graph.dot import dot

        return dot(picture)
    if form is Form.MERMAID:
        from hactl.graph.mermaid import mermaid

        return mermaid(picture)
    from hactl.graph.svg import svg

    return svg(picture)


def _amiss(drawn: str, form: Form) -> str:
    """Return why nobody may see the picture, "" where all is well."""
    if form is Form.TEXT and not drawn:
        return "the terminal is too narrow for a picture"
    if form is Form.MERMAID:
        from hactl.graph.mermaid import too_large

        return too_large(drawn)
    return ""

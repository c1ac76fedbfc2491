"""Headers that stand in another file than the one hactl edits: seen once all of NGINX's files are read as one.

NGINX takes `add_header` from the innermost block that has any (ngx_http_headers_module), an included one too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hactl.balancer.nginx.includes import Source, whole
from hactl.edits.nginx_syntax import Directive
from hactl.problems import Place, Problem, Severity

HEADER = "add_header"


def look(source: Source, main: str, prefix: str) -> Iterator[Problem]:
    """Yield what a person should know: headers of their own that the cookie hides, locations where it is hidden itself.

    `prefix`: how the environment's variables begin.
    """
    told: set[tuple[str, int]] = set()
    for chain in _ways(whole(source, main), (), f"${prefix}_"):
        for problem in _judged(chain, f"${prefix}_"):
            assert problem.place is not None, "both kinds have one"
            if (problem.place.file, problem.place.line or 0) not in told:
                told.add((problem.place.file, problem.place.line or 0))
                yield problem


def _ways(block: Directive, around: tuple[Directive, ...], variable: str) -> Iterator[tuple[Directive, ...]]:
    """Yield each location that leads to a pool of the environment, with the blocks around it, the outermost first."""
    chain = (*around, block)
    if any(variable in d.words[-1] for d in block.named("proxy_pass")):
        yield chain
    for inner in block.body:
        if inner.body:
            yield from _ways(inner, chain, variable)


def _judged(chain: Sequence[Directive], variable: str) -> Iterator[Problem]:
    levels = [found for block in reversed(chain) if (found := list(block.named(HEADER)))]
    inner, outer = [*levels, [], []][:2]
    if not any(
        d.words[1].lower() == "set-cookie" and d.words[2].startswith(variable) for d in inner if len(d.words) > 2
    ):
        if inner:
            message = "users of this location are not kept on their instance: this header hides hactl's cookie"
            hint = f"put hactl's `add_header Set-Cookie {variable}…_set always;` beside it, as in the server block"
            yield _warning("nginx-cookie-hidden", message, hint, inner[0])
        return
    repeated = {d.words for d in inner}
    for directive in outer:
        if directive.words not in repeated:
            message = f"the header {directive.words[1]} is no longer sent where hactl sets its cookie"
            yield _warning("nginx-header-hidden", message, "repeat this line in the server block", directive)


def _warning(id_: str, message: str, hint: str, at: Directive) -> Problem:
    return Problem(id=id_, message=message, hint=hint, severity=Severity.WARNING, place=Place(at.file, at.line, 1))

"""Ways out that are one safe edit of the spec: a word in another spelling, quotes that are missing or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from hactl.problems import Problem, errors
from hactl.spec.read import Spec
from hactl.spec.shapes import Splice
from hactl.spec.tree import Scalar, find
from hactl.spec.values import RENAMED

_TRUTH = {"on": "true", "yes": "true", "y": "true", "off": "false", "no": "false", "n": "false"}


def fixed(spec: Spec, read: Callable[[Spec, bytes], Spec]) -> bytes:
    """Return the spec's bytes with every fix that is proven; the same bytes where there is none.

    `read` reads and checks other contents of the same spec. A fix is proven when the spec, read again with it, has the
    problem no more and no other one that it had not.
    """
    waiting = list(spec.problems)
    while waiting:  # one after the other: a fix moves what stands behind it, key paths stay
        problem = waiting.pop()
        for splice in _ways_out(spec, problem):
            again = read(spec, _applied(spec, splice))
            if _proven(spec, again, problem):
                spec = again
                break
    return spec.data


def _applied(spec: Spec, splice: Splice) -> bytes:
    text = spec.text
    bom = spec.data[: len(spec.data) - len(text.encode())]
    return bom + (text[: splice.start] + splice.text + text[splice.end :]).encode()


def _proven(before: Spec, after: Spec, problem: Problem) -> bool:
    left = {(each.id, each.at) for each in after.problems}
    had = {(each.id, each.at) for each in before.problems}
    fewer = len(errors(after.problems)) <= len(errors(before.problems))
    return (problem.id, problem.at) not in left and left <= had and fewer


def _ways_out(spec: Spec, problem: Problem) -> Iterator[Splice]:
    way = _WAYS.get(problem.id)
    if way is None or spec.tree is None or not problem.at:
        return
    node = find(spec.tree, problem.at)
    if not isinstance(node, Scalar) or node.alias:
        return
    word = way(spec.text[node.start : node.end])
    if word is not None:
        yield Splice(node.start, node.end, word)


def _truth(word: str) -> str | None:
    return _TRUTH.get(word.strip("\"'").lower())


def _today(word: str) -> str | None:
    return RENAMED.get(word.strip("\"'"))


def _quoted(word: str) -> str | None:
    return f'"{word}"' if word.replace(".", "").isdigit() else None


def _number(word: str) -> str | None:
    """Return a number without its quotes, or with them: whichever it has not."""
    bare = word.strip("\"'")
    return None if not bare.isdigit() else bare if bare != word else f'"{word}"'


_WAYS: Mapping[str, Callable[[str], str | None]] = {
    "spec-boolean-word": _truth,
    "spec-word-renamed": _today,
    "spec-float-version": _quoted,
    "spec-wrong-type": _number,
}
"""Id -> what a value is to be instead, None where nobody can say."""

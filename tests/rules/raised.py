"""Which problem ids the code can raise, and with which severity: read from its syntax trees.

An id reaches a person inside of a `Problem`. Whoever makes one takes the id from its caller, and so may that one: every
function whose parameter ends in the place of an id is found by following the calls, and so is each constant that is
given to it. What cannot be followed (an id out of a tuple that was returned) is `Unclear`, for the test to know.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from support.source_tree import Function, Module, modules, place

Words = frozenset[str]  # names of severities, as in `Severity.ERROR`; nothing: not known here
Scopes = tuple[Function, ...]  # the functions around a call, the innermost first


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """Something that is called with an id: by its name or, `at`, by position; the severity likewise.

    `module`: "" for a class that is known by its name everywhere. `method`: called on any object.
    """

    name: str
    module: str = ""
    method: bool = False
    word: str = "id"
    at: int | None = None
    severity_word: str = "severity"
    severity_at: int | None = None
    usual: Words = frozenset({"ERROR"})


SEEDS = (
    Taker(name="Problem"),
    Taker(name="Finding", usual=frozenset({"WARNING"})),
    Taker(name="EditRefused", at=0),
    Taker(name="Rule"),
    Taker(name="_Claim"),
    Taker(name="Ending"),
)


@dataclass(frozen=True, slots=True)
class Raised:
    """An id as a constant, and with which severities it goes out there."""

    id: str
    severities: Words
    where: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """An id that is no constant: the module, and what is written in its place."""

    module: str
    text: str
    where: str


@dataclass(slots=True)
class Reading:
    """What was found so far."""

    takers: set[Taker] = field(default_factory=lambda: set(SEEDS))
    raised: set[Raised] = field(default_factory=set)
    unclear: set[Unclear] = field(default_factory=set)


def read() -> Reading:
    """Return what the code raises: read again and again until no further function is found that takes an id."""
    found, before = Reading(), -1
    while len(found.takers) > before:
        before = len(found.takers)
        found.raised.clear()
        found.unclear.clear()
        for module in modules("hactl"):
            if not module.name.startswith("hactl.rules.catalogue"):
                _Reader(module, found).walk(module.tree, ())
    return found


def with_an_id_and_a_message() -> set[str]:
    """Return the classes that carry an id to a person: those with both, as fields or as parameters."""
    classes = (n for m in modules("hactl") for n in ast.walk(m.tree) if isinstance(n, ast.ClassDef))
    return {c.name for c in classes if {"id", "message"} <= _words_of(c) and not _is_shape(c)}


def _is_shape(definition: ast.ClassDef) -> bool:
    """Tell whether this only says what a program is told."""
    return any(_is_name(base, "TypedDict") for base in definition.bases)


def _words_of(definition: ast.ClassDef) -> set[str]:
    fields = {n.target.id for n in definition.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)}
    made = (n for n in definition.body if isinstance(n, Function) and n.name == "__init__")
    return fields.union(*(_parameters(each) for each in made))


def first_of_tuples(name: str, annotation: str) -> set[str]:
    """Return the first word of each tuple that functions of a module return which are annotated so."""
    module = next(m for m in modules("hactl") if m.name == name)
    functions = (f for f in module.functions() if f.returns is not None and ast.unparse(f.returns) == annotation)
    tuples = (n.value for f in functions for n in ast.walk(f) if isinstance(n, ast.Return))
    firsts = (t.elts[0] for t in tuples if isinstance(t, ast.Tuple))
    return {text for first in firsts for text in _Reader(module, Reading()).constants(first, ())}


class _Reader:
    """Looks at each call of one module."""

    def __init__(self, module: Module, found: Reading) -> None:
        self.module = module
        self.found = found
        self.imported = {
            (alias.asname or alias.name): (node.module or "", alias.name)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def walk(self, node: ast.AST, scopes: Scopes) -> None:
        """Look at this node and all below it."""
        if isinstance(node, ast.Call):
            for taker in self._called(node):
                self._take(node, taker, scopes)
            if _is_name(node.func, "PydanticCustomError"):
                self._take_context(node, scopes)
        if isinstance(node, ast.ClassDef):
            self._take_class(node)
        inner = (node, *scopes) if isinstance(node, Function) else scopes
        for child in ast.iter_child_nodes(node):
            self.walk(child, inner)

    def _take_class(self, definition: ast.ClassDef) -> None:
        """An exception's class carries the id of what ends a command."""
        for each in definition.body:
            if isinstance(each, ast.Assign) and any(_is_name(target, "id") for target in each.targets):
                where = place(self.module, each.lineno)
                self.found.raised |= {Raised(i, frozenset({"ERROR"}), where) for i in self.constants(each.value, ())}

    def _called(self, call: ast.Call) -> list[Taker]:
        if isinstance(call.func, ast.Attribute):
            name, own = call.func.attr, _is_name(call.func.value, "self")
            return [t for t in self.found.takers if t.method and t.name == name and (not own or self._here(t))]
        if not isinstance(call.func, ast.Name):
            return []
        name = call.func.id
        if name == "replace" and any(k.arg == "id" for k in call.keywords):
            return [Taker(name=name, usual=frozenset())]
        home, real = self.imported.get(name, (self.module.name, name))
        return [t for t in self.found.takers if not t.method and t.name == real and t.module in ("", home)]

    def _here(self, taker: Taker) -> bool:
        return taker.module == self.module.name

    def _take(self, call: ast.Call, taker: Taker, scopes: Scopes) -> None:
        given = _argument(call, taker.word, taker.at)
        if given is None:
            self.found.unclear.add(self._unclear(call))
            return
        severity = _argument(call, taker.severity_word, taker.severity_at)
        self._id(given, taker, severity, scopes)

    def _take_context(self, call: ast.Call, scopes: Scopes) -> None:
        """What travels through pydantic: `{"problem": id, …}`."""
        for each in (a for a in call.args if isinstance(a, ast.Dict)):
            for key, value in zip(each.keys, each.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "problem":
                    self._id(value, SEEDS[0], None, scopes)

    def _id(self, given: ast.expr, taker: Taker, severity: ast.expr | None, scopes: Scopes) -> None:
        if isinstance(given, ast.Attribute) and given.attr == "id":
            return  # it has been raised where it was made, and is handed on
        name = given.id if isinstance(given, ast.Name) else ""
        for function in scopes:
            if name in _parameters(function):
                self.found.takers.add(self._taker(function, name, taker, severity))
                return
        words = self._severities(severity, scopes, taker)
        ids = self.constants(given, scopes)
        self.found.raised |= {Raised(id_, words, place(self.module, given.lineno)) for id_ in ids}
        if not ids:
            self.found.unclear.add(self._unclear(given))

    def _taker(self, function: Function, name: str, taker: Taker, severity: ast.expr | None) -> Taker:
        """Return this function as one that is called with an id, by its parameter `name`."""
        names = _parameters(function)
        method = names[:1] == ["self"]
        made = Taker(
            name=function.name, module=self.module.name, method=method, word=name, at=names.index(name) - method
        )
        passed = severity.id if isinstance(severity, ast.Name) else ""
        if passed not in names:
            return replace(made, severity_word="", usual=self._severities(severity, (function,), taker))
        defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
        usual = _severities_in(defaults[passed]) if passed in defaults else frozenset()
        return replace(made, severity_word=passed, severity_at=names.index(passed) - method, usual=usual)

    def _severities(self, given: ast.expr | None, scopes: Scopes, taker: Taker) -> Words:
        """Return the severities of a call: another one that the same function sets by `replace` counts."""
        replaced = [_severities_in(k.value) for f in scopes[:1] for k in _replaced(f)]
        if taker.name == "finding" and replaced:
            return frozenset().union(*replaced)
        if given is None:
            return taker.usual
        if isinstance(given, ast.Name):
            return frozenset().union(*(_severities_in(v) for v in self._values(given.id, scopes)))
        return _severities_in(given)

    def constants(self, given: ast.expr, scopes: Scopes) -> set[str]:
        """Return the words that an expression can be; nothing where one of them is no constant."""
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            return {given.value}
        if isinstance(given, ast.IfExp):
            both = self.constants(given.body, scopes), self.constants(given.orelse, scopes)
            return both[0] | both[1] if all(both) else set()
        if isinstance(given, ast.Name):
            each = [self.constants(value, scopes) for value in self._values(given.id, scopes)]
            return set().union(*each) if all(each) else set()
        return set()

    def _values(self, name: str, scopes: Scopes) -> list[ast.expr]:
        """Return what is assigned to a name in these functions, in the module, or where it is imported from."""
        for scope in (*scopes, self.module.tree):
            if found := list(_assigned(scope, name)):
                return found
        home, real = self.imported.get(name, ("", ""))
        trees = (m.tree for m in modules("hactl") if m.name == home)
        return [value for tree in trees for value in _assigned(tree, real)]

    def _unclear(self, given: ast.expr) -> Unclear:
        return Unclear(self.module.name, ast.unparse(given), place(self.module, given.lineno))


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _argument(call: ast.Call, word: str, at: int | None) -> ast.expr | None:
    """Return what is given by this keyword or position; a starred one before it takes its place."""
    by_name = next((k.value for k in call.keywords if k.arg and k.arg == word), None)
    if by_name is not None or at is None:
        return by_name
    starred = next((a for a in call.args[: at + 1] if isinstance(a, ast.Starred)), None)
    return starred or (call.args[at] if at < len(call.args) else None)


def _parameters(function: Function) -> list[str]:
    return [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]


def _replaced(function: Function) -> Iterator[ast.keyword]:
    """Yield the severities that `replace(…, severity=…)` sets in a function."""
    calls = (n for n in ast.walk(function) if isinstance(n, ast.Call) and _is_name(n.func, "replace"))
    return (k for call in calls for k in call.keywords if k.arg == "severity")


def _severities_in(value: ast.expr) -> Words:
    """Return the severities that are written in an expression: both of an `if`."""
    return frozenset(n.attr for n in ast.walk(value) if isinstance(n, ast.Attribute) and _is_name(n.value, "Severity"))


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    """Yield what is assigned to a name in a scope, also as a part of a tuple of which each choice is written out."""
    body = ast.walk(scope) if isinstance(scope, Function) else iter(getattr(scope, "body", ()))
    for node in body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _part(target, node.value, name)


def _part(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.IfExp):
        yield from _part(target, value.body, name)
        yield from _part(target, value.orelse, name)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, each in zip(target.elts, value.elts, strict=True):
            yield from _part(inner, each, name)

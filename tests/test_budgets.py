"""Code stays small: the sizes CONTRIBUTING.md promises, measured. Complexity and parameters are ruff's to count."""

from __future__ import annotations

import re
import tomllib
from statistics import median, quantiles

from support.source_tree import CHECKOUT, Module, length, modules, place

MODULE_MEDIAN, MODULE_MOST = 120, 400
FUNCTION_MEDIAN, FUNCTION_P95 = 8, 35
TEST_P95 = 30
COMPLEXITY, PARAMETERS = 8, 5


def _lengths(of: tuple[Module, ...]) -> list[tuple[int, str]]:
    return sorted(
        ((length(f), f"{place(m, f.lineno)} {f.name}") for m in of for f in m.functions()),
        reverse=True,
    )


def _p95(lengths: list[tuple[int, str]]) -> float:
    return quantiles([n for n, _ in lengths], n=20)[-1]


def test_no_module_is_long_and_half_of_them_are_short() -> None:
    sizes = sorted(((m.lines, m.name) for m in modules("hactl") if m.tree.body), reverse=True)
    assert sizes[0][0] <= MODULE_MOST, f"split {sizes[:3]}"
    assert median(n for n, _ in sizes) <= MODULE_MEDIAN, f"the longest: {sizes[:10]}"


def test_no_test_module_is_long() -> None:
    long = [(m.lines, m.name) for m in modules("tests") if m.lines > MODULE_MOST]
    assert not long, f"split {long}"


def test_functions_are_short() -> None:
    lengths = _lengths(modules("hactl"))
    assert median(n for n, _ in lengths) <= FUNCTION_MEDIAN, f"the longest: {lengths[:20]}"
    assert _p95(lengths) <= FUNCTION_P95, f"the longest: {lengths[:20]}"


def test_tests_are_short() -> None:
    lengths = _lengths(modules("tests"))
    assert _p95(lengths) <= TEST_P95, f"the longest: {lengths[:20]}"


def test_ruff_counts_complexity_and_parameters_with_the_promised_limits() -> None:
    lint = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert lint["mccabe"]["max-complexity"] <= COMPLEXITY
    assert lint["pylint"]["max-args"] <= PARAMETERS
    assert {"C90", "PLR0913"} <= set(lint["select"])


def test_no_function_is_excused_from_the_limits() -> None:
    excuse = re.compile(r"#\s*noqa(?!:)|#\s*noqa:.*\b(C901|PLR0913|PLR0915)\b|#\s*ruff:\s*noqa")
    # a command of typer has one parameter for each option: that is the command line, not a design
    excused = [
        place(module, number)
        for module in modules("hactl")
        for number, line in enumerate(module.text.splitlines(), 1)
        if (found := excuse.search(line)) and not (module.top == "cli" and found[1] == "PLR0913")
    ]
    assert not excused, excused

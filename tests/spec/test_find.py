"""Which spec is meant, and which ones `validate` finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.spec_texts import KNOWN, SHOP

from hactl.errors import UsageError
from hactl.spec import find_spec, find_specs, read_spec


def spec(path: Path) -> Path:
    """Write a spec and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(SHOP, encoding="utf-8")
    return path


def test_the_file_given_wins_over_the_variable_and_the_variable_over_the_folder(tmp_path: Path) -> None:
    here, variable, given = (spec(tmp_path / folder / "s.hactl.yaml") for folder in "abc")
    env = {"HACTL_FILE": str(variable)}
    assert find_spec(given, env, here.parent) == given
    assert find_spec(None, env, here.parent) == variable
    assert find_spec(None, {"HACTL_FILE": ""}, here.parent) == here


def test_a_spec_is_found_upwards(tmp_path: Path) -> None:
    above = spec(tmp_path / "shop.hactl.yaml")
    deep = tmp_path / "x" / "y"
    deep.mkdir(parents=True)
    assert find_spec(None, {}, deep) == above


def test_several_specs_in_one_folder_are_listed(tmp_path: Path) -> None:
    for name in ("b", "a"):
        spec(tmp_path / f"{name}.hactl.yaml")
    with pytest.raises(UsageError, match=r"`a\.hactl\.yaml`, `b\.hactl\.yaml`"):
        find_spec(None, {}, tmp_path)


def test_no_spec_at_all_is_a_usage_error_that_names_init(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find_spec(None, {}, tmp_path)
    assert "hactl init" in caught.value.hint
    assert caught.value.exit_code == 64


def test_folders_are_searched_and_hidden_ones_and_node_modules_are_not(tmp_path: Path) -> None:
    wanted = [spec(tmp_path / name) for name in ("a/b/two.hactl.yaml", "one.hactl.yaml")]
    for name in (".git/x.hactl.yaml", "node_modules/x.hactl.yaml", "a/other.yaml", "a/.x.hactl.yaml"):
        spec(tmp_path / name)
    assert find_specs([tmp_path, wanted[0]]) == wanted


def test_a_file_given_by_name_may_be_called_anything(tmp_path: Path) -> None:
    path = spec(tmp_path / "spec.yml")
    assert find_specs([path]) == [path]
    with pytest.raises(UsageError):
        find_specs([tmp_path / "none"])


def test_a_missing_spec_and_a_folder_are_usage_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "none.hactl.yaml", tmp_path):
        with pytest.raises(UsageError):
            read_spec(path, KNOWN)


def test_a_spec_read_from_a_file_keeps_its_path_as_given(tmp_path: Path) -> None:
    path = spec(tmp_path / "shop.hactl.yaml")
    found = read_spec(path, KNOWN)
    assert (found.path, found.text, found.data) == (path, SHOP, SHOP.encode())
    assert found.environment is not None and found.environment.source == "shop.hactl.yaml"

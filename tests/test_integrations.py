"""hactl where people already are: the hooks of pre-commit, the GitHub Action, and docs/ci.md do what they say.

`make precommit` tries the hooks with the real pre-commit. Here each script of the action runs as GitHub runs it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from support.command_line import OLD, SHOP, Shell
from support.source_tree import CHECKOUT

from hactl.spec import find_specs


def _yaml(text: str) -> Any:
    return YAML(typ="safe").load(text)


HOOKS = {hook["id"]: hook for hook in _yaml((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
ACTION = _yaml((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"] if "run" in step}
PAGE = (CHECKOUT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
BAD = SHOP.replace("name: shop", "name: bad").replace("10.0.0.2", "10.0.1.2").replace("10.0.0.1", "10.0.1.1")
BAD = BAD.replace("10.0.0.5:80", "10.0.1.5:80\ncolour: red")
UNTIDY = SHOP.replace("  a: [10.0.0.11, ", "  a:   [10.0.0.11,")


THEIRS = """\
<Server port="8005" shutdown="SHUTDOWN">
  <Service name="Catalina">
    <Connector port="8080" protocol="HTTP/1.1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Realm className="org.apache.catalina.realm.JDBCRealm" connectionPassword="c4nary"/>
      <Host name="localhost" appBase="webapps"/>
    </Engine>
  </Service>
</Server>
"""


def hook(name: str) -> list[str]:
    """The words of a hook, without `hactl`, as pre-commit puts them before the names of the files."""
    program, *words = shlex.split(HOOKS[name]["entry"])
    assert program == "hactl"
    return [*words, *HOOKS[name]["args"]]


def test_the_hooks_are_installed_from_this_checkout_and_see_all_specs_of_a_commit_together() -> None:
    assert HOOKS.keys() == {"hactl-validate", "hactl-fmt"}
    assert all(each["language"] == "python" and each["require_serial"] is True for each in HOOKS.values())


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_given_exactly_what_hactl_itself_finds(name: str, tmp_path: Path) -> None:
    names = ["shop.hactl.yaml", "a/b c.hactl.yaml", "-x.hactl.yaml", ".hactl.yaml", "a/.b.hactl.yaml", "a.yaml"]
    names += ["shop.hactl.yaml.orig", "shophactl.yaml", "é.hactl.yaml", "shop.hactl.yml"]
    for each in names:
        (tmp_path / each).parent.mkdir(exist_ok=True)
        (tmp_path / each).touch()
    found = {str(path.relative_to(tmp_path)) for path in find_specs([tmp_path])}
    assert {each for each in names if re.search(HOOKS[name]["files"], each)} == found


def test_the_hook_passes_a_good_spec_and_stops_a_bad_one(hactl: Shell) -> None:
    hactl.write("shop.hactl.yaml", SHOP)
    hactl.write("bad.hactl.yaml", BAD)
    assert hactl(*hook("hactl-validate"), "shop.hactl.yaml").code == 0
    said = hactl(*hook("hactl-validate"), "bad.hactl.yaml", "shop.hactl.yaml")
    assert said.code == 3 and "[spec-unknown-key]" in said.out


def test_the_hook_lays_a_spec_out_and_leaves_a_good_one(hactl: Shell) -> None:
    untidy = hactl.write("shop.hactl.yaml", UNTIDY)
    assert hactl(*hook("hactl-fmt"), "shop.hactl.yaml").code == 0
    assert untidy.read_text() == SHOP


@pytest.mark.parametrize("name", HOOKS)
def test_no_name_of_a_spec_is_taken_for_an_option(name: str, hactl: Shell) -> None:
    hactl.write("--write-baseline=x.hactl.yaml", SHOP)
    assert hactl(*hook(name), "--write-baseline=x.hactl.yaml").code == 0
    assert not (hactl.folder / "x.hactl.yaml").exists()


@dataclass(frozen=True, slots=True)
class Job:
    """A job of GitHub's: a workspace, and the files in which a step leaves what the next ones see."""

    workspace: Path
    runner: Path
    program: Path

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Run a step as GitHub does, with these inputs; a word in capitals is a variable of the step."""
        values = {key: str(each["default"]) for key, each in ACTION["inputs"].items()} | inputs
        own = {key: inputs.get(key) or _filled(text, values) for key, text in STEPS[name].get("env", {}).items()}
        env = {key: value for key, value in os.environ.items() if not key.startswith(("HACTL_", "PYTHON", "GITHUB_"))}
        env |= {"GITHUB_ACTION_PATH": str(CHECKOUT), "RUNNER_TEMP": str(self.runner)}
        env |= {each: str(self.runner / each) for each in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
        env["PATH"] = f"{self.program}:{env['PATH']}"
        (self.runner / "script.sh").write_text(STEPS[name]["run"])
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(self.runner / "script.sh")]
        return subprocess.run(
            command, cwd=self.workspace, env=env | own, capture_output=True, text=True, timeout=240, check=False
        )

    def left(self, name: str) -> str:
        file = self.runner / name
        return file.read_text(encoding="utf-8") if file.exists() else ""


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A job whose `hactl` is this checkout's."""
    job = Job(tmp_path / "workspace", tmp_path / "runner", tmp_path / "bin")
    for folder in (job.workspace, job.runner, job.program):
        folder.mkdir()
    program = job.program / "hactl"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={CHECKOUT} exec {sys.executable} -P -m hactl "$@"\n')
    program.chmod(0o755)
    return job


def test_no_input_is_pasted_into_a_script() -> None:
    assert not [name for name, step in STEPS.items() if "${{" in step["run"]]
    assert {step["shell"] for step in STEPS.values()} == {"bash"}
    used = set(re.findall(r"inputs\.([\w-]+)", (CHECKOUT / "action.yml").read_text(encoding="utf-8")))
    assert used == ACTION["inputs"].keys()


@pytest.mark.fresh
def test_the_action_installs_the_hactl_that_it_is_part_of_and_runs_no_file_of_the_checkout(job: Job) -> None:
    for name in ("venv.py", "pip.py", "ensurepip.py"):
        (job.workspace / name).write_text("raise SystemExit('a file of a stranger ran')\n")
    (job.program / "python").symlink_to(sys.executable)
    done = job.step("Install hactl")
    assert done.returncode == 0, done.stdout + done.stderr
    program = Path(job.left("GITHUB_PATH").strip()) / "hactl"
    assert subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.startswith("hactl")


def test_a_good_spec_passes_and_its_plan_stands_in_the_summary(job: Job) -> None:
    (job.workspace / "shop.hactl.yaml").write_text(SHOP)
    assert job.step("hactl validate").returncode == 0
    assert job.left("GITHUB_OUTPUT") == "sarif=hactl.sarif\n"
    assert json.loads((job.workspace / "hactl.sarif").read_text())["runs"][0]["results"] == []
    assert job.step("hactl diff").returncode == 0
    summary = job.left("GITHUB_STEP_SUMMARY")
    assert summary.startswith("```diff\n$ hactl diff shop.hactl.yaml\n") and summary.endswith("\n```\n")
    assert "+upstream " in summary or "+    upstream " in summary


def test_a_spec_with_problems_fails_the_job_after_the_report_was_written(job: Job) -> None:
    (job.workspace / "bad.hactl.yaml").write_text(BAD)
    (job.workspace / "shop.hactl.yaml").write_text(SHOP)
    done = job.step("hactl validate", sarif="reports/of hactl.sarif")
    assert done.returncode == 3
    assert "::error file=bad.hactl.yaml,line=8,col=1,title=spec-unknown-key::" in done.stdout
    assert job.left("GITHUB_OUTPUT") == "sarif=reports/of hactl.sarif\n"
    (found,) = json.loads((job.workspace / "reports/of hactl.sarif").read_text())["runs"][0]["results"]
    assert found["ruleId"] == "spec-unknown-key"
    assert job.step("hactl diff").returncode == 0
    assert "$ hactl diff shop.hactl.yaml" in job.left("GITHUB_STEP_SUMMARY")


def test_the_inputs_choose_paths_strictness_and_a_baseline(job: Job) -> None:
    for folder, text in (("old ones", BAD), ("new", SHOP + "hosts: {idle: 10.0.9.9}\n"), (".hidden", BAD)):
        (job.workspace / folder).mkdir()
        (job.workspace / folder / "x.hactl.yaml").write_text(text)
    assert job.step("hactl validate", paths="new\n").returncode == 0
    assert job.step("hactl validate", paths="new\n  old ones \n").returncode == 3
    known = "known.json"
    subprocess.run([job.program / "hactl", "validate", "--write-baseline", known], cwd=job.workspace, check=True)
    assert job.step("hactl validate", baseline=known, strict="true").returncode == 0
    job.step("hactl diff", paths="new\nold ones")
    shown = re.findall(r"^\$ hactl diff (.*)", job.left("GITHUB_STEP_SUMMARY"), re.MULTILINE)
    assert shown == ["new/x.hactl.yaml", "old ones/x.hactl.yaml"]


@pytest.mark.parametrize(
    "inputs",
    [{"strict": "yes"}, {"plan": "1"}, {"sarif": ""}, {"sarif": "a\nb=c"}, {"paths": "no-such"}, {"baseline": "none"}],
)
def test_an_input_that_makes_no_sense_fails_and_no_report_is_named(inputs: dict[str, str], job: Job) -> None:
    (job.workspace / "shop.hactl.yaml").write_text(SHOP)
    done = job.step("hactl validate", **inputs)
    assert done.returncode not in (0, 3) and "::error title=hactl::" in done.stdout
    assert not job.left("GITHUB_OUTPUT")


def test_a_workspace_without_a_spec_is_no_success(job: Job) -> None:
    assert job.step("hactl validate").returncode == 64


@pytest.mark.parametrize("name", ["$(touch ran).hactl.yaml", "-x.hactl.yaml", "a`b``` c.hactl.yaml"])
def test_no_name_of_a_file_breaks_out_of_the_scripts_or_the_summary(name: str, job: Job) -> None:
    (job.workspace / name).write_text(SHOP)
    assert job.step("hactl validate", paths=name).returncode == 0
    assert job.step("hactl diff", paths=name).returncode == 0
    assert not (job.workspace / "ran").exists()
    fence, *_, last = job.left("GITHUB_STEP_SUMMARY").splitlines()
    assert fence == last + "diff" and job.left("GITHUB_STEP_SUMMARY").count(last) == 2


def test_the_summary_shows_no_secret_of_copies_of_other_machines(job: Job) -> None:
    for base in ("10.0.0.11/srv/one", "10.0.0.12/srv/two"):
        (job.workspace / "their copies" / base / "conf").mkdir(parents=True)
        (job.workspace / "their copies" / base / "conf" / "server.xml").write_text(THEIRS)
    (job.workspace / "old.hactl.yaml").write_text(OLD)
    assert job.step("hactl validate", root="their copies").returncode == 0
    done = job.step("hactl diff", root="their copies")
    summary = job.left("GITHUB_STEP_SUMMARY")
    assert done.returncode == 0 and "jvmRoute" in summary and "connectionPassword" in summary, summary
    assert "c4nary" not in summary + done.stdout + done.stderr


def test_where_a_plan_is_too_long_the_summary_counts_its_lines(job: Job) -> None:
    (job.workspace / "shop.hactl.yaml").write_text(SHOP)
    assert job.step("hactl diff", LIMIT="6000").returncode == 0
    summary = job.left("GITHUB_STEP_SUMMARY")
    assert 1000 < len(summary) < 6100 and "<Server" not in summary and "start a/a-1" in summary


def test_the_table_on_the_page_names_each_input_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([\w-]+)` \|.*\| (.*) \|$", PAGE, re.MULTILINE))
    assert rows.keys() == ACTION["inputs"].keys()
    told = {name: each["default"] for name, each in ACTION["inputs"].items() if each["default"]}
    assert {name: rows[name].strip("`") for name in told} == told


def test_the_files_on_the_page_can_be_copied() -> None:
    config, workflow, gitlab = (_yaml(text) for language, text in BLOCKS if language == "yaml")
    assert {each["id"] for each in config["repos"][0]["hooks"]} == HOOKS.keys()
    _checkout, action, upload = workflow["jobs"]["hactl"]["steps"]
    assert action["with"].keys() <= ACTION["inputs"].keys()
    assert upload["with"]["sarif_file"] == ACTION["inputs"]["sarif"]["default"]
    report = gitlab["hactl"]["artifacts"]["reports"]["codequality"]
    assert gitlab["hactl"]["script"][-1].endswith(f">{report}")
    (jenkins,) = (text for language, text in BLOCKS if language == "groovy")
    written = set(re.findall(r">(\S+?)(?=[' ])", jenkins))
    assert written == set(re.findall(r"(?:junit|pattern:) '(\S+)'", jenkins))


COMMANDS = sorted(
    {
        found.split("  ")[0].strip()
        for found in re.findall(r"(?<=[`'\n])hactl [^`'#\n]+", PAGE.replace("- hactl", "\nhactl"))
    }
)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_on_the_page_works(command: str, job: Job) -> None:
    (job.workspace / "shop.hactl.yaml").write_text(SHOP)
    first = "hactl create >/dev/null 2>&1 && hactl validate --write-baseline hactl-baseline.json >/dev/null 2>&1 && "
    line = command.replace("SPEC", "shop.hactl.yaml").replace("explain ID", "explain port-twice")
    env = os.environ | {"PATH": f"{job.program}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", first + line], cwd=job.workspace, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

"""Beside Ansible's `template`: the same bytes in one run, CPU for each file, start-up of both included."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from measure.bench import floor, specs
from measure.bench.rounds import out_of
from measure.bench.startup import Start, cpu_of
from measure.bench.subject import surroundings

ANSIBLE = "ansible-core==2.19.4"
INSTALL_SECONDS = 600
INSTANCES = 100
PLAYBOOK = """\
- hosts: localhost
  gather_facts: false
  tasks:
    - template: {src: "{{ item.source }}", dest: "{{ item.path }}", trim_blocks: false}
      loop: "{{ pages }}"
      loop_control: {label: "{{ item.path }}"}
      vars: {lines: "{{ item.lines }}"}
"""
SETTINGS = {"ANSIBLE_PIPELINING": "True", "ANSIBLE_LOCALHOST_WARNING": "False", "ANSIBLE_NOCOWS": "True"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """CPU seconds a file, the first time and without a change."""

    files: int
    ansible: tuple[float, float]
    hactl_files: int
    hactl: tuple[float, float]


def measure(place: Path) -> Beside:
    """Let Ansible write each server.xml that hactl writes. Raises NotTheSameError."""
    folder = place / "peers"
    folder.mkdir()
    program = _install(folder / "venv")
    spec = specs.write(folder, INSTANCES)
    create = Start(words=(sys.executable, "-m", "hactl", "create", "-f", str(spec)))
    hactl = (cpu_of(create, folder), cpu_of(create, folder))
    tree = floor.read_tree(out_of(spec))
    chosen = {path: data for path, data in tree.files.items() if path.endswith("/server.xml")}
    theirs = floor.Tree(files=chosen, folders=frozenset(str(p) for n in chosen for p in Path(n).parents if p.name))
    play = _lay(folder, theirs, program)
    ansible = (cpu_of(play, folder), cpu_of(play, folder))
    floor.same(floor.read_tree(folder / "ansible"), theirs)
    files = (len(chosen), len(tree.files))
    return Beside(
        files=files[0],
        ansible=(ansible[0] / files[0], ansible[1] / files[0]),
        hactl_files=files[1],
        hactl=(hactl[0] / files[1], hactl[1] / files[1]),
    )


def _install(venv: Path) -> Path:
    for words in ([sys.executable, "-m", "venv", str(venv)], [str(venv / "bin/pip"), "install", "-q", ANSIBLE]):
        subprocess.run(words, env=surroundings(), timeout=INSTALL_SECONDS, check=True)
    return venv / "bin" / "ansible-playbook"


def _lay(folder: Path, tree: floor.Tree, program: Path) -> Start:
    """Write the playbook, the templates and the values; make the folders, which `template` does not."""
    out = folder / "ansible"
    out.mkdir()
    for name in sorted(tree.folders):
        (out / name).mkdir()
    sources: dict[str, Path] = {}
    pages = []
    for page in floor.floor_of(tree).pages:
        source = sources.setdefault(page.source, folder / f"template-{len(sources)}.j2")
        pages.append({"source": str(source), "path": str(out / page.path), "lines": page.lines})
    for text, source in sources.items():
        source.write_text(text)
    (folder / "play.yaml").write_text(PLAYBOOK)
    (folder / "values.json").write_text(json.dumps({"pages": pages}))
    values = ("-e", "@values.json", "-e", f"ansible_python_interpreter={program.with_name('python')}")
    words = (str(program), "-i", "localhost,", "-c", "local", *values, "play.yaml")
    home = {"ANSIBLE_HOME": str(folder / "home"), "PYTHONPATH": ""}
    return Start(words=words, says="failed=0", variables={**SETTINGS, **home})

"""The session stores for Jetty 9 and later: what is shipped is what the source says, and what it promises on Jetty."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.javac import in_repository, javac_17

from hactl.servers import jetty
from hactl.servers.jetty.v12.lines import JettyLine

HERE = Path(__file__).resolve().parent / "jetty" / "java" / "hactl"
SHIPPED = Path(__file__).resolve().parents[2] / "templates" / "jetty" / "v12"
LINES = {name: line for name, line in jetty.lines.items() if isinstance(line, JettyLine)}
BUILDS = sorted({line.build for line in LINES.values()})


@dataclass(frozen=True, slots=True)
class Build:
    """One of hactl's jars: what it is compiled against, as its folder says, and with what its promises run."""

    name: str

    @property
    def needs(self) -> tuple[str, str]:
        """Return the Java that it is for, and its jars as coordinates."""
        lines = (SHIPPED / "java" / self.name / "jars.txt").read_text(encoding="utf-8").splitlines()
        return lines[0].removeprefix("# release "), "\n".join(line for line in lines[1:] if line)

    def jars(self, version: str = "") -> list[Path]:
        """Return where its jars are; those of Jetty in another version of it."""
        coordinates = self.needs[1].splitlines()
        named = next(each.rpartition(":")[2] for each in coordinates if each.startswith("org.eclipse.jetty:jetty-s"))
        return [in_repository(each.replace(f":{named}", f":{version or named}")) for each in coordinates]

    @property
    def source(self) -> str:
        """Return its test: its own, or that of the line whose source it is made of, with the same words changed."""
        words = SHIPPED / "java" / self.name / "like.sed"
        if not words.is_file():
            return (HERE / self.name / "Promises.java").read_text(encoding="utf-8")
        other = words.read_text(encoding="utf-8").splitlines()[0].removeprefix("# of ")
        test = HERE / other / "Promises.java"
        changed = ["sed", "-f", str(words), "-e", f"s/{other}/{self.name}/g", str(test)]
        return subprocess.run(changed, capture_output=True, text=True, check=True, timeout=60).stdout

    @property
    def promises(self) -> list[str]:
        """Return the names of what its test promises."""
        return re.findall(r"static void (\w+)\(\s*Node", self.source)


def runs() -> list[tuple[str, str, str]]:
    """Return each promise of each build, on each line that has it."""
    return [(line.build, line.newest, promise) for line in LINES.values() for promise in Build(line.build).promises]


def without(jars: list[Path]) -> str:
    """Return what is missing on this machine, "" if nothing is."""
    missing = [path.name for path in jars if not path.is_file()]
    if missing or not javac_17():
        return f"needs javac 17 and {', '.join(missing)} in the local repository: tests/setup/jetty-jars.sh"
    return ""


@pytest.mark.parametrize("name", BUILDS)
def test_the_shipped_jar_is_that_of_the_source(name: str, tmp_path: Path) -> None:
    build = Build(name)
    if reason := without(build.jars()):
        pytest.skip(reason)
    folder = tmp_path / "jars"
    folder.mkdir()
    for jar in build.jars():
        shutil.copy(jar, folder)
    environment = {**os.environ, "JAVAC": javac_17()}
    script: list[str | Path] = [SHIPPED / "java" / "build.sh", name, folder, tmp_path / "built.jar"]
    subprocess.run(script, env=environment, check=True, timeout=120)
    assert (tmp_path / "built.jar").read_bytes() == (SHIPPED / "lib" / f"hactl-{name}-ha.jar").read_bytes()


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the classes of each build's promises."""
    found: dict[str, Path] = {}
    for name in BUILDS:
        build = Build(name)
        if without(build.jars()):
            continue
        found[name] = tmp_path_factory.mktemp(name)
        path = os.pathsep.join(map(str, (SHIPPED / "lib" / f"hactl-{name}-ha.jar", *build.jars())))
        release, source = build.needs[0], tmp_path_factory.mktemp("source") / "Promises.java"
        source.write_text(build.source, encoding="utf-8")
        javac = [javac_17(), "--release", release, "-nowarn", "-cp", path, "-d", str(found[name]), str(source)]
        subprocess.run(javac, check=True, timeout=120, capture_output=True)
    return found


@pytest.fixture(scope="module")
def said(compiled: dict[str, Path]) -> dict[str, str]:
    """Return what the promises of each line's build said on that line, in one run for all."""
    found: dict[str, str] = {}
    for line in LINES.values():
        build = Build(line.build)
        if without(build.jars(line.newest)):
            continue
        parts = (compiled[build.name], SHIPPED / "lib" / line.own_jar, *build.jars(line.newest))
        path = os.pathsep.join(map(str, parts))
        program: list[str | Path] = [
            Path(javac_17()).parent / "java",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            path,
        ]
        argv: list[str | Path] = [*program, f"hactl.{build.name}.Promises", *build.promises]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False)
        found[line.newest] = done.stdout + done.stderr
    return found


@pytest.mark.parametrize(("name", "version", "promise"), runs())
def test_the_store_keeps_its_promise(name: str, version: str, promise: str, said: dict[str, str]) -> None:
    if reason := without(Build(name).jars(version)):
        pytest.skip(reason)
    assert f"kept [{promise}]" in said[version], said[version]

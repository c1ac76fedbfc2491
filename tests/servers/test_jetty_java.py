"""The session manager for Jetty 6: what is shipped is what the source says, and what it promises on real Jettys."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.javac import in_repository, javac_17

from hactl.servers.jetty.v6.family import OUR_JAR
from hactl.servers.jetty.v6.jars import REPLICATION, SERVER

HERE = Path(__file__).resolve().parent / "jetty" / "java"
SHIPPED = Path(__file__).resolve().parents[2] / "templates" / "jetty"
SOURCE = HERE / "hactl" / "jetty6" / "Promises.java"
PROMISES = re.findall(r"static void (\w+)\(\s*(?:final )?Node", SOURCE.read_text(encoding="utf-8"))


JARS = [in_repository(jar.coordinate) for jar in (*SERVER, *REPLICATION)]
needs = pytest.mark.skipif(
    not javac_17() or not all(p.is_file() for p in JARS),
    reason="needs javac 17 and Jetty's jars in the local repository: tests/setup/jetty-jars.sh",
)


@pytest.fixture(scope="module")
def jars(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jars")
    for jar in JARS:
        shutil.copy(jar, folder)
    return folder


@needs
def test_the_shipped_jar_is_that_of_the_source(jars: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.jar"
    subprocess.run(
        [SHIPPED / "java" / "build.sh", jars, built],
        env={**os.environ, "JAVAC": javac_17()},
        check=True,
        timeout=120,
    )
    assert built.read_bytes() == (SHIPPED / "lib" / OUR_JAR).read_bytes()


@pytest.fixture(scope="module")
def class_path(jars: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    classes = tmp_path_factory.mktemp("classes")
    path = os.pathsep.join([str(SHIPPED / "lib" / OUR_JAR), *map(str, sorted(jars.glob("*.jar")))])
    javac = [javac_17(), "--release", "8", "-nowarn", "-cp", path, "-d", str(classes), str(SOURCE)]
    subprocess.run(javac, check=True, timeout=120, capture_output=True)
    return f"{classes}{os.pathsep}{path}"


@needs
@pytest.mark.parametrize("promise", PROMISES)
def test_the_session_manager_keeps_its_promise(promise: str, class_path: str) -> None:
    java = Path(javac_17()).parent / "java"
    done = subprocess.run(
        [java, "-Xmx96m", "-XX:TieredStopAtLevel=1", "-cp", class_path, "hactl.jetty6.Promises", promise],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert f"kept [{promise}]" in done.stdout, done.stdout + done.stderr
    warnings = [line for line in done.stderr.splitlines() if "is not replicated, it stays here alone" in line]
    assert len(warnings) == (promise == "whatCannotBeSerializedStaysWhereItIs")

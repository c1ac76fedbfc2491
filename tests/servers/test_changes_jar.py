"""hactl's session manager for Tomcat: what is shipped is what the source says, and what that promises."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from support.javac import in_repository, javac_17

from hactl.servers.catalina.changes import JAR

SOURCE = Path(__file__).resolve().parent / "tomcat" / "java" / "hactl" / "changes" / "Promises.java"
SHIPPED = Path(__file__).resolve().parents[2] / "templates" / "tomcat"
PROMISES = re.findall(r"static void (\w+)\(\s*(?:final )?Node \w+, Node", SOURCE.read_text(encoding="utf-8"))
NAMES = ("catalina", "catalina-ha", "tribes", "juli", "servlet-api", "coyote", "annotations-api", "jasper")
JARS = [in_repository(f"org.apache.tomcat:{name}:6.0.53:jar") for name in NAMES]
OLDEST_JAVA = 51  # of class files: Java 7, the oldest that javac 17 writes
needs = pytest.mark.skipif(
    not javac_17() or not all(p.is_file() for p in JARS),
    reason="needs javac 17 and the jars of Tomcat 6 in the local repository: tests/setup/jetty-jars.sh",
)


def test_the_jar_names_no_class_of_the_servlet_api_so_that_it_serves_javax_and_jakarta() -> None:
    with zipfile.ZipFile(SHIPPED / "lib" / JAR) as jar:
        classes = {name: jar.read(name) for name in jar.namelist() if name.endswith(".class")}
    assert "hactl/changes/DeltaManager.class" in classes
    for name, data in classes.items():
        assert b"javax/servlet" not in data and b"jakarta/" not in data, name
        assert int.from_bytes(data[6:8], "big") == OLDEST_JAVA, name


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
    assert built.read_bytes() == (SHIPPED / "lib" / JAR).read_bytes()


@pytest.fixture(scope="module")
def said(jars: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what all promises said, in one run."""
    classes = tmp_path_factory.mktemp("classes")
    path = os.pathsep.join([str(SHIPPED / "lib" / JAR), *map(str, sorted(jars.glob("*.jar")))])
    javac = [javac_17(), "--release", "8", "-nowarn", "-cp", path, "-d", str(classes), str(SOURCE)]
    subprocess.run(javac, check=True, timeout=120, capture_output=True)
    java = Path(javac_17()).parent / "java"
    words = [str(java), "-Xmx96m", "-XX:TieredStopAtLevel=1", "-cp", f"{classes}{os.pathsep}{path}"]
    done = subprocess.run(
        [*words, "hactl.changes.Promises", *PROMISES], capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


@needs
@pytest.mark.parametrize("promise", PROMISES)
def test_the_session_manager_keeps_its_promise(promise: str, said: str) -> None:
    assert f"kept [{promise}]" in said, said

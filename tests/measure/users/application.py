"""The application that is asked: compiled by this machine's javac, and what it carried out, as its own file tells."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

from hactl.events import silent
from hactl.install.homes import fetch_home
from hactl.servers import tomcat

APP = Path(__file__).parent / "app"
TWO_REQUESTS = Path(__file__).parents[3] / "examples/demo-app/web/WEB-INF/glassfish-web.xml"  # see docs/glassfish.md


def build(folder: Path) -> tuple[Path, Path]:
    """Compile it for Java 8; return the archive, and the file that it counts in."""
    line = tomcat.lines["7"]
    api = fetch_home(line.artifacts[line.newest], os.environ, silent) / "lib/servlet-api.jar"
    classes, counts, archive = folder / "classes", folder / "counts", folder / "ask.war"
    javac = shutil.which("javac")
    assert javac, "a JDK is needed"
    words = [javac, "--release", "8", "-Xlint:-options", "-cp", str(api), "-d", str(classes)]
    subprocess.run([*words, str(APP / "src/seen/Ask.java")], check=True, timeout=300)
    counts.touch()
    with zipfile.ZipFile(archive, "w") as war:
        war.writestr("WEB-INF/web.xml", (APP / "web.xml").read_text().replace("@COUNTS@", str(counts)))
        war.write(TWO_REQUESTS, "WEB-INF/glassfish-web.xml")
        for path in classes.rglob("*.class"):
            war.write(path, f"WEB-INF/classes/{path.relative_to(classes)}")
    return archive, counts


def carried_out(counts: Path, request: str) -> tuple[int, int]:
    """Return how often a request was begun, and how often it came to its end."""
    found = Counter(counts.read_text().splitlines())
    return found[f"{request} begun"], found[f"{request} ended"]

"""The application that changes its session in place: compiled by this machine's javac for one server's servlet API."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from hactl.events import silent
from hactl.install.homes import fetch_home
from measure.product_rows import artifact_of, line_of

APP = Path(__file__).parent / "app"


def build(server: str, folder: Path) -> Path:
    """Compile it; return the archive."""
    apis = [*(fetch_home(artifact_of(server), os.environ, silent) / "lib").glob("*servlet-api*.jar")]
    javac = shutil.which("javac")
    assert javac and apis, "a JDK is needed, and the server's servlet-api"
    classes, archive = folder / "classes", folder / "keep.war"
    namespace = "jakarta.servlet" if line_of(server).jakarta else "javax.servlet"
    written = []
    for name in ("Keep", "Cart"):
        source = folder / f"{name}.java"
        source.write_text((APP / f"{name}.java").read_text().replace("SERVLET", namespace))
        written.append(str(source))
    words = [javac, "--release", "17" if line_of(server).jakarta else "8", "-nowarn", "-Xlint:none"]
    subprocess.run([*words, "-cp", str(apis[0]), "-d", str(classes), *written], check=True, timeout=300)
    with zipfile.ZipFile(archive, "w") as war:
        war.write(APP / "web.xml", "WEB-INF/web.xml")
        for path in classes.rglob("*.class"):
            war.write(path, f"WEB-INF/classes/{path.relative_to(classes)}")
    return archive

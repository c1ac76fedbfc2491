"""Whether an application is `<distributable/>`: its web.xml, and the fragments in its jars where they count.

Source: Servlet 3.0, 8.2.3: distributable only where web.xml and all fragments say so; seen on Tomcat 7.0.109.
"""

from __future__ import annotations

from hactl.servers.unprotected import Files, Spot

MOST_JARS = 300
FRAGMENT = "META-INF/web-fragment.xml"


def tagged(files: Files | None) -> bool:
    """Tell whether the application's own web.xml says so; of an application that is not at hand it is taken for no."""
    root = files.xml("WEB-INF/web.xml") if files is not None else None
    return root is not None and root.one("distributable") is not None


def untagged_at(files: Files, *, fragments: bool, given: bool = False) -> Spot | None:
    """Return the place that makes an application not distributable, None where it is.

    `fragments`: the server reads those of the application's jars (Servlet 3.0). `given`: web.xml will have the tag.
    """
    file = f"{files.shown}WEB-INF/web.xml"
    root = files.xml("WEB-INF/web.xml")
    if not given and (root is None or root.one("distributable") is None):
        where = (root.line, root.column) if root is not None else (0, 0)
        return Spot(file=file, line=where[0], column=where[1], in_base=files.in_base)
    if not fragments or (root is not None and root.get("metadata-complete") == "true"):
        return None
    jars = [name for name in files.names("WEB-INF/lib") if name.endswith(".jar")]
    found = (_fragment(files, f"WEB-INF/lib/{jar}") for jar in jars[:MOST_JARS])
    return next((each for each in found if each is not None), None)


def _fragment(files: Files, jar: str) -> Spot | None:
    """Return the place of a fragment without the tag, None where the jar has no fragment or one with it."""
    inside = files.archive(jar)
    root = inside.xml(FRAGMENT) if inside is not None else None
    if root is None or root.one("distributable") is not None:
        return None
    return Spot(file=root.file, line=root.line, column=root.column, in_base=files.in_base)

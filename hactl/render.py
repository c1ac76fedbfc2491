"""Templates to text: one strict Jinja environment; the only module that knows Jinja."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from jinja2 import Environment, Template


class Render(Protocol):
    """Renders the named template (`tomcat/server.xml.j2`) with these values."""

    def __call__(self, template: str, /, **values: object) -> bytes:
        """Return the rendered text as UTF-8."""
        ...


def data_folder(name: str) -> Path:
    """Return the folder `templates` or `examples`: inside the wheel, else in the checkout."""
    packed = Path(str(files("hactl"))) / "_data" / name
    return packed if packed.is_dir() else Path(str(files("hactl"))).parent / name


def verbatim(name: str) -> str:
    """Return a file of `templates` as it is."""
    return (data_folder("templates") / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(data_folder("templates")),
        undefined=StrictUndefined,
        autoescape=select_autoescape(enabled_extensions=("xml.j2",), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )


@lru_cache(maxsize=64)
def _template(name: str) -> Template:
    return _environment().get_template(name)


def render(template: str, /, **values: object) -> bytes:
    """Return the rendered template as UTF-8; a name a template uses and nobody gave is a bug and raises."""
    return _template(template).render(**values).encode()

"""The spec: the YAML file a person writes, read into the model and edited in place.

Cheap to import: ruamel and pydantic are loaded when a file is read.
"""

from __future__ import annotations

from hactl.spec.find import find_spec, find_specs
from hactl.spec.read import Spec, read_spec, read_text
from hactl.spec.servers import ServerLines

__all__ = ["ServerLines", "Spec", "find_spec", "find_specs", "read_spec", "read_text"]

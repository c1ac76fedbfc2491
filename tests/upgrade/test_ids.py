"""Scripts and baselines know problems by their ids: one that a user can see is never called otherwise.

`ids.txt` only grows. A renamed problem keeps the old id beside the new one.
"""

from __future__ import annotations

import ast
from pathlib import Path

from support.source_tree import modules

IDS = Path(__file__).with_name("ids.txt").read_text(encoding="utf-8").split()


def test_every_id_that_a_user_ever_saw_is_still_known() -> None:
    nodes = (node for module in modules("hactl") for node in ast.walk(module.tree))
    words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert not sorted(set(IDS) - words)

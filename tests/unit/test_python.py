"""What the tests' own Python does not show: Warmline runs on 3.11.2 too, which Debian 12 has."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_nothing_is_raised_inside_except_star() -> None:
    """Before 3.11.4 that would come out wrapped in a group, and nobody would catch it (cpython gh-103590)."""
    seen = 0
    for path in (file for part in ("bot", "scheduling", "handlers") for file in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.TryStar):
                seen += 1
                assert not [one for handler in node.handlers for one in ast.walk(handler) if isinstance(one, ast.Raise)]
    assert seen

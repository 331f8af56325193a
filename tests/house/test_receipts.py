"""Whatever way a response comes in, it has a receipt."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGAGE = Path(__file__).parents[2] / "engage"
MAKERS = {"feedback/intake.py": {"issue"}, "feedback/bulk.py": {"issue_many"}}
"""The only modules that make responses, and by what they issue the receipts."""

pytestmark = pytest.mark.no_database


def _calls(tree: ast.AST) -> Iterator[tuple[str, list[str]]]:
    """Name each call, and the plain names among its arguments."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield called, [argument.id for argument in node.args if isinstance(argument, ast.Name)]


def _makes_responses(tree: ast.Module) -> bool:
    ours = any(
        isinstance(node, ast.ImportFrom)
        and node.module == "engage.feedback.models"
        and any(name.name == "Response" for name in node.names)
        for node in tree.body
    )
    return ours and any(
        called == "Response" or (called == "insert" and "Response" in names) for called, names in _calls(tree)
    )


def test_responses_are_made_only_where_their_receipts_are_issued() -> None:
    trees = {
        path.relative_to(ENGAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in ENGAGE.rglob("*.py")
    }
    assert {name for name, tree in trees.items() if _makes_responses(tree)} == set(MAKERS)
    for name, issuing in MAKERS.items():
        assert issuing <= {called for called, _ in _calls(trees[name])}, f"{name} issues no receipts"

"""SPARQL lives in .rq files: no module holds query text."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "marsgraph"
QUERY = re.compile(
    r"\b(SELECT|CONSTRUCT|DESCRIBE|ASK|INSERT|DELETE)\b[^{}]*\{.*[?$]\w|\bPREFIX\s+\w*:\s*<http",
    re.DOTALL | re.IGNORECASE,
)


def texts(module: Path) -> list[str]:
    """The strings of a module, without its docstrings."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda module: module.stem)
def test_no_query_text(module: Path) -> None:
    """A module holds no SPARQL."""
    assert [text for text in texts(module) if QUERY.search(text)] == []


def test_query_text_would_be_found() -> None:
    """The search finds what it looks for."""
    assert QUERY.search("SELECT ?s WHERE { ?s ?p ?o }")
    assert QUERY.search("PREFIX mg: <https://w3id.org/marsgraph/ns#>")

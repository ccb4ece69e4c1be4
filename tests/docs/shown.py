"""Queries that a document shows with their answers: a block of SPARQL, and under it a block of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from click.testing import CliRunner

from marsgraph.cli import main

ROOT: Final = Path(__file__).parents[2]
LEARNING: Final = tuple(ROOT / "docs" / name for name in ("tutorial.md", "model.md", "deciding.md", "recipes.md"))

_LINES: Final = r"((?:(?!```).*\n)*)"
_ANSWERED: Final = re.compile(rf"^```sparql\n{_LINES}```\n\n```text\n{_LINES}```$", re.MULTILINE)


def answered(document: Path) -> Iterator[tuple[str, str]]:
    """Give each query of a document that is followed by an answer, with that answer."""
    yield from _ANSWERED.findall(document.read_text("utf-8"))


def answer(query: str) -> str:
    """What `marsgraph query` prints for a query, without blanks at the ends of lines."""
    result = CliRunner().invoke(main, ["query", "--project", str(ROOT), "-"], input=query)
    if result.exit_code:
        raise ValueError(f"{query}\n{result.output}")
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.rstrip().splitlines())


def renewed(document: Path) -> str:
    """Give the text of a document with the answers that its queries have now."""
    return _ANSWERED.sub(
        lambda block: f"```sparql\n{block[1]}```\n\n```text\n{answer(block[1])}```", document.read_text("utf-8")
    )

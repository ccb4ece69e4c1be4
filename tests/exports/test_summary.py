"""The vocabulary in short."""

from __future__ import annotations

import re
from pathlib import Path

from marsgraph.exports import command, summary
from marsgraph.exports.content import Content
from marsgraph.paths import Project
from marsgraph.terms import MG

ROOT = Path(__file__).parents[2]
MOST = 20_000
"""Characters that a prompt has room for."""


def read(shipped: Content) -> summary.Summary:
    """Make the summary of the shipped graph."""
    return summary.read(shipped, command.worked(Project.at(ROOT)))


def test_classes(shipped: Content) -> None:
    """Every class of ours that has things is in it, with their number."""
    counted: dict[str, int] = {}
    for kind in shipped.kinds.values():
        if kind.startswith(MG):
            name = kind.replace(MG, "mg:")
            counted[name] = counted.get(name, 0) + 1

    assert counted == {one.name: one.things for one in read(shipped).classes}


def test_examples(shipped: Content) -> None:
    """Its queries have answers."""
    for query in read(shipped).examples:
        assert list(shipped.reading.store.ask(query.query).rows())


def test_prefixes(shipped: Content) -> None:
    """Each prefix that it uses is declared in it."""
    text = summary.as_text(read(shipped))
    used = set(
        re.findall(r"(?<![\w:/?<])([a-z]+):(?=[A-Za-z])", text.partition("## Classes")[2].partition("## Worked")[0])
    )

    assert used <= set(re.findall(r"PREFIX (\w+):", text))


def test_short(shipped: Content) -> None:
    """It fits a prompt."""
    assert MOST > len(summary.as_text(read(shipped)))

"""The vocabulary in short."""

from __future__ import annotations

import re

from marsgraph.exports import summary
from marsgraph.exports.content import Content
from marsgraph.terms import MG

MOST = 20_000
"""Characters that a prompt has room for."""


def test_classes(shipped: Content) -> None:
    """Every class of ours that has things is in it, with their number."""
    counted: dict[str, int] = {}
    for kind in shipped.kinds.values():
        if kind.startswith(MG):
            name = kind.replace(MG, "mg:")
            counted[name] = counted.get(name, 0) + 1

    assert counted == {one.name: one.things for one in summary.read(shipped).classes}


def test_examples(shipped: Content) -> None:
    """Its queries have answers."""
    for query in summary.read(shipped).examples:
        assert list(shipped.reading.store.ask(query.text).rows())


def test_prefixes(shipped: Content) -> None:
    """Each prefix that it uses is declared in it."""
    text = summary.as_text(summary.read(shipped))
    used = set(
        re.findall(r"(?<![\w:/?<])([a-z]+):(?=[A-Za-z])", text.partition("## Classes")[2].partition("## Worked")[0])
    )

    assert used <= set(re.findall(r"PREFIX (\w+):", text))


def test_short(shipped: Content) -> None:
    """It fits a prompt."""
    assert MOST > len(summary.as_text(summary.read(shipped)))

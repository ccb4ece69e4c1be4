"""Sequences: events on a line in the order of the rows, with the time that is told."""

from __future__ import annotations

import drawn
import pytest
from drawn import EVENTS

from marsgraph import figures
from marsgraph.figures import Look, Table, UnsuitableError


@pytest.mark.parametrize("width", [320, 1080])
def test_order_of_the_rows(width: int) -> None:
    """Events stand one below the other in the order of the rows, and lead to their pages."""
    root = drawn.read(figures.draw(EVENTS, "sequence", Look(width=width)))
    flags = drawn.of_class(root, "flag")

    heights = [drawn.number(label, "y") for flag in flags for label in drawn.of_class(flag, "label")]
    assert ["/id/a", "/id/b", "/id/c", "/id/d", "/id/e"] == [flag.get("href") for flag in flags]
    assert sorted(heights) == heights


def test_times_are_told() -> None:
    """Beside an event stands when it took place, where that is told."""
    root = drawn.read(figures.draw(EVENTS, "sequence"))

    told = [[drawn.text(time) for time in drawn.of_class(flag, "value")] for flag in drawn.of_class(root, "flag")]
    assert [["1962-11-01"], [], ["1963-03-21"], ["1963-06-19"], ["time not told"]] == told


def test_line() -> None:
    """The line is broken where the order alone is told, and does not reach an event of which not even that is."""
    root = drawn.read(figures.draw(EVENTS, "sequence"))
    stretches = [node for node in drawn.of_class(root, "base") if node.get("x1") == node.get("x2")]

    assert ["base about", "base about", "base"] == [node.get("class") for node in stretches]


def test_days_between() -> None:
    """Between dated events stand the days, and more days make a longer line."""
    root = drawn.read(figures.draw(EVENTS, "sequence"))
    notes = drawn.of_class(root, "note")
    long, short = (drawn.number(node, "y2") - drawn.number(node, "y1") for node in drawn.of_class(root, "base")[1:3])

    assert ["140 days", "90 days"] == [drawn.text(note) for note in notes]
    assert long > short


def test_columns_are_needed() -> None:
    """Without a column ?event there is no sequence."""
    with pytest.raises(UnsuitableError, match=r"\?event and a column \?when"):
        figures.draw(Table(("thing", "when"), EVENTS.rows), "sequence")

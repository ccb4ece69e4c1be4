"""Bars: how long they are and what they lead to."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import drawn
import pytest
from drawn import COUNTS, MASSES

from marsgraph import figures
from marsgraph.figures import Look, Number, Table, Text


def lengths(root: Element) -> list[float]:
    """The lengths of the bars, from above."""
    return [drawn.number(bar, "width") for bar in drawn.of_class(root, "length")]


@pytest.mark.parametrize("width", [320, 720, 1080])
def test_lengths_are_proportional(width: int) -> None:
    """A bar is as long as its value, from zero."""
    found = lengths(drawn.read(figures.draw(MASSES, "bars", Look(width=width))))

    assert [pytest.approx(890.5 / 6220, abs=0.001), 1, 0] == [length / found[1] for length in found]


def test_parts_are_stacked() -> None:
    """Counts of a second category lie end to end, and together are as long as their sum."""
    root = drawn.read(figures.draw(COUNTS, "bars"))
    (first, second), (third,), (fourth,) = (drawn.boxes(bar, "length") for bar in drawn.of_class(root, "bar"))

    unit = fourth.right - fourth.left
    assert pytest.approx(4 * unit, abs=0.3) == second.right - first.left
    assert pytest.approx(2 * unit, abs=0.3) == third.right - third.left
    assert pytest.approx(1, abs=0.15) == second.left - first.right


def test_named_numbers() -> None:
    """A number goes by its name at the end of its bar and where a part has room for it, else by its figures."""
    named = [Number(n, f"{n} of 20 flights", named=True) for n in (4, 9, 1)]
    rows = (
        (Text("A"), Text("lost"), named[0]),
        (Text("B"), Text("lost"), named[1]),
        (Text("B"), Text("won"), named[2]),
    )

    root = drawn.read(figures.draw(Table(("rocket", "became", "flights"), rows), "bars", Look(width=680)))

    assert ["9 of 20 flights", "1"] == ["".join(one.itertext()) for one in drawn.of_class(root, "inside")]
    assert ["4 of 20 flights", "10"] == ["".join(one.itertext()) for one in drawn.of_class(root, "value")]


def test_measures_stand_side_by_side() -> None:
    """Values that are no counts are never added: each has a bar from zero."""
    rows = ((Text("A"), Text("dry"), Number(1.5, "1.5")), (Text("A"), Text("whole"), Number(3.0, "3.0")))
    table = Table(("craft", "condition", "mass"), (*rows, (Text("B"), Text("dry"), Number(0.5, "0.5"))))

    first, second, third = drawn.boxes(drawn.read(figures.draw(table, "bars")), "length")

    assert first.left == second.left == third.left
    assert pytest.approx(2 * (first.right - first.left), abs=0.2) == second.right - second.left
    assert not first.overlaps(second)


def test_below_zero() -> None:
    """A negative value goes to the other side of zero, in the same measure."""
    table = Table(("name", "value"), ((Text("up"), Number(2, "2")), (Text("down"), Number(-1, "-1"))))

    up, down = drawn.boxes(drawn.read(figures.draw(table, "bars")), "length")

    assert up.left == pytest.approx(down.right, abs=0.1)
    assert pytest.approx(2 * (down.right - down.left), abs=0.2) == up.right - up.left


def test_value_of_a_whole_bar() -> None:
    """The sum stands at the end of a stacked bar."""
    root = drawn.read(figures.draw(COUNTS, "bars"))

    assert ["4", "2", "1"] == [node.text for node in drawn.of_class(root, "value")]


def test_links() -> None:
    """A bar leads where its name does; one without an address is no link."""
    root = drawn.read(figures.draw(COUNTS, "bars"))

    assert ["/id/blok-l", "/id/blok-i", None] == [bar.get("href") for bar in drawn.of_class(root, "bar")]
    assert "group" == root.get("role")


def test_rows_without_category_stay_apart() -> None:
    """Two rows of one name are two bars where no second category parts them."""
    table = Table(("name", "value"), ((Text("A"), Number(1, "1")), (Text("A"), Number(2, "2"))))

    assert ["1", "2"] == [node.text for node in drawn.of_class(drawn.read(figures.draw(table, "bars")), "value")]


@pytest.mark.parametrize("width", [320, 720, 1080])
@pytest.mark.parametrize("table", [COUNTS, MASSES])
@pytest.mark.parametrize("style", ["", "svg {}"])
def test_nothing_outside(table: Table, width: int, style: str) -> None:
    """Nothing lies outside the view box, and no bar covers another."""
    root = drawn.read(figures.draw(table, "bars", Look(width=width, style=style)))

    assert [] == drawn.outside(root)
    assert [] == drawn.overlapping(drawn.boxes(root, "length"))
    assert [] == drawn.overlapping(drawn.boxes(root, "hit"))


def test_description() -> None:
    """The description tells what is counted, by what, and the longest."""
    told = figures.draw(COUNTS, "bars").description

    assert told.startswith("A bar chart with 3 bars: losses by stage. Blok L 4, Blok I 2 and fairing 1.")

"""Timelines: where marks and labels are."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element

import drawn
import pytest
from drawn import LAUNCHES

from marsgraph import figures
from marsgraph.figures import Date, Link, Look, Table, Text

WIDTHS = (320, 360, 720, 1080)


def shape_of(mark: Element) -> tuple[tuple[float, float], ...] | str:
    """The outline of a mark, wherever it lies."""
    places = list(drawn.points(mark))
    left, top = (min(place[axis] for place in places) for axis in (0, 1))
    return "circle" if mark.tag.endswith("circle") else tuple((round(x - left), round(y - top)) for x, y in places)


def pole_places(root: Element) -> list[tuple[float, float, float]]:
    """Place, upper and lower end of each pole."""
    return [
        (drawn.number(pole, "x1"), drawn.number(pole, "y1"), drawn.number(pole, "y2"))
        for pole in drawn.of_class(root, "pole")
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("seed", range(4))
def test_labels_do_not_overlap(seed: int, width: int) -> None:
    """No mark with its label covers another, at any width, however crowded."""
    root = drawn.read(figures.draw(drawn.some_launches(seed, 40), "timeline", Look(width=width)))

    assert [] == drawn.overlapping(drawn.boxes(root, "hit"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("seed", range(4))
def test_poles_cross_no_label(seed: int, width: int) -> None:
    """A pole stands free: no flag lies across it."""
    root = drawn.read(figures.draw(drawn.some_launches(seed, 40), "timeline", Look(width=width)))
    flags = drawn.boxes(root, "hit")

    crossed = [
        (x, flag)
        for x, top, bottom in pole_places(root)
        for flag in flags
        if flag.left < x < flag.right and top < flag.top and flag.bottom < bottom
    ]

    assert [] == crossed


@pytest.mark.parametrize("count", [1, 40, 121, 1500])
@pytest.mark.parametrize("style", ["", "svg {}"])
def test_nothing_outside(count: int, style: str) -> None:
    """Nothing lies outside the view box, whether few rows are drawn or many, on a page or alone."""
    root = drawn.read(figures.draw(drawn.some_launches(7, count), "timeline", Look(width=400, style=style)))

    assert [] == drawn.outside(root)


@pytest.mark.parametrize("count", [1, 40, 121, 1500])
def test_every_row_has_a_mark(count: int) -> None:
    """Each row leads to its own thing by its own mark."""
    table = drawn.some_launches(3, count)

    root = drawn.read(figures.draw(table, "timeline"))

    expected = [f"/id/{place}" for place in range(count)]
    assert sorted(expected) == sorted(node.get("href", "") for node in drawn.of_class(root, "flag"))


def test_places_are_those_of_the_days() -> None:
    """Distances along the axis are as the days between the dates."""
    root = drawn.read(figures.draw(LAUNCHES, "timeline"))

    flags = {flag.get("href"): drawn.of_class(flag, "pole") for flag in drawn.of_class(root, "flag")}
    x = [drawn.number(flags[f"/id/{name}"][0], "x1") for name in ("sputnik-24", "mars-3", "mars-96")]
    days = [date(1962, 11, 4).toordinal(), date(1971, 5, 28).toordinal(), date(1996, 11, 16).toordinal()]
    expected = x[0] + (days[1] - days[0]) / (days[2] - days[0]) * (x[2] - x[0])
    assert expected == pytest.approx(x[1], abs=0.2)


def test_earliest_of_a_stack_is_on_top() -> None:
    """Launches within days of each other read from above in the order of time."""
    root = drawn.read(figures.draw(LAUNCHES, "timeline"))

    labels = {node.text: drawn.number(node, "y") for node in drawn.of_class(root, "label")}
    assert labels["Sputnik 22"] < labels["Mars 1"] < labels["Sputnik 24"]


def test_outcome_has_shape_and_colour() -> None:
    """Success, part and loss differ in shape and in colour; two kinds of loss in shape."""
    root = drawn.read(figures.draw(LAUNCHES, "timeline"))
    found = {}
    for flag in drawn.of_class(root, "flag"):
        mark = drawn.of_class(flag, "mark")[0]
        found[flag.get("href")] = (shape_of(mark), mark.get("class"))

    assert ("circle", "mark tone-good") == found["/id/zond-3"]
    assert "mark tone-partial" == found["/id/mars-2"][1]
    assert "mark tone-bad" == found["/id/mars-1"][1] == found["/id/sputnik-24"][1]
    assert found["/id/mars-1"][0] != found["/id/sputnik-24"][0] != found["/id/mars-2"][0]


def test_legend_counts() -> None:
    """The legend tells how many marks there are of each kind, the best outcome first."""
    root = drawn.read(figures.draw(LAUNCHES, "timeline"))

    told = [drawn.text(entry) for entry in drawn.of_class(root, "entry")]
    assert ["success 1", "partial success 2", "destroyed in Earth orbit 1"] == told[:3]


def test_precision_is_shown() -> None:
    """A date known to the year is drawn as wide as a year, one known to the day as a mark alone."""
    table = Table(
        ("date", "name"),
        ((drawn.day(1960, 1, 1), Text("day")), (drawn.year(1965), Text("year")), (drawn.day(1970, 1, 1), Text("end"))),
    )

    root = drawn.read(figures.draw(table, "timeline"))

    poles = [drawn.number(pole, "x1") for pole in drawn.of_class(root, "pole")]
    per_day = (poles[2] - poles[0]) / (date(1970, 1, 1) - date(1960, 1, 1)).days
    spreads = [(drawn.number(one, "x1"), drawn.number(one, "x2")) for one in drawn.of_class(root, "spread")]
    assert [pytest.approx(364 * per_day, abs=0.2)] == [right - left for left, right in spreads]
    assert "spans the days that its date leaves open" in drawn.text(root)


def test_open_date_has_a_tail() -> None:
    """A date that is open on one side has a broken line to that side alone."""
    known = date(1972, 8, 22).toordinal()
    table = Table(
        ("date", "name"), ((Date("by then", None, known), Text("end")), (drawn.day(1970, 1, 1), Text("start")))
    )

    root = drawn.read(figures.draw(table, "timeline"))

    spread = drawn.of_class(root, "spread", "about")[0]
    mark = max(drawn.number(pole, "x1") for pole in drawn.of_class(root, "pole"))
    assert drawn.number(spread, "x1") < mark == pytest.approx(drawn.number(spread, "x2"), abs=0.1)


def test_rows_without_a_date_are_told() -> None:
    """What cannot be placed is counted below the figure and in its description."""
    table = Table(LAUNCHES.columns, (*LAUNCHES.rows, (None, Link("Nobody", "/id/nobody"), None)))

    drawing = figures.draw(table, "timeline")

    assert "Not drawn: 1 without a date." in drawn.text(drawn.read(drawing))
    assert "Not drawn: 1 without a date." in drawing.description


def test_description() -> None:
    """The description tells the number, the time, the kinds and the ends."""
    told = figures.draw(LAUNCHES, "timeline").description

    assert told.startswith("A timeline with 7 marks from 24 October 1962 to 16 November 1996. By outcome: success 1,")
    assert told.endswith("The first is Sputnik 22, the last Mars-96.")


def test_no_category_has_a_mark_of_its_own() -> None:
    """A row without a category looks like no category, on the axis and in the legend."""
    table = Table(LAUNCHES.columns, (*LAUNCHES.rows, (drawn.day(1980, 1, 1), Link("Nobody", "/id/nobody"), None)))
    root = drawn.read(figures.draw(table, "timeline"))

    own = next(node for node in drawn.of_class(root, "flag") if node.get("href") == "/id/nobody")
    entry = drawn.of_class(root, "entry")[-1]
    assert ["mark tone-none", "mark tone-none"] == [
        drawn.of_class(node, "mark")[0].get("class") for node in (own, entry)
    ]
    assert "not told 1" == drawn.text(entry)

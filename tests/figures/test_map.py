"""The map of Mars: marks at their places, none covering another."""

from __future__ import annotations

import math
from itertools import combinations
from xml.etree.ElementTree import Element

import drawn
import pytest
from drawn import PLACES, Box

from marsgraph import figures
from marsgraph.figures import Link, Look, Number, Table, Text

CROWDS = [(seed, width) for seed in range(3) for width in (320, 1080)]


def middles(root: Element) -> list[tuple[float, float]]:
    """The middle of each mark."""
    found = []
    for spot in drawn.of_class(root, "spot"):
        x, y = zip(*drawn.points(drawn.of_class(spot, "mark")[0]), strict=True)
        found.append(((min(x) + max(x)) / 2, (min(y) + max(y)) / 2))
    return found


def ground(root: Element) -> Box:
    """The frame of the map."""
    return drawn.boxes(root, "ground")[0]


@pytest.mark.parametrize("width", [320, 1080])
def test_places(width: int) -> None:
    """A mark stands at its longitude from 180 W to 180 E and its latitude from 90 N to 90 S."""
    root = drawn.read(figures.draw(PLACES, "map", Look(width=width)))
    frame = ground(root)
    per_degree = (frame.right - frame.left) / 360

    expected = [(180 + east, 90 + south) for east, south in ((58, 45), (202 - 360, 45), (335 - 360, 24))]
    found = [((x - frame.left) / per_degree, (y - frame.top) / per_degree) for x, y in middles(root)]
    assert [pytest.approx(place, abs=0.5) for place in expected] == found
    assert pytest.approx(2 * (frame.bottom - frame.top), abs=0.3) == frame.right - frame.left


@pytest.mark.parametrize(("seed", "width"), CROWDS)
def test_nothing_covers_another(seed: int, width: int) -> None:
    """Marks stand apart, names cover neither marks nor names, and all lie inside."""
    root = drawn.read(figures.draw(drawn.some_places(seed, 25), "map", Look(width=width)))
    places, names = middles(root), drawn.boxes(root, "hit")

    assert [] == [pair for pair in combinations(places, 2) if math.dist(*pair) < 12]
    assert [] == drawn.overlapping(names)
    assert [] == [(x, y) for x, y in places for box in names if box.left < x < box.right and box.top < y < box.bottom]
    assert [] == drawn.outside(root)


@pytest.mark.parametrize(("seed", "width"), CROWDS)
def test_every_row_has_a_mark(seed: int, width: int) -> None:
    """Each row has a mark of its own, which leads to it; one that stands aside shows its place."""
    root = drawn.read(figures.draw(drawn.some_places(seed, 25), "map", Look(width=width)))
    spots = drawn.of_class(root, "spot")

    assert [f"/id/{place}" for place in range(25)] == [spot.get("href") for spot in spots]
    assert len(drawn.of_class(root, "true")) == sum(bool(drawn.of_class(spot, "true")) for spot in spots) > 0
    assert "stands beside its place" in drawn.text(root)


@pytest.mark.parametrize("width", [320, 360, 680, 1080])
def test_names_are_whole(width: int) -> None:
    """Where there is room on the map no name is cut, on a phone neither."""
    long = Link("crash of the Mars 2 descent module", "/id/a")
    rows = ((long, *PLACES.rows[0][1:]), *PLACES.rows[1:])

    root = drawn.read(figures.draw(Table(PLACES.columns, rows), "map", Look(width=width)))

    spots = drawn.of_class(root, "spot")
    labels = [" ".join(map(drawn.text, drawn.of_class(spot, "label"))) for spot in spots]
    assert ["crash of the Mars 2 descent module", "landing of Mars 3", "landing of Mars 6"] == [
        label.partition(" 45°")[0].partition(" 24°")[0] for label in labels
    ]


def test_graticule_is_told() -> None:
    """Each line of the graticule has its degrees at the frame, and the projection is named."""
    root = drawn.read(figures.draw(PLACES, "map", Look(width=1080)))

    meridians = {f"{degrees}° {side}" for degrees in range(30, 180, 30) for side in "EW"}
    parallels = {f"{degrees}° {side}" for degrees in (30, 60) for side in "NS"}
    assert {"0° E", "0°"} | meridians | parallels == {drawn.text(one) for one in drawn.of_class(root, "tick")}
    assert "Equirectangular projection" in drawn.text(root)


def test_no_place_on_the_globe() -> None:
    """What lies on no globe is counted, not drawn."""
    rows = ((Text("a"), Number(91, "91"), Number(0, "0")), (Text("b"), Number(0, "0"), Number(361, "361")))
    table = Table(("name", "lat", "lon"), (*rows, (Text("c"), None, None), (Text("d"), Number(0, "0"), Number(0, "0"))))

    drawing = figures.draw(table, "map")

    assert 1 == len(drawn.of_class(drawn.read(drawing), "spot"))
    assert "Not drawn: 3 without a place on the globe." in drawing.description


def test_latitudes_are_no_bars() -> None:
    """A place on a globe is no amount: such a result is offered as a map alone."""
    assert ("map",) == figures.suits(PLACES)


def test_description() -> None:
    """The description tells each place in degrees."""
    assert "crash of Mars 2 at 45° S, 58° E, landing of Mars 3 at 45° S, 158° W" in figures.draw(PLACES).description


def test_more_than_there_is_room_for() -> None:
    """Where a small map has no room left around a place, its marks are drawn all the same."""
    rows = tuple((Text(f"probe {number}"), Number(10, "10"), Number(20, "20")) for number in range(200))
    table = Table(("label", "latitude", "longitude"), rows)

    assert 200 == len(middles(drawn.read(figures.draw(table, "map", Look(width=280)))))

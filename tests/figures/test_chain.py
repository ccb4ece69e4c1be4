"""Chains: every link joins its events, and runs between the boxes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import drawn
import pytest
from drawn import LINKS, Box

from marsgraph import figures
from marsgraph.figures import Link, Look, Table, Text

TANGLES = [(seed, width) for seed in range(6) for width in (360, 1080)]
_STEP = re.compile(r"([MLC])([^MLC]+)")
_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")
_VERB = re.compile(r" (?:led to|may have led to|is one of the explanations of) ")


def events(root: Element) -> dict[str, Box]:
    """The boxes by the names in them."""
    return {node[0].text or "": drawn.boxes(node, "box")[0] for node in drawn.of_class(root, "event")}


def arcs(root: Element) -> Iterator[tuple[str, str, list[tuple[float, float]], Element]]:
    """Cause, effect, the points along the line, and the whole of each arc."""
    for arc in drawn.of_class(root, "arc"):
        cause, effect = _VERB.split((arc[0].text or "").partition("; ")[0])
        yield cause, effect, list(along(drawn.of_class(arc, "link")[0].get("d", ""))), arc


def along(data: str) -> Iterator[tuple[float, float]]:
    """Points close to each other along a path of lines and curves."""
    here = (0.0, 0.0)
    for step, numbers in _STEP.findall(data):
        places = [(float(x), float(y)) for x, y in _PAIR.findall(numbers)]
        if step == "C":
            yield from (cubic([here, *places], part / 20) for part in range(21))
        elif step == "L":
            yield from (mix(here, places[0], part / 20) for part in range(21))
        here = places[-1]
        yield here


def mix(one: tuple[float, float], other: tuple[float, float], part: float) -> tuple[float, float]:
    """A point between two."""
    return (one[0] + (other[0] - one[0]) * part, one[1] + (other[1] - one[1]) * part)


def cubic(places: list[tuple[float, float]], part: float) -> tuple[float, float]:
    """A point of a curve with four points, or of the simpler ones between them."""
    between = [mix(one, other, part) for one, other in itertools.pairwise(places)]
    return cubic(between, part) if len(between) > 1 else between[0]


def inside(box: Box, point: tuple[float, float]) -> bool:
    """Whether a point lies in a box, not only at its edge."""
    return box.left + 0.2 < point[0] < box.right - 0.2 and box.top + 0.2 < point[1] < box.bottom - 0.2


def tangle(seed: int, width: int) -> Element:
    """A drawn tangle."""
    return drawn.read(figures.draw(drawn.some_links(seed, 14 + seed, 24), "chain", Look(width=width)))


@pytest.mark.parametrize(("seed", "width"), TANGLES)
def test_boxes_stand_apart(seed: int, width: int) -> None:
    """No box covers another, and nothing lies outside the view box."""
    root = tangle(seed, width)

    assert [] == drawn.overlapping(list(events(root).values()))
    assert [] == drawn.outside(root)


@pytest.mark.parametrize(("seed", "width"), TANGLES)
def test_arcs_join_their_events(seed: int, width: int) -> None:
    """Each arc begins at the edge of one of its events and ends at the edge of the other."""
    root = tangle(seed, width)
    boxes = events(root)

    for cause, effect, points, _ in arcs(root):
        upper, lower = sorted((boxes[cause], boxes[effect]), key=lambda box: box.top)
        assert upper.bottom == pytest.approx(points[0][1], abs=0.2)
        assert lower.top == pytest.approx(points[-1][1], abs=0.2)
        assert upper.left < points[0][0] < upper.right
        assert lower.left < points[-1][0] < lower.right


@pytest.mark.parametrize(("seed", "width"), TANGLES)
def test_no_arc_passes_through_a_box(seed: int, width: int) -> None:
    """A line runs between the boxes."""
    root = tangle(seed, width)

    crossed = [
        (cause, effect, name)
        for (cause, effect, points, _), (name, box) in itertools.product(arcs(root), events(root).items())
        if any(inside(box, point) for point in points)
    ]

    assert [] == crossed


@pytest.mark.parametrize(("seed", "width"), TANGLES)
def test_every_link_is_there(seed: int, width: int) -> None:
    """Each row is an arc, and circles survive; only what leads to itself is counted instead."""
    rows = [(one.text, other.text) for one, _, other in drawn.some_links(seed, 14 + seed, 24).rows if one and other]
    loops = sum(one == other for one, other in rows)
    root = tangle(seed, width)

    assert sorted(pair for pair in rows if pair[0] != pair[1]) == sorted(arc[:2] for arc in arcs(root))
    assert (loops > 0) == (f"Not drawn: {loops} that leads to itself." in drawn.text(root))


def test_arrow_of_a_circle_points_to_the_effect() -> None:
    """The arrow that closes a circle has its head at its effect, though that lies above."""
    table = Table(("cause", "effect"), ((Text("a"), Text("b")), (Text("b"), Text("a"))))
    root = drawn.read(figures.draw(table, "chain"))
    boxes = events(root)

    heads = {(cause, effect): next(drawn.points(drawn.of_class(arc, "tip")[0])) for cause, effect, _, arc in arcs(root)}
    assert boxes["b"].top == pytest.approx(heads["a", "b"][1], abs=0.2)
    assert boxes["a"].bottom == pytest.approx(heads["b", "a"][1], abs=0.2)


def test_causes_are_above() -> None:
    """What led to something stands above it."""
    boxes = events(drawn.read(figures.draw(LINKS, "chain")))

    assert boxes["fault"].top < boxes["cavitation"].top < boxes["either"].top < boxes["no ignition"].top


def test_certainty_is_seen_and_told() -> None:
    """Stated, hedged and alternative links differ in line, in word and in what is told; the surest word counts."""
    root = drawn.read(figures.draw(LINKS, "chain"))
    found = {(cause, effect): drawn.of_class(arc, "link")[0].get("class") for cause, effect, _, arc in arcs(root)}

    assert "link stated" == found["fault", "cavitation"]
    assert "link hedged" == found["either", "no ignition"]
    assert "link alternative" == found["other", "either"]
    assert {"perhaps", "either"} == {node.text for node in drawn.of_class(root, "word")}
    assert ["led to", "perhaps", "either"] == [
        drawn.text(entry).split(":")[0].split(",")[0].removesuffix(" this or another")
        for entry in drawn.of_class(root, "entry")
    ]


def test_event_without_a_cause() -> None:
    """A loss that nobody explains is a box that says so."""
    root = drawn.read(figures.draw(LINKS, "chain"))

    alone = [drawn.text(node) for node in drawn.of_class(root, "event") if "no cause told" in drawn.text(node)]
    assert ["silencesilenceno cause told"] == alone


def test_chains_side_by_side() -> None:
    """Each mission has a chain of its own under its name, which is a link."""
    root = drawn.read(figures.draw(LINKS, "chain"))

    assert ["/id/sputnik-24", "/id/mars-3"] == [head.get("href") for head in drawn.of_class(root, "head")]
    first, second = (drawn.boxes(chain, "box") for chain in drawn.of_class(root, "chain"))
    assert max(box.right for box in first) < min(box.left for box in second)


@pytest.mark.parametrize("width", [320, 700, 1080])
def test_many_chains(width: int) -> None:
    """Chains of many missions never cover each other."""
    names = [Link(f"Mission {place}", f"/id/{place}") for place in range(12)]
    rows = [
        (name, Text(f"{step} {name.text}"), Text(f"{step + 1} {name.text}"))
        for place, name in enumerate(names)
        for step in range(place % 4 + 1)
    ]

    root = drawn.read(figures.draw(Table(("chain", "cause", "effect"), tuple(rows)), "chain", Look(width=width)))

    assert [] == drawn.overlapping(drawn.boxes(root, "box"))
    assert [] == drawn.outside(root)
    assert str(width) == root.get("width")


def test_description() -> None:
    """The description tells each link in words, and what has no cause."""
    told = figures.draw(LINKS, "chain").description

    assert told.startswith("2 chains of cause and effect: 6 events, links: 1 stated, 2 hedged and 2 alternative.")
    assert "Sputnik 24: fault led to cavitation; cavitation is one of the explanations of either;" in told
    assert "With no cause told: Mars 3 (silence)." in told


@pytest.mark.parametrize("width", [360, 1080])
def test_arrows_that_are_no_causes(width: int) -> None:
    """Rows from one thing to another are arrows that carry their word; nothing is rimmed as the end of a chain."""
    pairs = (("mission", "launch", "launch"), ("mission", "craft", "craft"), ("launch", "rocket", "rocket type"))
    table = Table(("from", "to", "by"), tuple(tuple(map(Text, pair)) for pair in pairs))

    drawing = figures.draw(table, "chain", Look(width=width))

    root = drawn.read(drawing)
    assert {by for _, _, by in pairs} == {drawn.text(one) for one in drawn.of_class(root, "word")}
    assert ([], []) == (drawn.of_class(root, "end"), drawn.of_class(root, "legend")[0].findall(drawn.SVG + "g"))
    assert "mission: launch: launch" in drawing.description
    assert [] == drawn.outside(root)

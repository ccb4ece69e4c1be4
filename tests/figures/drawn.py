"""Reads a drawn figure back, for tests to measure it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from marsgraph.figures import Date, Drawing, Link, Number, Table, Text

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """</title><script>alert("x")</script><a href='javascript:alert(1)'>&amp;"""
_PAIR = re.compile(r"(-?[\d.]+),(-?[\d.]+)")


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, slack: float = 0.15) -> bool:
        """Whether two rectangles have an area in common, beyond what rounding makes."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


def read(drawing: Drawing) -> Element:
    """Parse what was drawn."""
    return ET.fromstring(drawing.svg)  # noqa: S314 - our own figure


def of_class(root: Element, *names: str) -> list[Element]:
    """The elements that have all of these classes."""
    return [node for node in root.iter() if set(names) <= set(node.get("class", "").split())]


def number(node: Element, name: str) -> float:
    """An attribute as a number."""
    return float(node.get(name, "nan"))


def box(node: Element) -> Box:
    """The room of a rectangle."""
    left, top = number(node, "x"), number(node, "y")
    return Box(left, top, left + number(node, "width"), top + number(node, "height"))


def boxes(root: Element, name: str) -> list[Box]:
    """The rectangles of a class."""
    return [box(node) for node in of_class(root, name)]


def overlapping(found: list[Box]) -> list[tuple[Box, Box]]:
    """The pairs that overlap."""
    return [pair for pair in combinations(found, 2) if pair[0].overlaps(pair[1])]


def text(node: Element) -> str:
    """All text below a node."""
    return "".join(node.itertext())


def points(root: Element) -> Iterator[tuple[float, float]]:
    """Every point that a shape of the figure names, where it lies in the document."""
    across, down = 0.0, 0.0
    for node in root.iter():
        if moved := re.match(r"translate\((-?[\d.]+),(-?[\d.]+)\)", node.get("transform", "")):
            across, down = float(moved[1]), float(moved[2])
        yield from ((x + across, y + down) for x, y in _points(node) if "paper" not in node.get("class", ""))


def _points(node: Element) -> Iterator[tuple[float, float]]:
    tag = node.tag.removeprefix(SVG)
    if tag == "rect":
        found = box(node)
        yield from ((found.left if node.get("x") else 0, found.top if node.get("y") else 0),)
        yield from ((found.right, found.bottom),) if node.get("x") else ()
    elif tag == "circle":
        x, y, r = (number(node, name) for name in ("cx", "cy", "r"))
        yield from ((x - r, y - r), (x + r, y + r))
    elif tag == "line":
        yield from ((number(node, "x1"), number(node, "y1")), (number(node, "x2"), number(node, "y2")))
    elif tag == "text":
        yield (number(node, "x"), number(node, "y"))
    elif tag == "path":
        yield from ((float(x), float(y)) for x, y in _PAIR.findall(node.get("d", "")))


def outside(root: Element) -> list[tuple[float, float]]:
    """The points outside the view box."""
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    return [(x, y) for x, y in points(root) if not (-0.1 <= x <= wide + 0.1 and -0.1 <= y <= high + 0.1)]


# ---- Tables


def day(year: int, month: int, of_month: int) -> Date:
    """A day."""
    then = date(year, month, of_month)
    return Date(then.isoformat(), then.toordinal(), then.toordinal())


def year(number_: int) -> Date:
    """A year of which no more is known."""
    return Date(str(number_), date(number_, 1, 1).toordinal(), date(number_, 12, 31).toordinal())


LAUNCHES = Table(
    ("date", "mission", "outcome"),
    (
        (day(1962, 10, 24), Link("Sputnik 22", "/id/sputnik-22"), Text("destroyed in Earth orbit")),
        (day(1962, 11, 1), Link("Mars 1", "/id/mars-1"), Text("lost on the way")),
        (day(1962, 11, 4), Link("Sputnik 24", "/id/sputnik-24"), Text("stranded in Earth orbit")),
        (day(1965, 7, 18), Link("Zond 3", "/id/zond-3"), Text("success")),
        (day(1971, 5, 19), Link("Mars 2", "/id/mars-2"), Text("partial success")),
        (day(1971, 5, 28), Link("Mars 3", "/id/mars-3"), Text("partial success")),
        (day(1996, 11, 16), Link("Mars-96", "/id/mars-96"), Text("stranded in Earth orbit")),
    ),
)
COUNTS = Table(
    ("stage", "outcome", "losses"),
    (
        (Link("Blok L", "/id/blok-l"), Text("explosion"), Number(1, "1")),
        (Link("Blok L", "/id/blok-l"), Text("no ignition"), Number(3, "3")),
        (Link("Blok I", "/id/blok-i"), Text("no ignition"), Number(2, "2")),
        (Text("fairing"), Text("explosion"), Number(1, "1")),
    ),
)
EVENTS = Table(
    ("event", "when", "what"),
    (
        (Link("launch", "/id/a"), day(1962, 11, 1), Text("launch")),
        (Link("leak", "/id/b"), None, Text("failure")),
        (Link("silence", "/id/c"), day(1963, 3, 21), Text("failure")),
        (Link("closest approach", "/id/d"), day(1963, 6, 19), Text("event")),
        (Link("deployment", "/id/e"), Text("time not told"), Text("event")),
    ),
)
LINKS = Table(
    ("mission", "cause", "how", "effect"),
    (
        (Link("Sputnik 24", "/id/sputnik-24"), Link("fault", "/id/a"), Text("stated"), Link("cavitation", "/id/b")),
        (Link("Sputnik 24", "/id/sputnik-24"), Link("fault", "/id/a"), Text("hedged"), Link("cavitation", "/id/b")),
        (
            Link("Sputnik 24", "/id/sputnik-24"),
            Link("cavitation", "/id/b"),
            Text("alternative"),
            Link("either", "/id/e"),
        ),
        (Link("Sputnik 24", "/id/sputnik-24"), Link("other", "/id/c"), Text("alternative"), Link("either", "/id/e")),
        (Link("Sputnik 24", "/id/sputnik-24"), Link("either", "/id/e"), Text("hedged"), Link("no ignition", "/id/f")),
        (Link("Sputnik 24", "/id/sputnik-24"), Link("fault", "/id/a"), Text("hedged"), Link("no ignition", "/id/f")),
        (Link("Mars 3", "/id/mars-3"), None, None, Link("silence", "/id/g")),
    ),
)
PLACES = Table(
    ("event", "latitude", "longitude", "what"),
    (
        (Link("crash of Mars 2", "/id/a"), Number(-45, "-45"), Number(58, "58"), Text("crash")),
        (Link("landing of Mars 3", "/id/b"), Number(-45, "-45"), Number(202, "202"), Text("landing")),
        (Link("landing of Mars 6", "/id/c"), Number(-24, "-24"), Number(335, "335"), Text("landing")),
    ),
)
MASSES = Table(
    ("craft", "mass"),
    tuple((Text(name), Number(mass, str(mass))) for name, mass in (("A", 890.5), ("B", 6220.0), ("C", 0.0))),
)


def some_links(seed: int, events: int, links: int) -> Table:
    """A tangle of links, circles among them, between events with names of all lengths."""
    chance = random.Random(seed)  # noqa: S311 - a table, not a secret
    names = [
        f"{place} {chance.choice(('', 'rather long name of what happened', 'event'))}".strip()
        for place in range(events)
    ]
    pairs = {(chance.randrange(events), chance.randrange(events)) for _ in range(links)}
    rows = (
        (Text(names[one]), Text(chance.choice(("stated", "hedged"))), Text(names[other]))
        for one, other in sorted(pairs)
    )
    return Table(("cause", "how", "effect"), tuple(rows))


def some_places(seed: int, count: int) -> Table:
    """Places in crowds, at the edges and at the poles too."""
    chance = random.Random(seed)  # noqa: S311 - a table, not a secret
    crowds = [(-90.0, 0.0), (90.0, 180.0), (0.0, 359.9), (20.0, 300.0)]
    rows = []
    for place in range(count):
        north, east = chance.choice(crowds)
        latitude, longitude = max(-90.0, min(90.0, north + chance.uniform(-4, 4))), (east + chance.uniform(-4, 4)) % 360
        named = Link(f"place {place}" * chance.randrange(1, 3), f"/id/{place}")
        rows.append((named, Number(latitude, ""), Number(longitude, ""), Text(chance.choice("ab"))))
    return Table(("place", "lat", "long", "kind"), tuple(rows))


def some_launches(seed: int, count: int) -> Table:
    """Launches at random days, crowded as launches to Mars are, with names of all lengths."""
    chance = random.Random(seed)  # noqa: S311 - a table, not a secret
    start = date(1960, 1, 1).toordinal()
    rows = []
    for place in range(count):
        first = start + chance.choice((0, 760, 1540, 4200, 10400)) + chance.randrange(60)
        last = first + chance.choice((0, 0, 0, 30, 365))
        name = "".join(chance.choices("MWil 1.", k=chance.randrange(1, 30))).strip() or str(place)
        rows.append((Date(str(first), first, last), Link(name, f"/id/{place}"), Text(chance.choice("abc"))))
    return Table(("date", "name", "kind"), tuple(rows))

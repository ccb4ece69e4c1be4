"""A map of Mars: each row a mark at its place, on a graticule of latitudes and longitudes centred on 0° E.

Nothing is drawn but the grid and the rows: no name and no relief that the data does not give. Marks that would cover
each other stand beside their places; names stand where they cover neither a mark nor another name.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from marsgraph.figures import legend, marks, scale, svg
from marsgraph.figures import text as texts
from marsgraph.figures.categories import category_of, is_latitude, is_longitude
from marsgraph.figures.errors import UnsuitableError, listed
from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.marks import Style
from marsgraph.figures.scale import Scale
from marsgraph.figures.table import Number, Row, Table, address_of, spoken, text_of

MOST: Final = 500
_SIZE: Final = 13
_LINE: Final = 17
_TOLD_SIZE: Final = 12
_RADIUS: Final = 6.0
_APART: Final = 2.5
_EDGE: Final = 52
_NARROW_EDGE: Final = 50
_BAND: Final = 5.0
"""How thick the frame is, whose pieces change with the lines of the graticule."""
_BELOW: Final = 30
_EVERY: Final = 30
_LONGEST_LABEL: Final = 200
_MOST_LINES: Final = 4
_MOST_TOLD: Final = 30
"""Of more rows the degrees are told by the marks and the table alone."""
_NEEDS: Final = "a column of latitudes (?lat...) and one of longitudes (?lon...), in degrees, and a column of names"
_KIND: Final = f"Equirectangular projection, centred on 0° E; a line every {_EVERY}°."


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what."""

    latitude: int
    longitude: int
    name: int
    category: int | None


def roles(table: Table) -> Roles:
    """Latitude and longitude are known by their names, the first names call the places, the next sort them."""
    numbers = table.of_kind("number")
    latitude = next((column for column in numbers if is_latitude(table.columns[column])), None)
    longitude = next((column for column in numbers if is_longitude(table.columns[column])), None)
    names = table.of_kind("text")
    if latitude is None or longitude is None or not names:
        remedy = "Select a name, ?latitude and ?longitude, such as those of mg:latitudeDeg and mg:longitudeDeg."
        raise UnsuitableError.lacking("map", _NEEDS, table, remedy)
    if len(table.rows) > MOST:
        raise UnsuitableError.too_many("map", "rows", len(table.rows), MOST)
    return Roles(latitude, longitude, names[0], category_of(table, names[1:]))


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    top: float
    wide: float
    high: float

    def touches(self, other: _Box) -> bool:
        return (
            self.left < other.left + other.wide
            and other.left < self.left + self.wide
            and self.top < other.top + other.high
            and other.top < self.top + self.high
        )


@dataclass(slots=True)
class _Spot:
    """A row with its place on Mars, and where its mark stands."""

    row: Row
    latitude: float
    longitude: float
    style: Style
    true: tuple[float, float]
    at: tuple[float, float]

    @property
    def moved(self) -> bool:
        """Whether the mark had to stand aside."""
        return self.at != self.true

    @property
    def box(self) -> _Box:
        """The room of the mark."""
        reach = _RADIUS + 1.5
        return _Box(self.at[0] - reach, self.at[1] - reach, 2 * reach, 2 * reach)


@dataclass(frozen=True, slots=True)
class _Text:
    """What stands beside a mark."""

    lines: tuple[str, ...]
    degrees: str = ""

    @property
    def wide(self) -> float:
        """The width that it needs."""
        widths = [texts.width(line, _SIZE) for line in self.lines] + [texts.width(self.degrees, _TOLD_SIZE)]
        return max(widths) + 4

    @property
    def high(self) -> float:
        """The height that it needs."""
        return _LINE * (len(self.lines) + bool(self.degrees)) + 2


@dataclass(frozen=True, slots=True)
class _Label:
    """A text at its place."""

    box: _Box
    text: _Text
    far: bool
    """Whether it is so far from its mark that it needs a line."""

    def write(self, made: Element, at: tuple[float, float]) -> None:
        """Write it, flush with the side where its mark is."""
        box, middle = self.box, self.box.left + self.box.wide / 2
        if self.far:
            svg.element(made, "line", class_="leader", x1=at[0], y1=at[1], x2=middle, y2=box.top + box.high / 2)
        svg.hit(made, box.left, box.top, box.wide, box.high)
        x, anchor = middle, "middle"
        if box.left >= at[0]:
            x, anchor = box.left + 2, "start"
        elif box.left + box.wide <= at[0]:
            x, anchor = box.left + box.wide - 2, "end"
        for count, line in enumerate(self.text.lines):
            svg.write(line, made, x, box.top + 13.5 + count * _LINE, class_="label", text_anchor=anchor)
        if self.text.degrees:
            y = box.top + 13.5 + len(self.text.lines) * _LINE
            svg.write(self.text.degrees, made, x, y, class_="label degrees", text_anchor=anchor)


def draw(table: Table, look: Look) -> Drawing:
    """Draw a map, or raise why the table has none."""
    return _Map(table, look).draw()


class _Map:
    def __init__(self, table: Table, look: Look) -> None:
        self._table = table
        self._look = look
        self._roles = roles(table)
        self._placed = [(row, place) for row in table.rows if (place := self._place(row))]
        category = self._roles.category
        self._categories = Counter(text_of(row[category]) for row, _ in self._placed) if category is not None else {}
        self._styles = marks.styles(name for name in self._categories if name)

    def _place(self, row: Row) -> tuple[float, float] | None:
        """Latitude, and longitude from -180 to 180; none where there is no such place."""
        latitude, longitude = row[self._roles.latitude], row[self._roles.longitude]
        if not isinstance(latitude, Number) or not isinstance(longitude, Number):
            return None
        if not (-90 <= latitude.value <= 90 and -180 <= longitude.value <= 360):  # noqa: PLR2004 - a globe
            return None
        east = longitude.value - 360 if longitude.value > 180 else longitude.value  # noqa: PLR2004
        return latitude.value, east

    def draw(self) -> Drawing:
        body = svg.element(None, "g")
        top = self._legend(body) + _BAND
        left, right = (_NARROW_EDGE if self._look.narrow else _EDGE), self._look.inner - _BAND - 1
        across = Scale(-180, 180, left, right)
        down = Scale(90, -90, top, top + (right - left) / 2)
        self._grid(body, across, down)
        spots = self._spots(across, down)
        frame = _Box(left, top, right - left, down.end - top)
        labels = _labels(spots, [self._texts(spot) for spot in spots], frame)
        for spot, label in zip(spots, labels, strict=True):
            self._spot(body, spot, label)
        moved, unnamed = any(spot.moved for spot in spots), labels.count(None)
        height = self._note(body, down.end + _BELOW, unnamed, moved=moved)
        title = f"{spoken(self._table.columns[self._roles.name])} on Mars".capitalize()
        return svg.finish(body, self._look, "map", height, title, self._description())

    def _legend(self, body: Element) -> float:
        if not self._styles:
            return 4
        entries = [(style, f"{name} {self._categories[name]}") for name, style in self._styles.items()]
        if none := self._categories.get(""):
            entries.append((marks.NONE, f"not told {none}"))
        return legend.draw(body, entries, self._look.inner) + 8

    def _grid(self, body: Element, across: Scale, down: Scale) -> None:
        grid = svg.group(body, "axis")
        left, top, right, bottom = across.start, down.start, across.end, down.end
        _band(grid, across, down)
        svg.element(grid, "rect", class_="ground", x=left, y=top, width=right - left, height=bottom - top)
        apart = 2 * _EVERY if self._look.narrow else _EVERY
        for east in range(-180 + _EVERY, 180, _EVERY):
            x = across(east)
            svg.element(grid, "line", class_="grid" if east else "grid main", x1=x, y1=top, x2=x, y2=bottom)
            if east % apart == 0:
                svg.write(meridian(east), grid, x, bottom + _BAND + 15, class_="tick", text_anchor="middle")
        for north in range(-90 + _EVERY, 90, _EVERY):
            y = down(north)
            svg.element(grid, "line", class_="grid" if north else "grid main", x1=left, y1=y, x2=right, y2=y)
            svg.write(parallel(north), grid, left - _BAND - 4, y + 4, class_="tick", text_anchor="end")

    def _spots(self, across: Scale, down: Scale) -> list[_Spot]:
        """The marks, each at its place or, where another stands there, beside it."""
        spots: list[_Spot] = []
        for row, (latitude, longitude) in self._placed:
            category = self._roles.category
            style = self._styles.get(text_of(row[category]), marks.NONE) if category is not None else marks.PLAIN
            true = (across(longitude), down(latitude))
            spots.append(_Spot(row, latitude, longitude, style, true, true))
        reach = _RADIUS + 2
        farthest = math.hypot(across.end - across.start, down.end - down.start)
        for number, spot in enumerate(spots):
            taken = [other.at for other in spots[:number]]
            free = (
                at
                for at in _around(spot.true, farthest)
                if across.start + reach <= at[0] <= across.end - reach
                and down.start + reach <= at[1] <= down.end - reach
                and all(math.dist(at, other) >= 2 * _RADIUS + _APART for other in taken)
            )
            spot.at = next(free, spot.true)  # where there is no room at all, one covers another
        return spots

    def _texts(self, spot: _Spot) -> tuple[_Text, ...]:
        """What may stand beside a mark, the fullest first: name and degrees, or the name, in wide or short lines."""
        space = min(_LONGEST_LABEL, self._look.inner * 0.4)
        name = text_of(spot.row[self._roles.name])
        names = [tuple(texts.wrap(name, _SIZE, wide, _MOST_LINES)) for wide in (space, space * 0.7)]
        names = [lines for lines in names if not lines[-1].endswith(texts.ELLIPSIS)] or names[:1]
        degrees = f"{parallel(spot.latitude)}, {meridian(spot.longitude)}"
        told = [_Text(lines, degrees) for lines in names] if len(self._placed) <= _MOST_TOLD else []
        return (*told, *map(_Text, names))

    def _spot(self, body: Element, spot: _Spot, label: _Label | None) -> None:
        made = svg.mark_of(body, "spot", address_of(spot.row[self._roles.name]), self._told(spot))
        if spot.moved:
            (x, y), (to_x, to_y) = spot.true, spot.at
            svg.element(made, "line", class_="leader", x1=x, y1=y, x2=to_x, y2=to_y)
            svg.element(made, "circle", class_="true", cx=x, cy=y, r=1.5)
        if label:
            label.write(made, spot.at)
        marks.draw(made, spot.style, *spot.at, _RADIUS)

    def _told(self, spot: _Spot) -> str:
        used = (self._roles.name, self._roles.latitude, self._roles.longitude)
        place = f"{parallel(spot.latitude)}, {meridian(spot.longitude)}"
        return "; ".join([f"{text_of(spot.row[self._roles.name])}, {place}", *self._table.told(spot.row, *used)])

    # ---- In words

    def _note(self, body: Element, y: float, unnamed: int, *, moved: bool) -> float:
        notes = [
            _KIND,
            "A mark that another would cover stands beside its place, a dot." if moved else "",
            f"{unnamed} names have no room here; the table has them." if unnamed else "",
            self._left(),
        ]
        for line in texts.wrap(" ".join(filter(None, notes)), 12, self._look.inner, 4):
            svg.write(line, body, 0, y + 12, class_="note")
            y += 18
        return y

    def _left(self) -> str:
        """What is not drawn."""
        left = len(self._table.rows) - len(self._placed)
        return f"Not drawn: {left} without a place on the globe." if left else ""

    def _description(self) -> str:
        told = [
            f"{text_of(row[self._roles.name])} at {parallel(latitude)}, {meridian(longitude)}"
            for row, (latitude, longitude) in self._placed[:20]
        ]
        more = len(self._placed) - len(told)
        parts = [f"A map of Mars with {len(self._placed)} marks."]
        parts += [f"{listed([*told, f'{more} more'] if more else told)}."] if told else []
        return " ".join([*parts, self._left()]).strip()


def parallel(north: float) -> str:
    """A latitude in words."""
    return f"{scale.plain(abs(north))}°{' N' if north > 0 else ' S' if north < 0 else ''}"


def meridian(east: float) -> str:
    """A longitude in words."""
    return f"{scale.plain(abs(east))}°{' E' if east >= 0 else ' W'}"


def _around(place: tuple[float, float], farthest: float) -> Iterator[tuple[float, float]]:
    """A place, then those around it, ever farther."""
    yield place
    for ring in range(1, math.ceil(farthest / (_RADIUS + _APART)) + 1):
        turns = 8 + 4 * ring
        for turn in range(turns):
            angle = math.tau * turn / turns - math.pi / 2
            reach = ring * (_RADIUS + _APART)
            yield place[0] + reach * math.cos(angle), place[1] + reach * math.sin(angle)


def _labels(spots: list[_Spot], choices: list[tuple[_Text, ...]], frame: _Box) -> list[_Label | None]:
    """Where each text stands; none where there is no room for it."""
    taken = [spot.box for spot in spots]
    found: list[_Label | None] = []
    for spot, some in zip(spots, choices, strict=True):
        fitting = (
            _Label(box, one, far)
            for far in (False, True)
            for one in some
            for box in (_around_it if far else _beside)(spot, one)
            if _within(box, frame) and not any(box.touches(other) for other in taken)
        )
        label = next(fitting, None)
        if label:
            taken.append(label.box)
        found.append(label)
    return found


def _beside(spot: _Spot, one: _Text) -> Iterator[_Box]:
    """The places for a text at its mark: to the right, to the left, above, below, aslant."""
    (x, y), reach = spot.at, _RADIUS + 2
    wide, high = one.wide, one.high
    for dx, dy in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        aside = high / 2 + 3 if dx else reach + high / 2
        yield _Box(x + dx * (reach + wide / 2) - wide / 2, y + dy * aside - high / 2, wide, high)


def _around_it(spot: _Spot, one: _Text) -> Iterator[_Box]:
    """The places farther away."""
    (x, y), wide, high = spot.at, one.wide, one.high
    for ring in range(2, 7):
        for turn in range(12):
            angle = math.tau * turn / 12
            away = ring * 14
            middle = x + math.cos(angle) * (away + wide / 2), y + math.sin(angle) * (away + high / 2 - _LINE / 2)
            yield _Box(middle[0] - wide / 2, middle[1] - high / 2, wide, high)


def _band(grid: Element, across: Scale, down: Scale) -> None:
    """The frame: pieces that change with the lines, as on maps that are printed."""
    left, top, right, bottom = across.start, down.start, across.end, down.end
    svg.element(
        *(grid, "rect"),
        class_="frame",
        x=left - _BAND,
        y=top - _BAND,
        width=right - left + 2 * _BAND,
        height=bottom - top + 2 * _BAND,
    )
    for east in range(-180, 180, 2 * _EVERY):
        x = across(east)
        for y in (top - _BAND, bottom):
            svg.element(grid, "rect", class_="band", x=x, y=y, width=across(east + _EVERY) - x, height=_BAND)
    for north in range(90, -90, -2 * _EVERY):
        y = down(north)
        for x in (left - _BAND, right):
            svg.element(grid, "rect", class_="band", x=x, y=y, width=_BAND, height=down(north - _EVERY) - y)


def _within(box: _Box, frame: _Box) -> bool:
    across = frame.left <= box.left and box.left + box.wide <= frame.left + frame.wide
    return across and frame.top <= box.top and box.top + box.high <= frame.top + frame.high

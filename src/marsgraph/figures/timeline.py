"""A timeline: each row a flag on a pole that stands on its day.

Flags fill lanes from the axis upwards so that no flag and no pole covers another; what happened within days stands
as a stack, the earliest on top. A date that is known to a month or a year is drawn as wide as what it leaves open.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from marsgraph.figures import dates, legend, marks, scale, svg
from marsgraph.figures import text as texts
from marsgraph.figures.categories import category_of
from marsgraph.figures.errors import UnsuitableError, listed
from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.marks import Style
from marsgraph.figures.scale import Scale
from marsgraph.figures.table import Date, Row, Table, address_of, spoken, text_of

MOST: Final = 2000
_MOST_LABELS: Final = 120
_SIZE: Final = 13
_LANE: Final = 24
_RADIUS: Final = 5.5
_AFTER_MARK: Final = 10
_APART: Final = 7
_EDGE: Final = 8
_AXIS: Final = 30
_TALLEST: Final = 640
_PER_TICK: Final = 64
_LONGEST_LABEL: Final = 220
_OPEN_TAIL: Final = 26
_NEEDS: Final = "a column of dates and a column of names"


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what."""

    date: int
    name: int
    category: int | None


def roles(table: Table) -> Roles:
    """The first dates place a mark, the first names call it, the next names with few values sort it."""
    when = table.of_kind("date")
    names = [column for column in table.of_kind("text") if column not in when]
    if not when or not names:
        raise UnsuitableError.lacking(
            "timeline", _NEEDS, table, "Select a date, such as mg:launchDate, and what it is of."
        )
    dated = [row for row in table.rows if row[when[0]] is not None]
    if len(dated) > MOST:
        raise UnsuitableError.too_many("timeline", "dated rows", len(dated), MOST)
    return Roles(when[0], names[0], category_of(table, names[1:]))


@dataclass(slots=True)
class _Flag:
    """A mark with its label: where it stands on the axis, and the room that it takes."""

    row: Row
    date: Date
    style: Style
    x: float
    spread: tuple[float, float]
    label: str
    side: int = 1
    lane: int = 0
    crossed: bool = False
    """Whether its pole would cross another flag, so that it has none."""

    @property
    def left(self) -> float:
        """Where its room begins."""
        label = self._label_width if self.side < 0 else 0
        return min(self.x - _RADIUS - 2 - label, self.spread[0])

    @property
    def right(self) -> float:
        """Where its room ends."""
        label = self._label_width if self.side > 0 else 0
        return max(self.x + _RADIUS + 2 + label, self.spread[1])

    @property
    def _label_width(self) -> float:
        return _AFTER_MARK - _RADIUS + texts.width(self.label, _SIZE) if self.label else 0


@dataclass(slots=True)
class _Lanes:
    """Flags from the axis upwards."""

    lanes: list[list[_Flag]] = field(default_factory=list)
    poles: bool = True

    def place(self, flag: _Flag) -> None:
        """Put a flag into the lowest lane where it covers no flag and no pole."""
        while not self._free(flag):
            flag.lane += 1
        flag.crossed = any(self._at(flag.x, lane) for lane in range(min(flag.lane, len(self.lanes))))
        while len(self.lanes) <= flag.lane:
            self.lanes.append([])
        self.lanes[flag.lane].append(flag)

    def _free(self, flag: _Flag) -> bool:
        left, right = flag.left - _APART, flag.right + _APART
        beside = self.lanes[flag.lane] if flag.lane < len(self.lanes) else []
        if any(other.left < right and left < other.right for other in beside):
            return False
        above = self.lanes[flag.lane + 1 :] if self.poles else []
        return not any(left + _APART - 2 < other.x < right - _APART + 2 for lane in above for other in lane)

    def _at(self, x: float, lane: int) -> bool:
        return any(other.left < x < other.right for other in self.lanes[lane])


def draw(table: Table, look: Look) -> Drawing:
    """Draw a timeline, or raise why the table has none."""
    return _Timeline(table, look).draw()


class _Timeline:
    def __init__(self, table: Table, look: Look) -> None:
        self._table = table
        self._look = look
        self._roles = roles(table)
        self._dated: list[tuple[Row, Date]] = [
            (row, date) for row in table.rows if isinstance(date := row[self._roles.date], Date)
        ]
        category = self._roles.category
        self._categories = Counter(text_of(row[category]) for row, _ in self._dated) if category is not None else {}
        self._styles = marks.styles(name for name in self._categories if name)
        days = [day for _, date in self._dated for day in (date.first, date.last) if day is not None]
        self._days = (min(days), max(days)) if days else (0, 0)
        self._labelled = len(self._dated) <= _MOST_LABELS

    def draw(self) -> Drawing:
        body = svg.element(None, "g")
        top = self._legend(body)
        place = self._scale()
        lanes = self._lanes(place)
        lane = min(_LANE if self._labelled else 2 * _RADIUS + 3, _TALLEST / max(len(lanes.lanes), 1))
        floor = top + 6 + lane * len(lanes.lanes) + (6 if lanes.poles else 2)
        self._axis(body, place, top + 4, floor)
        flags = sorted((flag for lane in lanes.lanes for flag in lane), key=lambda flag: flag.date.middle)
        for flag in flags:
            self._flag(body, flag, floor, floor - 6 - lane * (flag.lane + 0.5), lane)
        height = self._note(body, floor + _AXIS)
        title = f"{spoken(self._table.columns[self._roles.name])} by {spoken(self._table.columns[self._roles.date])}"
        return svg.finish(body, self._look, "timeline", height, title.capitalize(), self._description())

    # ---- Parts

    def _legend(self, body: Element) -> float:
        if not self._styles:
            return 0
        entries = [(style, f"{name} {self._categories[name]}") for name, style in self._styles.items()]
        if none := self._categories.get(""):
            entries.append((marks.NONE, f"not told {none}"))
        return legend.draw(body, entries, self._look.inner) + 6

    def _scale(self) -> Scale:
        first, last = self._days
        spare = max((last - first) * 0.015, 1)
        low, high = scale.whole_years(first, last, first - spare, last + spare)
        return Scale(low, high, _EDGE, self._look.inner - _EDGE)

    def _lanes(self, place: Scale) -> _Lanes:
        lanes = _Lanes(poles=self._labelled)
        # from the latest to the earliest: a label goes to the right, so no later pole stands in its way
        for row, date in sorted(self._dated, key=lambda entry: -entry[1].middle):
            lanes.place(self._make(row, date, place))
        return lanes

    def _make(self, row: Row, date: Date, place: Scale) -> _Flag:
        category = self._roles.category
        style = self._styles.get(text_of(row[category]), marks.NONE) if category is not None else marks.PLAIN
        x, spread = place(date.middle), _spread(date, place)
        label = text_of(row[self._roles.name]) if self._labelled else ""
        room = (self._look.inner - x, x)
        side = 1 if room[0] - _AFTER_MARK >= min(texts.width(label, _SIZE), room[1]) or room[0] > room[1] else -1
        space = min(room[0 if side > 0 else 1] - _AFTER_MARK - 2, _LONGEST_LABEL)
        return _Flag(row, date, style, x, spread, texts.fit(label, _SIZE, space), side)

    def _axis(self, body: Element, place: Scale, top: float, floor: float) -> None:
        axis = svg.group(body, "axis")
        for day, told in scale.day_ticks(place.low, place.high, max(int(self._look.inner / _PER_TICK), 2)):
            x, half = place(day), texts.width(told, _SIZE - 1) / 2
            svg.element(axis, "line", class_="grid", x1=x, y1=top, x2=x, y2=floor)
            inside = min(max(x, half), self._look.inner - half)
            svg.write(told, axis, inside, floor + 18, class_="tick", text_anchor="middle")
        svg.element(axis, "line", class_="base", x1=0, y1=floor, x2=self._look.inner, y2=floor)

    def _flag(self, body: Element, flag: _Flag, floor: float, y: float, lane: float) -> None:
        made = svg.mark_of(body, "flag", address_of(flag.row[self._roles.name]), self._told(flag))
        radius = min(_RADIUS, lane / 2 - 0.5)
        if self._labelled and not flag.crossed:
            svg.element(made, "line", class_="pole", x1=flag.x, y1=y, x2=flag.x, y2=floor)
        if not flag.date.exact:
            _draw_spread(made, flag, y)
        svg.hit(made, flag.left, y - lane / 2, flag.right - flag.left, lane)
        marks.draw(made, flag.style, flag.x, y, radius)
        if flag.label:
            anchor = "start" if flag.side > 0 else "end"
            svg.write(flag.label, made, flag.x + flag.side * _AFTER_MARK, y + 4.5, class_="label", text_anchor=anchor)

    def _told(self, flag: _Flag) -> str:
        name, more = text_of(flag.row[self._roles.name]), self._table.told(flag.row, self._roles.name, self._roles.date)
        return "; ".join([f"{name}, {flag.date.text}", *more])

    # ---- In words

    def _note(self, body: Element, y: float) -> float:
        """Tell below the figure what it leaves out, and what a bar means."""
        for line in (line for told in self._notes() for line in texts.wrap(told, 12, self._look.inner, 3)):
            svg.write(line, body, 0, y + 12, class_="note")
            y += 18
        return y

    def _notes(self) -> list[str]:
        notes = []
        if any(not date.exact for _, date in self._dated):
            notes.append("A bar through a mark spans the days that its date leaves open.")
        if undated := len(self._table.rows) - len(self._dated):
            notes.append(f"Not drawn: {undated} without a date.")
        return notes

    def _description(self) -> str:
        first, last = (dates.spell(day) for day in self._days)
        parts = [f"A timeline with {len(self._dated)} marks from {first} to {last}."]
        if self._categories:
            column = spoken(self._table.columns[self._roles.category or 0])
            counts = [f"{name or 'not told'} {self._categories[name]}" for name in [*self._styles, ""]]
            parts.append(f"By {column}: {listed(c for c in counts if c != 'not told 0')}.")
        names = [text_of(row[self._roles.name]) for row, _ in sorted(self._dated, key=lambda entry: entry[1].middle)]
        if len(names) > 1:
            parts.append(f"The first is {names[0]}, the last {names[-1]}.")
        return " ".join([*parts, *self._notes()])


def _spread(date: Date, place: Scale) -> tuple[float, float]:
    """From where to where a date may mean."""
    x = place(date.middle)
    left = x - _OPEN_TAIL if date.first is None else place(date.first)
    right = x + _OPEN_TAIL if date.last is None else place(date.last)
    return max(left, place.start), min(right, place.end)


def _draw_spread(parent: Element, flag: _Flag, y: float) -> None:
    class_ = "spread about" if flag.date.about or None in {flag.date.first, flag.date.last} else "spread"
    left, right = flag.spread
    svg.element(parent, "line", class_=f"{class_} tone-{flag.style.tone}", x1=left, y1=y, x2=right, y2=y)

"""Bars: from zero to a value, one for each row, in the order of the rows; a second category parts or groups them.

Whole numbers of several categories are counts, and are stacked; other numbers stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from marsgraph.figures import legend, marks, scale, svg
from marsgraph.figures import text as texts
from marsgraph.figures.categories import is_latitude, is_longitude
from marsgraph.figures.errors import UnsuitableError, listed
from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.marks import Style
from marsgraph.figures.scale import Scale
from marsgraph.figures.table import Number, Row, Table, address_of, spoken, text_of

MOST: Final = 300
_SIZE: Final = 13
_THICK: Final = 20
_THIN: Final = 14
_APART: Final = 8
_FAR_APART: Final = 13
_BETWEEN: Final = 2
_AFTER: Final = 6
_LINE: Final = 17
_NAMES: Final = 0.36
"""The part of the width that names may take."""
_NEEDS: Final = "a first column that names the bars and a column of numbers after it"


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what."""

    name: int
    value: int
    category: int | None


def roles(table: Table) -> Roles:
    """The first column names the bars, the first numbers after it are their lengths, names after it part them."""
    filled = [column for column in range(len(table.columns)) if table.kind(column) != "empty"]
    values = [column for column in filled[1:] if table.kind(column) == "number" and _has_length(table.columns[column])]
    if not table.rows or not values:
        remedy = "Select what the bars are of first, then a number, such as (COUNT(*) AS ?count)."
        raise UnsuitableError.lacking("bars", _NEEDS, table, remedy)
    if len(table.rows) > MOST:
        raise UnsuitableError.too_many("bars", "rows", len(table.rows), MOST)
    name = filled[0]
    return Roles(name, values[0], _category(table, name, [c for c in filled[1:] if c != values[0]]))


def _has_length(column: str) -> bool:
    """Whether the numbers of a column are amounts: a place on a globe is none."""
    return not is_latitude(column) and not is_longitude(column)


def _category(table: Table, name: int, columns: list[int]) -> int | None:
    for column in columns:
        different = len(table.values(column))
        pairs = {(text_of(row[name]), text_of(row[column])) for row in table.rows}
        if table.kind(column) == "text" and different <= marks.MOST and different < len(table.rows) == len(pairs):
            return column
    return None


@dataclass(slots=True)
class _Bar:
    """All rows of one name."""

    name: str
    address: str
    parts: list[tuple[Row, Number]] = field(default_factory=list)

    @property
    def total(self) -> float:
        """What its parts make together."""
        return sum(number.value for _, number in self.parts)


def draw(table: Table, look: Look) -> Drawing:
    """Draw bars, or raise why the table has none."""
    return _Bars(table, look).draw()


class _Bars:
    def __init__(self, table: Table, look: Look) -> None:
        self._table = table
        self._look = look
        self._roles = roles(table)
        self._bars = list(_bars(table, self._roles))
        category = self._roles.category
        self._styles = marks.fills(table.values(category)) if category is not None else {}
        numbers = [number for bar in self._bars for _, number in bar.parts]
        self._stacked = all(number.value >= 0 and number.value % 1 == 0 for number in numbers)
        self._scale = self._make_scale()

    def _make_scale(self) -> Scale:
        ends = [bar.total for bar in self._bars] if self._stacked else [n.value for b in self._bars for _, n in b.parts]
        low, high = min([0.0, *ends]), max([0.0, *ends])
        width, names = self._look.inner, self._names()
        after = max((texts.width(told, _SIZE) for told in self._ends()), default=0) + _AFTER
        return Scale(low, high or (0.0 if low else 1.0), names + (after if low < 0 else 0), width - after - 2)

    def _ends(self) -> Iterator[str]:
        """What stands at the end of each bar."""
        for bar in self._bars:
            yield from [_total(bar)] if self._stacked else [_value(number) for _, number in bar.parts]

    def _names(self) -> float:
        """The room for names, to the left of the bars; none where they stand above them."""
        if self._look.narrow:
            return 0
        widest = max((texts.width(bar.name, _SIZE) for bar in self._bars), default=0)
        return min(widest, self._look.inner * _NAMES) + 12

    def draw(self) -> Drawing:
        body = svg.element(None, "g")
        y = legend.draw(body, [(s, name) for name, s in self._styles.items()], self._look.inner) if self._styles else 0
        y = top = y + 6
        for bar in self._bars:
            y = self._bar(body, bar, y) + self._apart
        if not self._look.narrow:
            zero = self._scale(0)
            svg.element(body, "line", class_="base", x1=zero, y1=top - 2, x2=zero, y2=y - _APART + 2)
        what = spoken(self._table.columns[self._roles.value])
        title = f"{what} by {spoken(self._table.columns[self._roles.name])}".capitalize()
        return svg.finish(body, self._look, "bars", self._note(body, y), title, self._description())

    @property
    def _apart(self) -> float:
        return _FAR_APART if self._look.narrow else _APART

    def _bar(self, body: Element, bar: _Bar, top: float) -> float:
        """Draw all that belongs to a name, and give where it ends."""
        lines = self._lines(bar)
        thick = _THICK if self._stacked or len(bar.parts) <= 1 else _THIN
        count = 1 if self._stacked else max(len(bar.parts), 1)
        high = count * thick + (count - 1) * _BETWEEN
        above = _LINE * len(lines) + 2 if self._look.narrow else max(0, (_LINE * len(lines) - high) / 2)
        told = f"{bar.name}: {listed(self._told(row, number) for row, number in bar.parts)}"
        made = svg.mark_of(body, "bar", bar.address, told)
        end = top + above + high + (0 if self._look.narrow else above)
        svg.hit(made, 0, top, self._look.inner, end - top)
        self._name(made, lines, top, (end - top) / 2 + top)
        if self._stacked:
            self._stack(made, bar, top + above, thick)
        else:
            self._beside(made, bar, top + above, thick)
        return end

    def _lines(self, bar: _Bar) -> list[str]:
        space = self._look.inner if self._look.narrow else self._names() - 12
        return texts.wrap(bar.name, _SIZE, space, 2)

    def _name(self, made: Element, lines: list[str], top: float, middle: float) -> None:
        x, anchor = (0.0, "start") if self._look.narrow else (self._names() - 8, "end")
        first = top + 13 if self._look.narrow else middle - (len(lines) - 1) * _LINE / 2 + 4.5
        for count, line in enumerate(lines):
            svg.write(line, made, x, first + count * _LINE, class_="label", text_anchor=anchor)

    def _stack(self, made: Element, bar: _Bar, top: float, thick: float) -> None:
        at = 0.0
        parted = len(bar.parts) > 1 or self._roles.category is not None
        for row, number in self._ordered(bar):
            left, right = self._scale(at), self._scale(at + number.value)
            gap = 1 if parted and number.value and at + number.value < bar.total else 0
            rect = self._rect(made, row, left, top, max(right - left - gap, 0), thick)
            svg.element(rect, "title", f"{bar.name}, {self._told(row, number)}")
            fitting = (told for told in (number.text, scale.plain(number.value)) if _room(told) <= right - left)
            if len(bar.parts) > 1 and (inside := next(fitting, "")):
                x, y = (left + right - gap) / 2, top + thick / 2 + 4.5
                svg.write(inside, made, x, y, class_="inside", text_anchor="middle")
            at += number.value
        svg.write(_total(bar), made, self._scale(at) + _AFTER, top + thick / 2 + 4.5, class_="value")

    def _beside(self, made: Element, bar: _Bar, top: float, thick: float) -> None:
        zero = self._scale(0)
        for count, (row, number) in enumerate(self._ordered(bar)):
            end, y = self._scale(number.value), top + count * (thick + _BETWEEN)
            rect = self._rect(made, row, min(zero, end), y, abs(end - zero), thick)
            svg.element(rect, "title", f"{bar.name}, {self._told(row, number)}")
            x, anchor = (end + _AFTER, "start") if number.value >= 0 else (end - _AFTER, "end")
            svg.write(_value(number), made, x, y + thick / 2 + 4.5, class_="value", text_anchor=anchor)

    def _rect(self, made: Element, row: Row, left: float, top: float, wide: float, high: float) -> Element:
        tone = self._style(row).tone
        return svg.element(made, "rect", class_=f"length tone-{tone}", x=left, y=top, width=wide, height=high)

    def _ordered(self, bar: _Bar) -> list[tuple[Row, Number]]:
        """The parts of a bar in the order of the legend."""
        order = {style.category: place for place, style in enumerate(self._styles.values())}
        return sorted(bar.parts, key=lambda part: order.get(self._style(part[0]).category, len(order)))

    def _style(self, row: Row) -> Style:
        category = self._roles.category
        return self._styles.get(text_of(row[category]), marks.NONE) if category is not None else marks.PLAIN

    # ---- In words

    def _told(self, row: Row, number: Number) -> str:
        category = self._style(row).category
        value = _value(number)
        more = list(self._table.told(row, self._roles.name, self._roles.value, self._roles.category))
        return "; ".join([f"{category} {value}" if category else value, *more])

    def _note(self, body: Element, y: float) -> float:
        if missing := self._missing():
            svg.write(missing, body, 0, y + 8, class_="note")
            return y + 16
        return y

    def _missing(self) -> str:
        missing = sum(row[self._roles.value] is None for row in self._table.rows)
        return f"Not drawn: {missing} without a value." if missing else ""

    def _description(self) -> str:
        what, by = (spoken(self._table.columns[place]) for place in (self._roles.value, self._roles.name))
        ranked = sorted(self._bars, key=lambda bar: -bar.total)
        parts = [f"A bar chart with {len(self._bars)} bars: {what} by {by}."]
        if self._stacked or not self._styles:
            longest = [f"{bar.name} {scale.plain(bar.total)}" for bar in ranked[:5]]
            parts.append(f"{'The longest: ' if len(ranked) > len(longest) else ''}{listed(longest)}.")
        if self._styles:
            parts.append(f"Each is parted by {spoken(self._table.columns[self._roles.category or 0])}:")
            parts.append(f"{listed(self._styles)}.")
        return " ".join([*parts, self._missing()]).strip()


def _value(number: Number) -> str:
    """How a number reads: as it is named, or with no more places than tell something."""
    return number.text if number.named else scale.plain(number.value)


def _total(bar: _Bar) -> str:
    """What stands behind a stack: of one part how that reads, of several what they make together."""
    return _value(bar.parts[0][1]) if len(bar.parts) == 1 else scale.plain(bar.total)


def _room(told: str) -> float:
    """The width that a text takes inside a bar."""
    return texts.width(told, 12) + 6


def _bars(table: Table, roles: Roles) -> Iterator[_Bar]:
    """The bars in the order of the rows; rows of one name are parts of one bar only where a category parts them."""
    made: dict[object, _Bar] = {}
    for count, row in enumerate(table.rows):
        number = row[roles.value]
        if isinstance(number, Number):
            name = text_of(row[roles.name]) or "not told"
            key = (name, address_of(row[roles.name])) if roles.category is not None else count
            bar = made.setdefault(key, _Bar(name, address_of(row[roles.name])))
            bar.parts.append((row, number))
    yield from made.values()

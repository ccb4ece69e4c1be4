"""A sequence: events one below the other on a line, in the order of the rows, each with when it took place.

The line is whole between events whose time is told, and broken where the order alone is; an event of which not even
that is told stands off it. Where days lie between two dated events, the line is longer and says how many.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from marsgraph.figures import legend, marks, svg
from marsgraph.figures import text as texts
from marsgraph.figures.categories import category_of
from marsgraph.figures.errors import UnsuitableError, listed
from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.marks import Style
from marsgraph.figures.table import Date, Row, Table, address_of, spoken, text_of

MOST: Final = 200
_SIZE: Final = 13
_LINE: Final = 17
_ROW: Final = 30
_RADIUS: Final = 5.5
_BESIDE: Final = 16
_TIMES: Final = 0.34
"""The part of the width that times may take."""
_DAYS: Final = 2
"""From so many days on the line says how many there are."""
_PER_DOUBLING: Final = 7
_NOT_TOLD: Final = "time not told"
_STYLES: Final = {
    "launch": Style("launch", "triangle", "0"),
    "event": Style("event", "dot", "0"),
    "failure": Style("failure", "cross", "bad"),
}
"""The marks of a flight, the same for all."""
_NEEDS: Final = "a column ?event and a column ?when"


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what."""

    event: int
    when: int
    category: int | None


def roles(table: Table) -> Roles:
    """Columns are known by their names: ?event and ?when; the next names with few values sort the marks."""
    event, when = table.named("event"), table.named("when")
    if event is None or when is None or not table.rows:
        remedy = "Name the variables so, such as in ?event mg:date ?when, and order the rows."
        raise UnsuitableError.lacking("sequence", _NEEDS, table, remedy)
    if len(table.rows) > MOST:
        raise UnsuitableError.too_many("sequence", "rows", len(table.rows), MOST)
    others = [place for place in table.of_kind("text") if place not in {event, when, table.named("mission")}]
    return Roles(event, when, category_of(table, others))


def draw(table: Table, look: Look) -> Drawing:
    """Draw a sequence, or raise why the table has none."""
    return _Sequence(table, look).draw()


class _Sequence:
    def __init__(self, table: Table, look: Look) -> None:
        self._table = table
        self._look = look
        self._roles = roles(table)
        category = self._roles.category
        self._styles = _styles(table.values(category)) if category is not None else {}

    def draw(self) -> Drawing:
        body = svg.element(None, "g")
        y = legend.draw(body, ((s, name) for name, s in self._styles.items()), self._look.inner) if self._styles else 0
        lines = svg.group(body, "axis")
        before: Row | None = None
        y += _ROW / 2
        for row, days in zip(self._table.rows, self._gaps(), strict=True):
            top = y
            if before is not None:
                y += _ROW + (self._extra(before) if self._look.narrow else 0) + _longer(days)
                if self._when(row) != _NOT_TOLD:
                    self._stretch(lines, (top, y), days, told=bool(self._when(before) and self._when(row)))
            self._event(body, row, y)
            before = row
        y += self._extra(before) if before and self._look.narrow else 0
        title = f"{spoken(self._table.columns[self._roles.event])} by {spoken(self._table.columns[self._roles.when])}"
        return svg.finish(body, self._look, "sequence", y + _ROW / 2, title.capitalize(), self._description())

    # ---- Parts

    @property
    def _x(self) -> float:
        """Where the line is: to the right of the times, or at the left edge, where times stand below the names."""
        if self._look.narrow:
            return _RADIUS + 2
        widest = max((texts.width(self._when(row), _SIZE) for row in self._table.rows), default=0)
        return min(widest, self._look.inner * _TIMES) + _BESIDE

    def _stretch(self, lines: Element, ends: tuple[float, float], days: int, *, told: bool) -> None:
        """The line from one event to the next."""
        top, bottom = ends
        class_ = "base" if told else "base about"
        svg.element(lines, "line", class_=class_, x1=self._x, y1=top + _RADIUS + 2, x2=self._x, y2=bottom - _RADIUS - 2)
        if days >= _DAYS:
            middle = bottom - (_ROW + _longer(days)) / 2
            svg.write(f"{days:,} days", lines, self._x + _BESIDE, middle + 4.5, class_="note")

    def _event(self, body: Element, row: Row, y: float) -> None:
        made = svg.mark_of(body, "flag", address_of(row[self._roles.event]), self._told(row))
        x, when, style = self._x, self._when(row), self._style(row)
        svg.hit(made, 0, y - _ROW / 2 + 2, self._look.inner, _ROW - 4 + (self._extra(row) if self._look.narrow else 0))
        marks.draw(made, style, x, y, _RADIUS)
        room = self._look.inner - x - _BESIDE
        name = texts.fit(text_of(row[self._roles.event]), _SIZE, room)
        svg.write(name, made, x + _BESIDE, y + 4.5, class_="label")
        if self._look.narrow and when:
            svg.write(texts.fit(when, _SIZE, room), made, x + _BESIDE, y + 4.5 + _LINE, class_="value")
        elif when:
            fitting = texts.fit(when, _SIZE, x - _BESIDE + 1)
            svg.write(fitting, made, x - _BESIDE, y + 4.5, class_="value", text_anchor="end")

    def _extra(self, row: Row) -> float:
        """The room for a time below a name."""
        return _LINE if self._when(row) else 0

    def _gaps(self) -> Iterator[int]:
        """The days from the last dated event to each that has a day of its own; none for others."""
        last: int | None = None
        for row in self._table.rows:
            cell = row[self._roles.when]
            day = cell.first if isinstance(cell, Date) and cell.exact else None
            yield day - last if day is not None and last is not None and day > last else 0
            last = day if day is not None else last

    def _style(self, row: Row) -> Style:
        category = self._roles.category
        return self._styles.get(text_of(row[category]), marks.NONE) if category is not None else marks.PLAIN

    # ---- In words

    def _when(self, row: Row) -> str:
        return text_of(row[self._roles.when])

    def _told(self, row: Row) -> str:
        head = [text_of(row[self._roles.event]), self._when(row)]
        more = self._table.told(row, self._roles.event, self._roles.when)
        return "; ".join([", ".join(filter(None, head)), *more])

    def _description(self) -> str:
        rows, event = self._table.rows, self._roles.event
        parts = [f"A sequence of {len(rows)} events, one below the other."]
        if (category := self._roles.category) is not None:
            counts = Counter(text_of(row[category]) or "not told" for row in rows)
            told = listed(f"{name} {count}" for name, count in counts.items())
            parts.append(f"By {spoken(self._table.columns[category])}: {told}.")
        if len(rows) > 1:
            parts.append(f"The first is {text_of(rows[0][event])}, the last {text_of(rows[-1][event])}.")
        return " ".join(parts)


def _styles(categories: list[str]) -> dict[str, Style]:
    """A look for each category; those of a flight have their own."""
    if _STYLES.keys() >= set(categories):
        return {name: style for name, style in _STYLES.items() if name in categories}
    return marks.styles(name for name in categories if name)


def _longer(days: int) -> float:
    """By how much a line is longer for the days that it stands for: by as much again for each doubling."""
    return _PER_DOUBLING * math.log2(days) if days >= _DAYS else 0

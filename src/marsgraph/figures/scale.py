"""From values to places: straight scales, and where to put the ticks of days."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from marsgraph.figures import dates

_YEARS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MONTHS: Final = (1, 2, 3, 6)
_DAYS: Final = (1, 2, 5, 10)
_YEAR: Final = 365.25
_LAST_YEAR: Final = 9999


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` lie between the places `start` and `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        span = self.high - self.low or 1
        return self.start + (value - self.low) / span * (self.end - self.start)


def day_ticks(low: float, high: float, most: int) -> list[tuple[int, str]]:
    """Days between two, each with what an axis calls it: years, or months, or days, at most so many."""
    for ticks in (_days(low, high), _months(low, high), _years(low, high)):
        for found in ticks:
            if len(found) <= most:
                return found
    return []


def _days(low: float, high: float) -> Iterator[list[tuple[int, str]]]:
    if high - low > _YEAR / 6:
        return
    for step in _DAYS:
        first = math.ceil(low / step) * step
        days = range(first, math.floor(high) + 1, step)
        yield [(day, f"{then.day} {dates.month_name(then.month)}") for day in days for then in [date.fromordinal(day)]]


def _months(low: float, high: float) -> Iterator[list[tuple[int, str]]]:
    if high - low > _YEAR * 3:
        return
    start, end = date.fromordinal(max(math.floor(low), 1)), date.fromordinal(math.ceil(high))
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    for step in _MONTHS:
        found = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
        yield [
            (then.toordinal(), f"{dates.month_name(then.month)} {then.year}")
            for then in found
            if low <= then.toordinal() <= high
        ]


def _years(low: float, high: float) -> Iterator[list[tuple[int, str]]]:
    start, end = date.fromordinal(max(math.floor(low), 1)).year, date.fromordinal(math.ceil(high)).year
    for step in _YEARS:
        years = [year for year in range(-(-start // step) * step, end + 1, step) if 1 <= year <= _LAST_YEAR]
        days = [(date(year, 1, 1).toordinal(), str(year)) for year in years]
        yield [tick for tick in days if low <= tick[0] <= high]


def whole_years(first: int, last: int, low: float, high: float) -> tuple[float, float]:
    """An axis for some days: from the first of January before them, where there are years to show, else as given."""
    if last - first < _YEAR * 3:
        return low, high
    return min(low, date(date.fromordinal(first).year, 1, 1).toordinal()), high


def plain(value: float) -> str:
    """A number for people: no trailing zeros, thousands apart."""
    return f"{value:,.6g}" if abs(value) < 1 else f"{round(value, 2):,.10g}"

"""Dates as the graph has them (days, instants, months, years, EDTF), read as the days that they may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

from marsgraph.figures.table import Date
from marsgraph.terms import EDTF, XSD, XSD_DATE

_TYPES: Final = frozenset({XSD_DATE, XSD + "dateTime", XSD + "gYear", XSD + "gYearMonth", EDTF})
_PARTS: Final = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T(?P<time>\d{2}:\d{2})(?::[\d.]+)?)?)?)?"
    r"(?:Z|[+-]\d{2}:\d{2})?(?P<doubt>[~?%]?)"
)
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_OPEN: Final = frozenset({"", ".."})


def read(text: str, datatype: str) -> Date | None:
    """Read a literal of a type that means a date; none for another, and for what cannot be placed in time."""
    if datatype not in _TYPES:
        return None
    try:
        if datatype == EDTF and "/" in text:
            return _interval(*text.split("/", 1))
        return _single(text)
    except ValueError:  # a month of 13, a year that the calendar does not reach
        return None


def _single(text: str) -> Date | None:
    parts = _PARTS.fullmatch(text)
    if not parts:
        return None
    first, last = _days(parts)
    about = bool(parts["doubt"])
    told = _told(parts)
    return Date(f"about {told}" if about else told, first.toordinal(), last.toordinal(), about)


def _days(parts: re.Match[str]) -> tuple[date, date]:
    year = parts["year"]
    if "X" in year:
        return date(int(year.replace("X", "0")), 1, 1), date(int(year.replace("X", "9")), 12, 31)
    if not parts["month"]:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    month = int(parts["month"])
    if not parts["day"]:
        return date(int(year), month, 1), date(int(year), month, monthrange(int(year), month)[1])
    day = date(int(year), month, int(parts["day"]))
    return day, day


def _told(parts: re.Match[str]) -> str:
    year = parts["year"].replace("X", "0") + ("s" if "X" in parts["year"] else "")
    if not parts["month"]:
        return year
    month = f"{_MONTHS[int(parts['month']) - 1]} {year}"
    day = f"{int(parts['day'])} {month}" if parts["day"] else month
    return f"{day}, {parts['time']}" if parts["time"] else day


def _interval(start: str, end: str) -> Date | None:
    if start in _OPEN or end in _OPEN:
        return _open(start, end)
    first, last = _single(start), _single(end)
    if not first or not last or first.first is None or last.last is None or first.first > last.last:
        return None
    return Date(f"{first.text} to {last.text}", first.first, last.last, first.about or last.about)


def _open(start: str, end: str) -> Date | None:
    known = _single(end if start in _OPEN else start)
    if not known:
        return None
    if start in _OPEN:
        return Date(f"by {known.text}", None, known.last, known.about)
    return Date(f"from {known.text} on", known.first, None, known.about)


def spell(day: int) -> str:
    """A day in words."""
    then = date.fromordinal(day)
    return f"{then.day} {_MONTHS[then.month - 1]} {then.year}"


def month_name(month: int) -> str:
    """The first three letters of a month's name."""
    return _MONTHS[month - 1][:3]

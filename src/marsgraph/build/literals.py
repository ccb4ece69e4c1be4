"""What a literal must look like, and the first day of a date. Literals arrive in N-Quads form."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from marsgraph.build.faults import Fault
from marsgraph.terms import EDTF, XSD

_LITERAL = re.compile(r'"(.*)"(?:\^\^<(.*)>|@(.*))?', re.DOTALL)

_MOST_DIGITS = 18  # the engine reads no more of an integer or behind a decimal point
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{0,5}[1-9])?Z"
_DATE_TIME = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{_TIME}")
_DURATION = re.compile(r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?")
_EDTF_DATE = re.compile(r"[~?%]?([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?[~?%]?")
_SEASONS = {"21": "03", "22": "06", "23": "09", "24": "12"}


def parts(literal: str) -> tuple[str, str, str]:
    """Take a literal apart: its text (still escaped), datatype and language, the latter two perhaps empty."""
    match = _LITERAL.fullmatch(literal)
    if match is None:
        raise ValueError(literal)
    return match[1], match[2] or "", match[3] or ""


def fault_of(literal: str) -> Fault | None:
    """Say what is wrong with a literal and how to write it, or nothing."""
    text, datatype, _ = parts(literal)
    if not datatype:
        return None
    check = _CHECKS.get(datatype)
    if check is None:
        return Fault(f'"{text}" has a datatype that this graph does not use: {datatype}.', _use_instead(datatype))
    return check(text)


def _use_instead(datatype: str) -> str:
    if datatype in _NUMBERS:
        return "Write a plain number: 6500 or 65.1."
    return f"Use one of: {', '.join(sorted(_short(known) for known in _CHECKS))}."


def _short(datatype: str) -> str:
    return "edtf:EDTF" if datatype == EDTF else "xsd:" + datatype.removeprefix(XSD)


def _integer(text: str) -> Fault | None:
    if _INTEGER.fullmatch(text):
        return _too_long(text)
    return _not_canonical(text, "a whole number")


def _decimal(text: str) -> Fault | None:
    if _DECIMAL.fullmatch(text) and text.strip("-0.") != "":
        return _too_long(text)
    return _not_canonical(text, "a decimal")


def _too_long(number: str) -> Fault | None:
    if sum(map(str.isdigit, number)) <= _MOST_DIGITS:
        return None
    fault = f"{number[:30]}{'…' * (len(number) > 30)} has more than {_MOST_DIGITS} digits."  # noqa: PLR2004 - to fit a line
    return Fault(fault, "No source knows a quantity so exactly: round it, or write it as text.")


def _not_canonical(text: str, kind: str) -> Fault:
    canonical = _canonical_number(text)
    if canonical is None:
        return Fault(f"{text} is not {kind}.", "Write a number like 6500 or 65.1.")
    return Fault(
        f"{text} is not canonical, and the same number written twice would be two values.", f"Write {canonical}."
    )


def _canonical_number(text: str) -> str | None:
    number = re.fullmatch(r"([+-]?)0*([0-9]*)(?:\.([0-9]*?)0*)?", text)
    if number is None or not re.search("[0-9]", text):
        return None
    whole, fraction = number[2] or "0", number[3] or ""
    sign = "-" if number[1] == "-" and (whole != "0" or fraction) else ""
    return sign + whole + (f".{fraction}" if fraction else "")


def _boolean(text: str) -> Fault | None:
    return None if text in {"true", "false"} else Fault(f"{text} is not true or false.")


def _day(text: str) -> Fault | None:
    if not _DATE.fullmatch(text):
        return Fault(
            f'"{text}" is not a day.',
            'Write "1962-10-24"^^xsd:date; a month, a year or an interval is an edtf:EDTF of a property of its own.',
        )
    if _exists(text):
        return None
    return Fault(f'"{text}" is an impossible date: the calendar has no such day.', _AS_THE_SOURCE_HAS_IT)


_AS_THE_SOURCE_HAS_IT = (
    "Look it up in the source; if it stands there so, write the month alone (edtf:EDTF), and say so."
)


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _moment(text: str) -> Fault | None:
    if not _DATE_TIME.fullmatch(text):
        return Fault(f'"{text}" is not a moment in canonical form.', _in_universal_time(text))
    try:
        datetime.fromisoformat(text)
    except ValueError:
        fault = f'"{text}" is an impossible moment: the calendar or the clock has no such time.'
        return Fault(fault, _AS_THE_SOURCE_HAS_IT)
    return None


def _in_universal_time(text: str) -> str:
    """Suggest the same moment with Z, which alone can be compared with others."""
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        moment = None
    if moment is None:
        return 'Write "1962-10-24T17:55:04Z"^^xsd:dateTime.'
    if not moment.tzinfo:
        return f'Write "{text}Z"^^xsd:dateTime if it is Universal Time; else convert it.'
    return f'Write it in Universal Time: "{moment.astimezone(UTC).isoformat().removesuffix("+00:00")}Z"^^xsd:dateTime.'


def _matches(pattern: re.Pattern[str], example: str, text: str) -> Fault | None:
    return None if pattern.fullmatch(text) else Fault(f'"{text}" is malformed.', f'Write it like "{example}".')


def _year(text: str) -> Fault | None:
    return _matches(re.compile("[0-9]{4}"), "1962", text)


def _month(text: str) -> Fault | None:
    return _matches(re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])"), "1962-10", text)


def _duration(text: str) -> Fault | None:
    return _matches(_DURATION, "P8M", text)


def _time(text: str) -> Fault | None:
    if _moment(f"1962-10-24T{text.removesuffix('Z')}Z") is None:
        return None
    return Fault(f'"{text}" is not a time of day.', 'Write it like "17:55:04Z".')


def _uri(text: str) -> Fault | None:
    return _matches(re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+"), "https://example.org/", text)


def _edtf(text: str) -> Fault | None:
    ends = text.split("/")
    known = [end for end in ends if end not in {"", ".."}]
    if len(ends) > 2 or not known or not all(map(_edtf_day, known)):  # noqa: PLR2004 - an interval has two ends
        return Fault(
            f'"{text}" is not an EDTF date of the levels 0 and 1, or the calendar has no such day.',
            'Write it like "1962", "1962-10", "1962-11-01~", "196X" or "1962-10-29/1963-02-26".',
        )
    if _in_order(*known):
        return None
    return Fault(f'"{text}" ends before it begins.', f'Write "{known[1]}/{known[0]}", or correct one of its ends.')


def _in_order(start: str, end: str = "9999") -> bool:
    """Tell whether an interval ends no earlier than it begins, as far as both ends say."""
    known = min(len(start.rstrip("~?%X-")), len(end.rstrip("~?%X-")))
    return start[:known] <= end[:known]


def _edtf_day(text: str) -> str:
    """Give the first day that an EDTF date can mean, or nothing when it is not one."""
    match = _EDTF_DATE.fullmatch(text)
    if match is None:
        return text[:10] if "T" in text and _moment(text) is None else ""
    year, month, day = (part or "" for part in match.groups())
    month = _SEASONS.get(month, month)
    first = f"{year.replace('X', '0')}-{_first(month)}-{_first(day)}"
    return first if _exists(first) else ""


def _first(part: str) -> str:
    return "01" if part in {"", "XX", "0X"} else part.replace("X", "0")


_CHECKS = {
    XSD + "integer": _integer,
    XSD + "decimal": _decimal,
    XSD + "boolean": _boolean,
    XSD + "date": _day,
    XSD + "dateTime": _moment,
    XSD + "time": _time,
    XSD + "gYear": _year,
    XSD + "gYearMonth": _month,
    XSD + "duration": _duration,
    XSD + "anyURI": _uri,
    EDTF: _edtf,
}
_NUMBERS = {XSD + name for name in ("double", "float", "int", "long", "short", "nonNegativeInteger", "positiveInteger")}


def first_day(literal: str) -> str | None:
    """Give the first day (ISO) of a valid date, moment or EDTF literal; nothing for other literals."""
    text, datatype, _ = parts(literal)
    if datatype == XSD + "date":
        return text
    if datatype == XSD + "dateTime":
        return text[:10]
    if datatype == EDTF:
        return next(_edtf_day(end) for end in text.split("/") if end not in {"", ".."})
    return None

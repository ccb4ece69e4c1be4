"""Literals: what may stand, and the first day of a date."""

from __future__ import annotations

import pytest

from marsgraph.build.literals import fault_of, first_day
from marsgraph.terms import EDTF, XSD

GOOD = {
    "integer": ["0", "6500", "-3", "106000000", "9" * 18],
    "decimal": ["65.1", "0." + "1" * 17, "0.5", "-0.25", "8.25"],
    "boolean": ["true", "false"],
    "date": ["1962-10-24", "1972-02-29", "2000-02-29"],
    "dateTime": ["1962-10-24T17:55:04Z", "1962-10-24T17:55:04.5Z"],
    "time": ["17:55:04Z", "00:00:00"],
    "gYear": ["1962"],
    "gYearMonth": ["1962-10"],
    "duration": ["P8M", "P1DT2H", "PT20M", "PT0.5S"],
    "anyURI": ["https://example.org/a?b=c#d"],
}
BAD = {
    "integer": ["", "-0", "007", "1.0", "+1", "one", "٣", "9" * 19],
    "decimal": ["65.10", "6500.0", "6500", ".5", "5.", "+0.5", "-0.0", "00.5", "1e3", "NaN", "0." + "1" * 18],
    "boolean": ["1", "TRUE", ""],
    "date": ["1962-02-30", "1900-02-29", "1962-13-01", "1962-10", "62-10-24", "1962-10-24Z", "24.10.1962"],
    "dateTime": [
        "1962-10-24",
        "1962-10-24T24:00:00Z",
        "1962-10-24T17:55Z",
        "1962-10-24T17:55:04.50Z",
        "1962-10-24T17:55:04+00:00",
        "1962-10-24T17:55:04+03:00",
        "1962-10-24T17:55:04",
    ],
    "time": ["25:00:00", "17:55", "17:61:00Z"],
    "gYear": ["62", "1962-10"],
    "gYearMonth": ["1962-13", "1962"],
    "duration": ["P", "PT", "8M", "P-8M"],
    "anyURI": ["not an address", "example.org"],
}
GOOD_EDTF = {
    "1962": "1962-01-01",
    "1962-10": "1962-10-01",
    "1962-10-24": "1962-10-24",
    "1962-11-01~": "1962-11-01",
    "1965-04?": "1965-04-01",
    "196X": "1960-01-01",
    "1962-XX-XX": "1962-01-01",
    "1962-10-2X": "1962-10-20",
    "1971-23": "1971-09-01",
    "1962-10-29/1963-02-26": "1962-10-29",
    "1962/1962-10": "1962-01-01",
    "1971-11/..": "1971-11-01",
    "../1972": "1972-01-01",
    "1962-10-24T17:55:04Z": "1962-10-24",
}
BAD_EDTF = ["", "/", "62", "1962-13", "1962-02-30", "April 1965", "1962/1961", "1962/1963/1964", "1962-1-1"]


def literal(text: str, datatype: str) -> str:
    """Write a literal as N-Quads do."""
    return f'"{text}"^^<{datatype}>'


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    """List the table's pairs of datatype and text."""
    return [(datatype, text) for datatype, texts in table.items() for text in texts]


@pytest.mark.parametrize(("datatype", "text"), cases(GOOD))
def test_good_value(datatype: str, text: str) -> None:
    """A value in canonical form is accepted."""
    assert fault_of(literal(text, XSD + datatype)) is None


@pytest.mark.parametrize(("datatype", "text"), cases(BAD))
def test_bad_value(datatype: str, text: str) -> None:
    """A value that is malformed, impossible or not canonical is named."""
    fault = fault_of(literal(text, XSD + datatype))

    assert fault
    assert text in fault.message


@pytest.mark.parametrize(("text", "day"), GOOD_EDTF.items())
def test_first_day_of_edtf(text: str, day: str) -> None:
    """An EDTF date is accepted, and its first day is that of the earliest date it can mean."""
    assert (None, day) == (fault_of(literal(text, EDTF)), first_day(literal(text, EDTF)))


@pytest.mark.parametrize("text", BAD_EDTF)
def test_bad_edtf(text: str) -> None:
    """What is no EDTF date of the levels 0 and 1 is refused."""
    assert fault_of(literal(text, EDTF))


def test_first_day_of_a_moment() -> None:
    """The day of a moment is that of Universal Time."""
    assert first_day(literal("1962-10-24T22:30:00Z", XSD + "dateTime")) == "1962-10-24"


@pytest.mark.parametrize("plain", ['"6500.0"', '"1962-02-30"@en'])
def test_text_is_free(plain: str) -> None:
    """A plain string may look like anything."""
    assert fault_of(plain) is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1962-10-25T01:30:00+03:00", 'Write it in Universal Time: "1962-10-24T22:30:00Z"^^xsd:dateTime.'),
        ("1962-10-24T22:30:00", 'Write "1962-10-24T22:30:00Z"^^xsd:dateTime if it is Universal Time; else convert it.'),
    ],
)
def test_moment_in_universal_time(text: str, remedy: str) -> None:
    """A moment without Z is answered with the one that has it."""
    fault = fault_of(literal(text, XSD + "dateTime"))

    assert fault
    assert remedy == fault.remedy

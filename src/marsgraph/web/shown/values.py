"""Values and who says them, as people read them: days with their month, numbers with their unit, things by label."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from marsgraph.labels import Labels
from marsgraph.passages import Passage
from marsgraph.store import Iri, Literal, Term
from marsgraph.terms import CONCEPT, MG, XSD

_NUMBERS: Final = {XSD + "integer", XSD + "decimal"}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAY: Final = re.compile(r"(-?\d{4})-(\d\d)-(\d\d)")
_MONTH: Final = re.compile(r"(\d{4})-(\d\d)")
_LONG_NUMBER: Final = 5
_TONES: Final = {
    "launch-success": "good",
    "mission-success": "good",
    "mission-partial": "part",
    "launch-failure": "bad",
}


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an IRI and what it is called."""

    iri: str
    label: str


@dataclass(frozen=True, slots=True)
class Said:
    """A passage that says something."""

    graph: str
    source: str
    title: str
    locator: str
    hedges: tuple[str, ...]
    editorial: bool
    """Whether it is the editors who speak."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value as people read it, and as it stands."""

    text: str
    iri: str
    """Empty for what is no thing."""
    exact: str
    """The literal, or the IRI."""
    language: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a launch or of a mission."""

    iri: str
    label: str
    tone: str
    """good, part, bad or unknown: shown as a colour and a sign."""


def outcome(iri: str, labels: Labels) -> Outcome:
    """An outcome with its tone; every end of a mission that is neither success nor in part one is a loss."""
    if not iri:
        return Outcome("", "not stated", "unknown")
    return Outcome(iri, labels.of(iri), _TONES.get(iri.removeprefix(CONCEPT), "bad"))


def said(passages: Iterable[Passage]) -> tuple[Said, ...]:
    """Who says so."""
    return tuple(Said(one.graph, one.source, one.title, one.locator, one.hedges, one.editorial) for one in passages)


def value(term: Term, property_: str, labels: Labels, passages: Iterable[Passage] = ()) -> Value:
    """A value for a page."""
    iri = term.value if isinstance(term, Iri) else ""
    language = (term.language or "") if isinstance(term, Literal) else ""
    return Value(text(term, property_, labels), iri, term.value, language, said(passages))


def text(term: Term, property_: str, labels: Labels) -> str:
    """How a value reads."""
    if not isinstance(term, Literal):
        return labels.value(term, property_)
    kind = term.datatype.value
    if kind == XSD + "date":
        return day(term.value)
    if kind == XSD + "dateTime":
        return moment(term.value, to_minute=property_.endswith("ToMinute"))
    if kind in _NUMBERS:
        unit = labels.unit(property_)
        return f"{number(term.value)} {unit}".rstrip()
    if kind.endswith("EDTF"):
        return inexact(term.value)
    return labels.value(term, property_)


def day(iso: str) -> str:
    """4 November 1962."""
    found = _DAY.match(iso)
    return f"{int(found[3])} {_MONTHS[int(found[2]) - 1]} {found[1]}" if found else iso


def moment(iso: str, *, to_minute: bool = False) -> str:
    """4 November 1962, 15:35:15 UTC."""
    try:
        read = dt.datetime.fromisoformat(iso)
    except ValueError:
        return iso
    zone = "UTC" if read.utcoffset() == dt.timedelta(0) else read.strftime("%z")
    clock = read.strftime("%H:%M" if to_minute else "%H:%M:%S")
    return f"{day(iso)}, {clock} {zone}".rstrip()


def inexact(edtf: str) -> str:
    """A date of EDTF in words where it is one of the simple forms: about November 1962, before 2 September 1988."""
    plain = edtf.rstrip("~?%")
    about = "about " if plain != edtf else ""
    if plain.startswith("../"):
        return f"by {about}{_part(plain[3:])}"
    if plain.endswith("/.."):
        return f"from {about}{_part(plain[:-3])}"
    first, slash, last = plain.partition("/")
    return f"{about}{_part(first)}{' to ' + _part(last) if slash else ''}"


def _part(edtf: str) -> str:
    plain = edtf.rstrip("~?%")
    about = "about " if plain != edtf else ""
    month = _MONTH.fullmatch(plain)
    if month and 1 <= int(month[2]) <= len(_MONTHS):
        return f"{about}{_MONTHS[int(month[2]) - 1]} {month[1]}"
    return about + day(plain)


def number(written: str) -> str:
    """106,760,000; a number of four digits stays whole."""
    whole, point, rest = written.partition(".")
    digits = whole.lstrip("+-")
    grouped = f"{int(whole):,}" if digits.isdigit() and len(digits) >= _LONG_NUMBER else whole
    return f"{grouped}{point}{rest}"


def name_of(property_: str) -> str:
    """The local name of a term of ours."""
    return property_.removeprefix(MG)

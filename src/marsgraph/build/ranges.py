"""What kind of value a property takes, by its rdfs:range, and how to write what was meant.

A kind is the IRI of a datatype, `@` for text in a language, or `<` for a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from marsgraph.build.faults import Fault
from marsgraph.build.literals import fault_of, parts
from marsgraph.build.nquads import Statement
from marsgraph.build.places import write_term
from marsgraph.terms import EDTF, OWL, RDF_LANG_STRING, RDF_TYPE, RDFS, XSD, XSD_DATE, XSD_STRING

_NAME, _IN_A_LANGUAGE, _NAMELESS = "<", "@", "_"
_ANYTHING: Final = RDFS + "Resource"
_LITERAL: Final = RDFS + "Literal"
_INTEGER, _DECIMAL = XSD + "integer", XSD + "decimal"

_TAKEN: Final = {
    _DECIMAL: ("a number", "Write one like 640 or 65.1."),
    _INTEGER: ("a whole number", "Write one like 640."),
    XSD + "boolean": ("true or false", "Write true or false, without quotation marks."),
    XSD_DATE: ("a day", 'Write it like "1962-10-24"^^xsd:date.'),
    XSD + "dateTime": ("a moment", 'Write it like "1962-10-24T17:55:04Z"^^xsd:dateTime.'),
    EDTF: ("an EDTF date", 'Write it like "1962-10"^^edtf:EDTF.'),
    XSD_STRING: ("plain text", 'Write it like "1". A text in a language is for other properties.'),
    _IN_A_LANGUAGE: ("text in a language", 'Write it like "text"@en.'),
    _NAME: ("a name", "Name a thing (:name), or a term of the taxonomies (concept:name)."),
    _LITERAL: ("a text, number or date", "Write a value, not a name."),
}


def ranges_of(statements: Iterable[Statement]) -> dict[str, str]:
    """Give each property of the ontology that does not take everything the kind that it takes."""
    ranges: dict[str, str] = {}
    for statement in statements:
        if statement.property == f"<{RDFS}range>":
            ranges[statement.subject] = _kind_of_range(statement.value[1:-1])
        elif statement.property == f"<{RDF_TYPE}>" and statement.value in _BY_CLASS:
            ranges.setdefault(statement.subject, _BY_CLASS[statement.value])
    return {prop: kind for prop, kind in ranges.items() if kind != _ANYTHING}


_BY_CLASS: Final = {f"<{OWL}ObjectProperty>": _NAME, f"<{OWL}DatatypeProperty>": _LITERAL}


def _kind_of_range(iri: str) -> str:
    if iri == RDF_LANG_STRING:
        return _IN_A_LANGUAGE
    return iri if iri.startswith(XSD) or iri in {EDTF, _ANYTHING, _LITERAL} else _NAME


def kind_of(value: str) -> str:
    """The kind of a value in N-Quads form."""
    if value[0] != '"':
        return value[0]
    if value[-1] == '"':
        return XSD_STRING
    tail = value[value.rindex('"') + 1 :]
    return tail[3:-1] if tail[0] == "^" else _IN_A_LANGUAGE


def admits(taken: str, kind: str) -> bool:
    """Whether a property that takes one kind may have a value of another; what has no name is a fault of its own."""
    if kind in {taken, _NAMELESS}:
        return True
    return (taken == _DECIMAL and kind == _INTEGER) or (taken == _LITERAL and kind != _NAME)


def fault_of_kind(prop: str, taken: str, value: str, prefixes: Mapping[str, str]) -> Fault:
    """Say that a property takes no value of this kind, and how to write the one that was meant."""
    wanted, example = _TAKEN.get(taken, (write_term(f"<{taken}>", prefixes), "Write a value of this datatype."))
    kind = kind_of(value)
    given = _TAKEN[kind][0] if kind in _TAKEN else "that"
    meant = _meant(taken, value)
    remedy = f"Write {write_term(meant, prefixes)}." if meant else example
    fault = f"{write_term(prop, prefixes)} takes {wanted}, not {given}: {write_term(value, prefixes)}."
    return Fault(fault, remedy)


def _meant(taken: str, value: str) -> str | None:
    """The same text as a value of another kind, where it is one."""
    if value[0] != '"' or taken in {_NAME, _LITERAL}:
        return None
    text, _, _ = parts(value)
    if taken in {_IN_A_LANGUAGE, XSD_STRING}:
        return f'"{text}"@en' if taken == _IN_A_LANGUAGE else f'"{text}"'
    datatypes = (_INTEGER, _DECIMAL) if taken == _DECIMAL else (taken,)
    candidates = (f'"{text}"^^<{datatype}>' for datatype in datatypes)
    return next((candidate for candidate in candidates if fault_of(candidate) is None), None)

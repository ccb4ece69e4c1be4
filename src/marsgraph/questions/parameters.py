"""What a question may be told: named parameters with a type and the values that they may have.

A parameter is an ordinary variable of the query, named as the grlc tool wants it: `?__decade_integer` may be left
free, `?_decade_integer` has a value always, which is its default unless a caller gives another.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from marsgraph.errors import MarsGraphError
from marsgraph.store import Iri, Literal, Term
from marsgraph.terms import BASE, CONCEPT, ID, MG, SOURCE, XSD


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value."""

    name: str
    suffix: str
    """What the variable's name ends with, so that grlc knows the type."""
    datatype: str = ""
    space: str = ""
    """Where the IRIs are that a short name means; none for literals."""
    example: str = ""


TYPES: Final[Mapping[str, Type]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Type("string", "", XSD + "string", example="Molniya"),
            Type("integer", "_integer", XSD + "integer", example="1960"),
            Type("decimal", "_xsd_decimal", XSD + "decimal", example="893.5"),
            Type("date", "_xsd_date", XSD + "date", example="1962-11-01"),
            Type("thing", "_iri", space=ID, example="sputnik-24"),
            Type("concept", "_iri", space=CONCEPT, example="ignition-failure"),
            Type("source", "_iri", space=SOURCE, example="mars-1"),
            Type("term", "_iri", space=MG, example="Mission"),
        )
    }
)
VARIABLE: Final = re.compile(r"\?(?P<marks>__?)(?P<name>[a-zA-Z0-9]+)(?P<suffix>_\w+)?$")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,18})?")
_SHOWN: Final = 12


class ParameterError(MarsGraphError):
    """A parameter that a question does not have, or a value that it cannot have."""

    exit_code = 2

    def __init__(self, message: str, name: str, allowed: Iterable[str], remedy: str) -> None:
        super().__init__(message, remedy=remedy)
        self.name = name
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter may have: as one types it, what people call it, and what it is in the graph."""

    text: str
    label: str
    term: Term


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the header of the query declares it."""

    name: str
    variable: str
    """Without the question mark."""
    type: Type
    description: str
    default: str | None = None
    """As one types it; without one the variable stays free, which means any value."""
    listed: tuple[str, ...] = ()
    """The values that the header lists."""
    of_class: str = ""
    """The class whose members are the values, as a whole IRI."""
    by_query: str = ""
    """The stored query whose rows are the values."""

    @property
    def limited(self) -> bool:
        """Whether only some values are allowed."""
        return bool(self.listed or self.of_class or self.by_query)


def read_value(parameter: Parameter, text: str, choices: Iterable[Choice]) -> Term:
    """Take what a caller gives for the value that it means, or raise which values there are."""
    if not parameter.limited:
        return _free_value(parameter, text)
    known = tuple(choices)
    wanted = _trimmed(parameter.type, text.strip())
    found = next((choice for choice in known if wanted == choice.text), None) or next(
        (choice for choice in known if text.strip().casefold() == choice.label.casefold()), None
    )
    if found is None:
        raise refuse(parameter, text, [choice.text for choice in known])
    return found.term


def refuse(parameter: Parameter, text: str, allowed: list[str]) -> ParameterError:
    """The error of a value that a parameter cannot have."""
    if not allowed:
        remedy = f"Give {_ARTICLE.get(parameter.type.name, 'a')} {parameter.type.name}, as {parameter.type.example}."
    else:
        more = f" and {len(allowed) - _SHOWN} more" if len(allowed) > _SHOWN else ""
        remedy = f"Give one of {', '.join(allowed[:_SHOWN])}{more}."
    return ParameterError(f"{parameter.name} cannot be {text[:80]!r}.", parameter.name, allowed, remedy)


_ARTICLE: Final = {"integer": "an"}


def unknown(name: str, parameters: Iterable[Parameter], question: str) -> ParameterError:
    """The error of a parameter that a question does not have."""
    names = [parameter.name for parameter in parameters]
    remedy = f"It has {', '.join(names)}." if names else "It has none."
    return ParameterError(f"{question} has no parameter {name[:80]!r}.", name[:80], names, remedy)


def listed_choices(parameter: Parameter) -> tuple[Choice, ...]:
    """The values that the header lists, as choices."""
    return tuple(Choice(text, text, _term(parameter.type, text)) for text in parameter.listed)


def choice(parameter: Parameter, term: Term, label: str) -> Choice:
    """A value from the graph as a choice."""
    return Choice(_trimmed(parameter.type, term.value), label, term)


def _trimmed(kind: Type, text: str) -> str:
    """A value in the short form that choices have: of an IRI its local name."""
    if kind.space:
        prefix = "" if kind.space == ID else kind.space.removeprefix(BASE).rstrip("/#")
        prefix = {"source": "src", "ns": "mg"}.get(prefix, prefix)
        return text.removeprefix(kind.space).removeprefix(f"{prefix}:")
    return str(int(text)) if kind.name == "integer" and _WHOLE.fullmatch(text) else text


def _free_value(parameter: Parameter, text: str) -> Term:
    if not well_formed(parameter.type, text):
        raise refuse(parameter, text, [])
    return _term(parameter.type, text)


def well_formed(kind: Type, text: str) -> bool:
    """Whether a text can be a value of a type."""
    try:
        if kind.name == "date":
            return dt.date.fromisoformat(text).isoformat() == text
        if kind.name == "decimal":
            return bool(_DECIMAL.fullmatch(text)) and Decimal(text).is_finite()
        _ = Literal(text)  # a lone surrogate is no text
    except (ValueError, InvalidOperation):
        return False
    if kind.name == "integer":
        return bool(_WHOLE.fullmatch(text))
    return not kind.space or bool(text)


def _term(kind: Type, text: str) -> Term:
    """A well-formed text as a term."""
    if kind.space:
        return Iri(text if "://" in text else kind.space + _trimmed(kind, text))
    if kind.name == "string":
        return Literal(text)
    written = str(int(text)) if kind.name == "integer" else text
    return Literal(written, datatype=Iri(kind.datatype))

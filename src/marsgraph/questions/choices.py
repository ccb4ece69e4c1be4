"""Which values a parameter may have: those that its header lists, or those that the graph has now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from marsgraph.questions import parameters
from marsgraph.questions.parameters import Choice, Parameter
from marsgraph.questions.question import Question
from marsgraph.store import Iri, Row, Term

Ask: TypeAlias = Callable[..., list[Row]]
"""Asks one of our stored queries by its name, with values for its variables."""

_OF_CLASS: Final = "choices-of-class"


def choices_of(parameter: Parameter, ask: Ask) -> tuple[Choice, ...]:
    """The values that a parameter may have, each once; none if any value of its type will do."""
    if parameter.listed:
        return parameters.listed_choices(parameter)
    if not parameter.limited:
        return ()
    rows = ask(_OF_CLASS, **{"class": Iri(parameter.of_class)}) if parameter.of_class else ask(parameter.by_query)
    found: dict[str, Choice] = {}
    for row in rows:
        label = row.get("label", row["value"]).value
        one = parameters.choice(parameter, row["value"], label)
        found.setdefault(one.text, one)
    return tuple(found.values())


def read_values(question: Question, given: Mapping[str, str], ask: Ask) -> dict[str, Term]:
    """The values of the variables of a question, of those that the graph has now; see `read_known`."""
    return read_known(question, given, lambda parameter: choices_of(parameter, ask))


def read_known(
    question: Question, given: Mapping[str, str], choices: Callable[[Parameter], Sequence[Choice]]
) -> dict[str, Term]:
    """The values of the variables of a question: what a caller gives, or else the defaults; an empty text is nothing.

    Raises `ParameterError` for a name or a value that is none of those allowed.
    """
    known = {parameter.name for parameter in question.parameters}
    for name in given:
        if name not in known:
            raise parameters.unknown(name, question.parameters, question.name)
    values: dict[str, Term] = {}
    for parameter in question.parameters:
        text = given.get(parameter.name) or parameter.default
        if text is not None:
            values[parameter.variable] = parameters.read_value(parameter, text, choices(parameter))
    return values

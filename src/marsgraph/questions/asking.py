"""Asking a question by its name: what may be told to it, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marsgraph.errors import QueryError
from marsgraph.questions import binding, choices
from marsgraph.questions.choices import Ask
from marsgraph.questions.parameters import Choice, Parameter
from marsgraph.questions.question import Question
from marsgraph.store import Answer, Store


def query_for(question: Question, given: Mapping[str, str], ask: Ask) -> str:
    """The query with the values that a caller gives, or else the defaults."""
    if question.endpoint:
        raise QueryError(
            f"{question.name} is a question for {question.endpoint}: no query here asks another endpoint.",
            place=question.place,
            remedy="Ask it there; the answer that it had is kept beside the query.",
        )
    return binding.bind(question.query, choices.read_values(question, given, ask))


def answer_to(question: Question, given: Mapping[str, str], ask: Ask, store: Store) -> Answer:
    """Ask the question."""
    return store.ask(query_for(question, given, ask), place=question.place)


@dataclass(frozen=True, slots=True)
class Told:
    """A parameter with the values that it may have now."""

    parameter: Parameter
    choices: tuple[Choice, ...]

    @property
    def text(self) -> str:
        """What it means and what it takes, for people."""
        parts = [self.parameter.description.rstrip(".") + "."]
        if self.choices:
            parts.append(f"One of {', '.join(choice.text for choice in self.choices)}.")
        else:
            parts.append(f"For instance {self.parameter.type.example}.")
        default = self.parameter.default
        parts.append(f"By default {default}." if default is not None else "By default any.")
        return " ".join(parts)


def told(question: Question, ask: Ask) -> tuple[Told, ...]:
    """What may be told to a question."""
    return tuple(Told(parameter, choices.choices_of(parameter, ask)) for parameter in question.parameters)

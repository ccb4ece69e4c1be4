"""How questions, and what came of running them, look to people and to programs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any, Final

from marsgraph import display
from marsgraph.questions.examining import Outcome
from marsgraph.questions.parameters import Parameter
from marsgraph.questions.question import LEVELS, Question


def as_text(questions: Sequence[Question], width: int | None) -> str:
    """Questions as a table."""
    rows = [[one.name, one.level, one.title] for one in questions]
    return f"{display.table(['name', 'level', 'what it tells'], rows, width)}\n\n{display.count(len(rows), 'question')}"


def as_json(question: Question) -> dict[str, Any]:
    """A question without its query's text."""
    told = {
        "name": question.name,
        "title": question.title,
        "description": question.description,
        "tags": list(question.tags),
        "level": question.level,
        "view": question.view,
        "form": question.form,
        "parameters": [parameter_json(parameter) for parameter in question.parameters],
    }
    return told | ({"endpoint": question.endpoint} if question.endpoint else {})


def parameter_json(parameter: Parameter) -> dict[str, Any]:
    """A parameter."""
    told = {"name": parameter.name, "type": parameter.type.name, "description": parameter.description}
    return told | ({} if parameter.default is None else {"default": parameter.default})


def as_markdown(questions: Sequence[Question]) -> str:
    """The page of the documentation that has every question with its query."""
    parts = [_HEAD]
    for level in LEVELS:
        if chosen := [one for one in questions if one.level == level]:
            parts.append(f"## {level.capitalize()}\n")
            parts += [_section(one) for one in chosen]
    return "\n".join(parts)


_HEAD: Final = """# The example questions

Made by `marsgraph examples --markdown` from the files in `queries/examples/`; [examples.md](examples.md) tells how to
write one. Each query can be pasted anywhere as it stands: a parameter that is left free means any value.
"""


def _section(one: Question) -> str:
    lines = [f"### {one.title}", "", one.description, ""]
    if one.endpoint:
        lines += [f"For <{one.endpoint}>: it is not run here.", ""]
    else:
        lines += ["```sh", " ".join(["marsgraph ask", one.name, *map(_option, one.parameters)]), "```", ""]
    lines += [f"- `--{each.name.lower()}`: {_told(each)}" for each in one.parameters]
    lines += [""] if one.parameters else []
    lines += ["```sparql", one.query.rstrip("\n"), "```", ""]
    return "\n".join([*lines, f"Drawn as {one.view}. Tags: {', '.join(one.tags)}.", ""])


def _option(parameter: Parameter) -> str:
    given = parameter.default or next(iter(parameter.listed), parameter.name.upper())
    return f"--{parameter.name.lower()} {shlex.quote(given)}"


def _told(parameter: Parameter) -> str:
    """What a parameter means, and which values it has."""
    values = parameter.type.name
    if parameter.listed:
        values = f"one of {', '.join(parameter.listed)}"
    elif parameter.limited:
        values = f"a {parameter.type.name} that the graph has, as `marsgraph ask … --help` lists them"
    default = f"by default {parameter.default}" if parameter.default is not None else "any if left out"
    return f"{parameter.description.rstrip('.')}: {values}; {default}."


def outcomes_text(outcomes: Sequence[tuple[Outcome, Sequence[str]]]) -> str:
    """What came of running questions: those that failed or changed with the difference, and how many passed."""
    parts = []
    for outcome, different in outcomes:
        lines = outcome.faults or different
        if lines:
            what = "failed" if outcome.faults else "kept anew"
            parts.append("\n".join([f"{outcome.question.name}: {what}", *(f"  {line}" for line in lines), ""]))
    counted = [(status, sum(one.status == status for one, _ in outcomes)) for status in _STATUSES]
    parts.append(", ".join(f"{number} {status}" for status, number in counted if number) or "nothing to run")
    return "\n".join(parts)


_STATUSES = ("passed", "failed", "not run here")


def outcome_json(outcome: Outcome, different: Sequence[str]) -> dict[str, Any]:
    """What came of running a question."""
    return {
        "name": outcome.question.name,
        "status": outcome.status,
        "rows": outcome.rows,
        "version": outcome.version,
        "faults": list(outcome.faults),
        "changes": list(different),
    }

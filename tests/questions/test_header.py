"""What the header of a question may say, and how each fault of it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from marsgraph.errors import InputError
from marsgraph.questions import question
from marsgraph.questions.question import Question

PREFIXES = {"mg": "https://w3id.org/marsgraph/ns#", "": "https://w3id.org/marsgraph/id/"}
HEADER = {
    "summary": "Launches",
    "description": "Which launches were there?",
    "tags": "[launches]",
    "level": "beginner",
    "view": "table",
}
QUERY = "SELECT * { ?launch ?p ?o }"


def read(folder: Path, query: str = QUERY, **more: str | None) -> Question:
    """Read a question whose header differs in some keys from one that is good."""
    lines = [f"#+ {key}: {value}" for key, value in (HEADER | more).items() if value is not None]
    file = folder / "launches.rq"
    file.write_text("\n".join([*lines, query, ""]), encoding="utf-8")
    return question.read_file(file, PREFIXES)


def test_whole_header(tmp_path: Path) -> None:
    """Every key is read, and the query stands alone without the header."""
    one = read(
        tmp_path,
        "SELECT ?launch { ?launch mg:year ?__year_integer ; mg:rocket ?_rocket_iri } ORDER BY ?launch",
        parameters="{year: {type: integer, description: The year., values: [1960, 1962]}, "
        "rocket: {type: thing, description: The rocket., values: {class: 'mg:RocketType'}, default: molniya}}",
        endpoint="https://example.org/sparql",
    )
    year, rocket = one.parameters

    assert ("launches", "Launches", ("launches",), "beginner", "table") == (
        one.name, one.title, one.tags, one.level, one.view,
    )  # fmt: skip
    assert ("SELECT", True, "https://example.org/sparql") == (one.form, one.ordered, one.endpoint)
    assert ("__year_integer", ("1960", "1962"), None) == (year.variable, year.listed, year.default)
    assert ("_rocket_iri", PREFIXES["mg"] + "RocketType", "molniya") == (
        rocket.variable, rocket.of_class, rocket.default,
    )  # fmt: skip
    assert "SELECT ?launch" == one.query[:14]


@pytest.mark.parametrize(
    ("more", "line", "message"),
    [
        ({"level": "easy"}, 4, "level: cannot be easy"),
        ({"view": "pie"}, 5, "view: cannot be pie"),
        ({"tags": "launches"}, 3, "tags: is no list of words"),
        ({"summary": "[a]"}, 1, "summary: is no text"),
        ({"sumary": "a"}, 6, "Did you mean summary"),
        ({"parameters": "[year]"}, 6, "parameters: is no list of names"),
        ({"parameters": "{year: integer}"}, 6, "year: says nothing"),
        ({"parameters": "{year: {type: number, description: a}}"}, 6, "type: cannot be number"),
        ({"parameters": "{year: {type: integer, description: a}}"}, 6, "has no variable for year"),
        ({"parameters": "{year: {type: integer}}"}, 6, "description: is no text"),
        ({"endpoint": "wikidata"}, 6, "wikidata is no address"),
    ],
)
def test_faults(tmp_path: Path, more: dict[str, str], line: int, message: str) -> None:
    """A fault of the header is told with the line and what would mend it."""
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, **more)

    assert f"{tmp_path / 'launches.rq'}:{line}" == caught.value.place
    assert caught.value.remedy


@pytest.mark.parametrize("key", HEADER)
def test_lacking(tmp_path: Path, key: str) -> None:
    """A header that lacks a key is refused."""
    with pytest.raises(InputError, match=f"the header lacks {key}:"):
        read(tmp_path, **cast("dict[str, Any]", {key: None}))


PARAMETER = "{year: {type: %s, description: a%s}}"


@pytest.mark.parametrize(
    ("query", "parameters", "message"),
    [
        ("SELECT * { ?s ?p ?__year_integer }", None, r"\?__year_integer is a parameter that the header does not decl"),
        ("SELECT * { ?s ?p ?_year_integer }", PARAMETER % ("integer", ""), "no value when none is given"),
        ("SELECT * { ?s ?p ?__year }", PARAMETER % ("integer", ""), "no variable for year"),
        ("SELECT * { ?s ?__year_integer ?_year_integer }", PARAMETER % ("integer", ", default: 1"), "or several"),
        ("SELECT * { ?s ?__year_integer ?__year_en }", PARAMETER % ("integer", ""), "year has several variables"),
        ("SELECT * { ?s ?p ?__year_iri }", PARAMETER % ("thing", ""), "year is a thing and has no values"),
        ("CONSTRUCT WHERE { ?s ?p ?__year_integer }", PARAMETER % ("integer", ""), "no variable for year"),
        ("SELECT * { ?s ?p ?__year_integer }", PARAMETER % ("integer", ", values: [a]"), "a is no integer"),
        ("SELECT * { ?s ?p ?__year_integer }", PARAMETER % ("integer", ", values: [1], default: 2"), "the default 2"),
        ("SELECT * { ?s ?p ?__year_integer }", PARAMETER % ("integer", ", values: {all: a}"), "values: is none of"),
        (
            "SELECT * { ?s ?p ?__year_xsd_date }",
            PARAMETER % ("date", ", default: '1962-13-01'"),
            "the default 1962-13-01",
        ),
        ("SELECT * { SERVICE <urn:x> { ?s ?p ?o } }", None, "asks another endpoint"),
        ("# nothing", None, "holds no query"),
    ],
)
def test_faults_of_parameters(tmp_path: Path, query: str, parameters: str | None, message: str) -> None:
    """Parameters and the variables of the query have to agree, or the difference is told."""
    with pytest.raises(InputError, match=message) as caught:
        read(tmp_path, query, parameters=parameters)

    assert str(tmp_path / "launches.rq") in (caught.value.place or "")
    assert caught.value.remedy

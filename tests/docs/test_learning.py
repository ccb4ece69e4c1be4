"""What the pages for learners promise: their answers are the graph's, the references are the program's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
import references
import shown

from marsgraph.terms import ID, MG, RDF_TYPE

ROOT = Path(__file__).parents[2]
ANSWERED = [(page.name, *block) for page in shown.LEARNING for block in shown.answered(page)]
PROLOGUE = "".join(re.findall(r"^PREFIX .*\n", (ROOT / "docs/tutorial.md").read_text("utf-8"), re.MULTILINE))


def title(value: str) -> str:
    """Name a test after the query."""
    return " ".join(value.split())[:60]


@pytest.mark.parametrize(("page", "query", "answer"), ANSWERED, ids=title)
def test_answers_are_those_of_the_graph(page: str, query: str, answer: str) -> None:
    """The answer under a query is what the command prints; if not: make docs."""
    assert answer == shown.answer(query), page


@pytest.mark.parametrize("query", [query for _, query, _ in ANSWERED], ids=title)
def test_prefixes_suffice(query: str) -> None:
    """With the prefixes that the tutorial gives, a query can be asked anywhere."""
    answer = ox.Store().query(PROLOGUE * ("PREFIX" not in query) + query)

    assert isinstance(answer, ox.QuerySolutions)


@pytest.mark.parametrize("query", [query for _, query, _ in ANSWERED], ids=title)
def test_queries_are_short(query: str) -> None:
    """A query that is to be learned has at most ten lines."""
    lines = [line for line in query.splitlines() if line and not line.startswith("PREFIX")]

    assert [] == lines[10:]


@pytest.mark.parametrize("page", references.pages(), ids=lambda page: page.name)
def test_references_are_current(page: Path) -> None:
    """A page of reference is what ontology, questions and commands make of it; if not: make docs."""
    assert references.pages()[page] == page.read_text("utf-8")


@pytest.mark.parametrize("page", [*shown.LEARNING, *references.pages()], ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A relative link or picture of a page leads to a file of the project."""
    links = re.findall(r"(?:\]\(|(?:src|srcset)=\")(?!https?:)([^)#\"]+)", page.read_text("utf-8"))

    assert [] == [link for link in links if not (page.parent / link).exists()]


def patterns() -> list[str]:
    """The patterns of the tables of the data model that tell which question needs which path."""
    text = (ROOT / "docs/model.md").read_text("utf-8").partition("## Which question needs which path")[2]
    rows = [line.split(" | ", 1)[1] for line in text.splitlines() if line.startswith("| ") and " | `" in line]
    return [code.replace("\\|", "|") for row in rows for code in re.findall(r"`([^`]*)`", row) if " " in code]


@pytest.mark.parametrize("pattern", patterns(), ids=title)
def test_paths_lead_somewhere(pattern: str) -> None:
    """A pattern of the data model has an answer."""
    assert "No rows." not in shown.answer(f"SELECT * {{ {pattern} }} LIMIT 1")


def asked_by() -> list[tuple[str, str]]:
    """What the data model says to ask each class by."""
    text = (ROOT / "docs/model.md").read_text("utf-8").partition("| on | ask by |")[2].partition("\n\n")[0]
    rows = [re.findall(r"`(mg:\w+)`", line) for line in text.splitlines()]
    return [(row[0], name) for row in rows if row for name in row[1:]]


@pytest.mark.parametrize(("kind", "name"), asked_by())
def test_classes_are_asked_by_what_they_have(kind: str, name: str) -> None:
    """A class has members with the property that the data model says to ask them by."""
    assert "No rows." not in shown.answer(f"SELECT * {{ ?thing a {kind} ; {name} ?value }} LIMIT 1")


@pytest.mark.parametrize("name", sorted(name for names in dict(references.sections()).values() for name in names))
def test_every_term_has_its_place(name: str) -> None:
    """Every class and property stands in the data model, but for two notes on properties."""
    told = re.search(rf"mg:{name}\b", (ROOT / "docs/model.md").read_text("utf-8"))

    assert (name not in {"dating", "unitLabel"}) == bool(told)


DECIDING = (ROOT / "docs/deciding.md").read_text("utf-8")


@pytest.fixture(scope="module")
def held() -> set[str]:
    """What the graph holds, a line each."""
    return set((ROOT / "data/graph/marsgraph.nq").read_text("utf-8").splitlines())


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`:(decision-[\w-]+)`", DECIDING))))
def test_decisions_of_the_page_were_made(name: str, held: set[str]) -> None:
    """A decision that the page gives as an example is in the graph."""
    assert f"<{ID}{name}> <{RDF_TYPE}> <{MG}Decision> ." in held


def test_decision_is_as_shown(held: set[str]) -> None:
    """The decision that the page prints is what the graph holds."""
    block = re.search(r"^```turtle\n(.*?)^```$", DECIDING, re.DOTALL | re.MULTILINE)
    assert block
    shown_triples = ox.parse(PROLOGUE + block[1], format=ox.RdfFormat.TURTLE)

    assert set() == {f"{quad.triple} ." for quad in shown_triples} - held


def drawn() -> list[str]:
    """What the pictures of the data model say, each as a pattern: arrows by their titles, boxes by their lines."""
    patterns = []
    for picture in ("mission", "passages"):
        root = ET.parse(ROOT / f"docs/pictures/{picture}.svg").getroot()  # noqa: S314 - our own picture
        for group in root.iterfind(".//{*}g"):
            lines = [line.text or "" for line in group.iterfind("{*}text")]
            if (arrow := group.findtext("{*}title")) is not None:
                patterns.append(arrow)
            elif len(lines) > 1:
                patterns += box(*lines)
    return patterns


def box(head: str, name: str, *lines: str) -> Iterator[str]:
    """What a box says: a thing with its class and values, or a sentence in a passage, or one that is held."""
    head, _, passage = head.partition(" ")
    if passage.startswith("g:"):
        yield f"GRAPH {passage} {{ {name} }} {passage} a {head}"
    else:
        yield name if name.count(" ") else f"{name} a {head}"
    thing = passage if passage.startswith("g:") else name
    for line in lines:
        wanted, value = line.split(" ", 1)
        plain = f"STRSTARTS(STR(?v), {json.dumps(value.removesuffix('…'))})"
        yield f"{thing} {wanted} {value}" if ":" in value else f"{thing} {wanted} ?v . FILTER({plain})"


@pytest.mark.parametrize("pattern", drawn(), ids=title)
def test_pictures_are_true(pattern: str) -> None:
    """What a picture shows is in the graph."""
    assert "No rows." not in shown.answer(f"SELECT * {{ {pattern} . BIND(1 AS ?found) }}")

"""The pages of docs/reference/ and the drawn chain, made from the ontology, the questions and the command line.

`make docs` writes them, and the answers that the other pages show, anew.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click
import pyoxigraph as ox
import shown
from click.testing import CliRunner
from tables import table

from marsgraph import figures
from marsgraph.cli import main
from marsgraph.terms import DATING, MG, OWL, OWL_FUNCTIONAL, RDF_TYPE, RDFS, SKOS, read_prefixes, shorten

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
FOLDER: Final = DOCS / "reference"

_ONTOLOGY: Final = ROOT / "ontology"
_PREFIXES: Final = read_prefixes(_ONTOLOGY / "context.jsonld")
_WIDTH: Final = 100
_MADE: Final = "This page is made by `make docs`. Do not edit it."

Terms = Mapping[str, Mapping[str, Sequence[str]]]
"""The values of each property of each term, all as text."""


def pages() -> dict[Path, str]:
    """Give every page with its text."""
    made = {"commands": commands(), "vocabulary": vocabulary()}
    written = {FOLDER / f"{name}.md": text for name, text in made.items()}
    return {**written, DOCS / "questions.md": questions(), DOCS / "pictures" / "chain.svg": chain()}


def chain() -> str:
    """Draw the chain of Sputnik 24, as its question is drawn on the site."""
    asked = CliRunner().invoke(main, ["ask", "chain-of-a-mission", "--json", "--project", str(ROOT)])
    style = (ROOT / "src/marsgraph/web/static/figures.css").read_text("utf-8")
    look = figures.Look(width=900, title="How Sputnik 24 failed", style=style)
    return figures.draw(figures.read(json.loads(asked.stdout)), "chain", look).svg + "\n"


def commands() -> str:
    """Give the help of each command, as it prints it."""
    parts = [
        f"# Commands\n\n{_MADE}\n\nThe help of each command. An error names what is wrong, where, and the remedy.",
        _help(main, "marsgraph"),
    ]
    parts += [_help(command, f"marsgraph {name}") for name, command in sorted(main.commands.items())]
    return "\n\n".join(parts) + "\n"


def _help(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, terminal_width=_WIDTH, help_option_names=["-h", "--help"])
    text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"## {name}\n\n```text\n{text}\n```"


def vocabulary() -> str:
    """Give classes and properties in the sections of the ontology, and the concepts of each scheme."""
    terms = _terms("marsgraph.ttl")
    head = f"""# Vocabulary

{_MADE}
The same in RDF is `ontology/marsgraph.ttl` and `ontology/concepts.ttl`; on the site each term has its page under `/ns`.
How the classes hang together is told in [the data model](../model.md).

*One* means that a thing has one preferred value; the other values are in the passages. The unit is part of the name."""
    parts = [head]
    for section, names in sections():
        of = [(name, terms[MG + name]) for name in names]
        classes = [(n, t) for n, t in of if OWL + "Class" in t[RDF_TYPE]]
        properties = [(n, t) for n, t in of if OWL + "Class" not in t[RDF_TYPE]]
        parts.append(f"## {section}")
        if classes:
            parts.append(table(("class", "narrower than", "meaning", "example"), map(_class_row, classes)))
        if properties:
            parts.append(table(("property", "of", "value", "meaning"), map(_property_row, properties)))
    return "\n\n".join([*parts, *_schemes()]) + "\n"


def sections() -> Iterator[tuple[str, list[str]]]:
    """Give the titles of the sections of the ontology, each with the names of its terms."""
    _, *sections = re.split(r"^# ---- (.*)\n", (_ONTOLOGY / "marsgraph.ttl").read_text("utf-8"), flags=re.MULTILINE)
    for title, text in zip(sections[::2], sections[1::2], strict=True):
        yield title, re.findall(r"^mg:(\w+) a ", text, re.MULTILINE)


def _terms(file: str) -> Terms:
    terms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(path=_ONTOLOGY / file):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            terms[quad.subject.value][quad.predicate.value].append(quad.object.value)
    return terms


def _class_row(named: tuple[str, Mapping[str, Sequence[str]]]) -> tuple[str, ...]:
    name, term = named
    return f"`mg:{name}`", _codes(term[RDFS + "subClassOf"]), term[SKOS + "definition"][0], _example(term)


def _property_row(named: tuple[str, Mapping[str, Sequence[str]]]) -> tuple[str, ...]:
    name, term = named
    values = _codes(term[RDFS + "range"]) + (", one" if OWL_FUNCTIONAL in term[RDF_TYPE] else "")
    meaning = term[SKOS + "definition"][0]
    if broader := term[RDFS + "subPropertyOf"]:
        meaning += f" Narrower than {_codes(broader)}."
    if term[DATING]:
        meaning += " Counts for `mg:sortDate`."
    return f"`mg:{name}`", _codes(term[RDFS + "domain"]), values, meaning


def _codes(iris: Sequence[str]) -> str:
    return ", ".join(f"`{shorten(iri, _PREFIXES)}`" for iri in iris)


def _example(term: Mapping[str, Sequence[str]]) -> str:
    return ", ".join(f"`{text}`" for text in term[SKOS + "example"])


def _schemes() -> Iterator[str]:
    """Give each list of concepts."""
    concepts = _terms("concepts.ttl")
    yield "## Concepts\n\nA concept has its name in `rdfs:label` and `skos:prefLabel`, a broader one in `skos:broader`."
    for iri, scheme in concepts.items():
        if SKOS + "ConceptScheme" not in scheme[RDF_TYPE]:
            continue
        members = [(one, told) for one, told in concepts.items() if iri in told[SKOS + "inScheme"]]
        rows = (
            (f"`{shorten(one, _PREFIXES)}`", told[SKOS + "prefLabel"][0], _codes(told[SKOS + "broader"]),
             " ".join(told[SKOS + "definition"]))
            for one, told in members
        )  # fmt: skip
        title = (scheme[SKOS + "prefLabel"] or scheme[RDFS + "label"])[0]
        definition = scheme[SKOS + "definition"][0]
        yield f"### {title.capitalize()}\n\n{definition} `{shorten(iri, _PREFIXES)}`"
        yield table(("concept", "name", "broader", "meaning"), rows)


def questions() -> str:
    """Give the example questions, as the command prints them for their page."""
    asked = CliRunner().invoke(main, ["examples", "--markdown", "--project", str(ROOT)], catch_exceptions=False)
    return asked.stdout


def write() -> None:
    """Write the pages, and the answers that the other pages show."""
    FOLDER.mkdir(exist_ok=True)
    texts = pages() | {document: shown.renewed(document) for document in shown.LEARNING}
    for page, text in texts.items():
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    write()

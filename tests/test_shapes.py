"""Every shape and every rule has its examples: a graph that keeps it, and for each constraint one that breaks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import SH

from marsgraph.check import rules, shapes
from marsgraph.check.findings import Finding
from marsgraph.errors import InputError
from marsgraph.paths import Project
from marsgraph.store import Store
from marsgraph.terms import ID, read_prefixes

HERE = Path(__file__).parent / "shapes"
PROJECT = Project(Path(__file__).parents[1])
SHAPE_FILES = ("shapes.ttl", "claims.shapes.ttl")

_SECTION = re.compile(r"^## (?P<rule>[\w-]+): (?P<what>\w+)(?:, also (?P<also>[\w -]+))?\n", re.MULTILINE)
_SAY = re.compile(r"\b(UN)?SAY \{([^}]*)\}")
_STATED = (
    "type",
    "subClassOf",
    "domain",
    "range",
    "inScheme",
    "broader",
    "prefLabel",
    "definition",
    "hasUnit",
    "symbol",
    "dating",
)


@dataclass(frozen=True)
class Example:
    """One section of examples.ru."""

    rule: str
    what: str
    also: frozenset[str]
    update: str

    def __str__(self) -> str:
        return f"{self.rule}-{self.what}"


def read_examples() -> list[Example]:
    """All sections."""
    text = (HERE / "examples.ru").read_text(encoding="utf-8")
    found = list(_SECTION.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        Example(match["rule"], match["what"], frozenset((match["also"] or "").split()), text[match.end() : end])
        for match, end in zip(found, ends, strict=True)
    ]


EXAMPLES = read_examples()
BREAKING = [example for example in EXAMPLES if example.what != "conforms"]
CONFORMING = [example for example in EXAMPLES if example.what == "conforms"]


@cache
def prefixes() -> dict[str, str]:
    """The prefixes of the project."""
    return read_prefixes(PROJECT.context)


@cache
def base() -> tuple[ox.Quad, ...]:
    """The conforming graph with what the ontology says about the terms of the examples."""
    text = (HERE / "base.trig").read_text(encoding="utf-8") + (HERE / "examples.ru").read_text(encoding="utf-8")
    quads = list(ox.parse(path=HERE / "base.trig"))
    mentioned = _with_broader(set(re.findall(r"concept:([a-z-]+)", text)) | {"certainty"})
    for file in ("marsgraph.ttl", "concepts.ttl", "adopted.ttl"):
        quads += (quad for quad in ox.parse(path=PROJECT.ontology / file) if _needed(quad, mentioned))
    said = [quad for quad in quads if _is_said(quad)]
    graph = ox.NamedNode(prefixes()["g"] + "base")
    return tuple(quads + [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in said])


def _needed(quad: ox.Quad, mentioned: frozenset[str]) -> bool:
    """What a rule may look at: of a concept only when an example names it."""
    concept = str(quad.subject).strip("<>")
    known = not concept.startswith(prefixes()["concept"]) or concept in mentioned
    return known and re.split(r"[/#]", quad.predicate.value)[-1] in _STATED


def _with_broader(names: set[str]) -> frozenset[str]:
    """The concepts with those above them, and their schemes."""
    above: dict[str, set[str]] = {}
    for quad in ox.parse(path=PROJECT.ontology / "concepts.ttl"):
        if quad.predicate.value.endswith(("#broader", "#inScheme")):
            above.setdefault(str(quad.subject).strip("<>"), set()).add(str(quad.object).strip("<>"))
    found, waiting = set[str](), {prefixes()["concept"] + name for name in names}
    while waiting:
        found |= waiting
        waiting = {other for concept in waiting for other in above.get(concept, ())} - found
    return frozenset(found)


def _is_said(quad: ox.Quad) -> bool:
    thing = str(quad.subject).strip("<>")
    record = thing.removeprefix(ID) in {"decision", "discrepancy"}
    return quad.graph_name == ox.DefaultGraph() and thing.startswith(ID) and not record


def changed(example: Example | None) -> Store:
    """The base with the change of an example."""
    dataset = ox.Store()
    dataset.extend(base())
    if example:
        heads = "".join(f"PREFIX {name}: <{space}>\n" for name, space in prefixes().items())
        dataset.update(heads + " ;\n".join(_updates(example.update)))
    return Store(dataset, prefixes())


def _updates(text: str) -> Iterator[str]:
    written = _SAY.sub(
        lambda say: f"{'DELETE' if say[1] else 'INSERT'} DATA {{ {say[2]} . GRAPH g:base {{ {say[2]} }} }}",
        re.sub(r"(?m)^#.*", "", text),
    )
    return (part.strip().rstrip(";") for part in re.split(r"\n(?=INSERT|DELETE)", written.strip()))


@cache
def shape_graphs() -> tuple[rdflib.Graph, rdflib.Graph]:
    """The shapes of the graph, and those of the claims."""
    graph, claims = (shapes.read_shapes(PROJECT.ontology / name) for name in SHAPE_FILES)
    return graph, claims


def findings(store: Store) -> set[Finding]:
    """What all shapes and rules find."""
    of_graph, of_claims = shape_graphs()
    outcomes = (
        shapes.validate(store.triples(with_claims=False), of_graph),
        shapes.validate(store.triples(with_claims=True), of_claims),
        rules.run(store, rules.read(PROJECT.queries / "checks")),
    )
    return set(chain.from_iterable(outcome.findings for outcome in outcomes))


def constraints() -> set[tuple[str, str]]:
    """Every constraint of every property shape, and every rule, as (rule, constraint)."""
    found = {(path.stem, "SPARQL") for path in (PROJECT.queries / "checks").glob("*.rq")}
    not_constraints = {SH.path, SH.message, SH.description, SH.severity}
    for graph in shape_graphs():
        for shape in graph.objects(None, SH.property):
            if isinstance(shape, rdflib.URIRef):
                parameters = {p for p in graph.predicates(shape) if str(p).startswith(str(SH))} - not_constraints
                found |= {(shapes.name_of(shape), _component(parameter)) for parameter in parameters}
    return found


def _component(parameter: object) -> str:
    name = str(parameter).removeprefix(str(SH))
    return name[0].upper() + name[1:]


def test_every_constraint_has_an_example_that_breaks_it() -> None:
    """No constraint of a shape and no rule is without an example, and no example without its constraint."""
    assert constraints() == {(example.rule, example.what) for example in BREAKING}


def test_every_rule_has_an_example_that_keeps_it() -> None:
    """Each shape and rule that can be broken has an example of being kept."""
    assert {rule for rule, _ in constraints()} == {example.rule for example in CONFORMING}


def test_the_base_keeps_every_rule() -> None:
    """The graph that the examples change breaks nothing."""
    assert findings(changed(None)) == set()


@pytest.mark.parametrize("example", CONFORMING, ids=str)
def test_kept(example: Example) -> None:
    """After a change that only comes near to a rule, that rule is kept."""
    rule, store = example.rule, changed(example)
    queries = [query for query in rules.read(PROJECT.queries / "checks") if query.name == rule]
    found = list(rules.run(store, queries).findings)
    for shape_graph, with_claims in zip(shape_graphs(), (False, True), strict=True):
        one = rdflib.URIRef(prefixes()["rule"] + rule)
        owners = [shape for shape in shape_graph.subjects(SH.property, one) if shape in shapes.targeting(shape_graph)]
        for owner in owners:
            found += shapes.validate(store.triples(with_claims=with_claims), shapes.alone(shape_graph, owner)).findings

    assert [] == [finding for finding in found if finding.rule == rule]


@pytest.mark.parametrize("example", BREAKING, ids=str)
def test_broken(example: Example) -> None:
    """A change that breaks a rule is found for that reason, and for no other than the general rule it names."""
    found = findings(changed(example))

    assert {example.rule, *example.also} == {finding.rule for finding in found}
    assert {example.what} == {finding.constraint for finding in found if finding.rule == example.rule}
    assert all(finding.message and finding.remedy for finding in found)


def test_broken_shapes(tmp_path: Path) -> None:
    """A file of shapes that cannot be read is told with its line, in words."""
    file = tmp_path / "shapes.ttl"
    file.write_text("@prefix a: <http://e.org/> .\na:b a:c ;; ,\n", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        shapes.read_shapes(file)

    assert f"{file}:2: the shapes are not well-formed: objectList expected." == str(caught.value).splitlines()[0]

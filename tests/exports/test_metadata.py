"""What the dataset says of itself, each figure counted another way."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from marsgraph.build import sssom
from marsgraph.endpoint import description
from marsgraph.exports import metadata
from marsgraph.exports.content import Content
from marsgraph.paths import Project
from marsgraph.terms import BASE, DCTERMS, MG, RDF_TYPE, SOURCE

ROOT = Path(__file__).parents[2]
DCAT = "http://www.w3.org/ns/dcat#"
FOAF = "http://xmlns.com/foaf/0.1/"
VOID = "http://rdfs.org/ns/void#"
DQV = "http://www.w3.org/ns/dqv#"


@pytest.fixture(scope="module")
def facts(shipped: Content) -> dict[str, dict[str, list[str]]]:
    """The description, by subject and property."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in metadata.triples(shipped):
        subject: Any = triple.subject
        found[subject.value][triple.predicate.value].append(getattr(triple.object, "value", ""))
    return found


def one(facts: dict[str, dict[str, list[str]]], subject: str, name: str) -> str:
    """The only value of a property."""
    (value,) = facts[subject][name]
    return value


def test_totals(shipped: Content, facts: dict[str, dict[str, list[str]]]) -> None:
    """The totals are those of the default graph."""
    want = {
        "triples": len(shipped.held),
        "distinctSubjects": len({t.subject for t in shipped.held}),
        "distinctObjects": len({t.object for t in shipped.held}),
        "properties": len({t.predicate for t in shipped.held}),
        "classes": len({t.object for t in shipped.held if t.predicate.value == RDF_TYPE}),
        "entities": len({t.subject for t in shipped.held if t.predicate.value == RDF_TYPE}),
    }

    assert want == {name: int(one(facts, BASE, VOID + name)) for name in want}


def test_classes(shipped: Content, facts: dict[str, dict[str, list[str]]]) -> None:
    """Each class has its partition with its count."""
    things: dict[str, set[Any]] = defaultdict(set)
    for triple in shipped.held:
        if triple.predicate.value == RDF_TYPE:
            things[triple.object.value].add(triple.subject)  # type: ignore[union-attr]
    told = {
        one(facts, node, VOID + "class"): int(one(facts, node, VOID + "entities"))
        for node in facts[BASE][VOID + "classPartition"]
    }

    assert {kind: len(found) for kind, found in things.items()} == told


def test_properties(shipped: Content, facts: dict[str, dict[str, list[str]]]) -> None:
    """Each property has its partition with its count."""
    counts: dict[str, int] = defaultdict(int)
    for triple in shipped.held:
        counts[triple.predicate.value] += 1
    told = {
        one(facts, node, VOID + "property"): int(one(facts, node, VOID + "triples"))
        for node in facts[BASE][VOID + "propertyPartition"]
    }

    assert counts == told


def test_coverage(shipped: Content, facts: dict[str, dict[str, list[str]]]) -> None:
    """The share of launches with an exact minute, hour and second is what it is."""
    launches = {iri for iri, kind in shipped.kinds.items() if kind == MG + "Launch"}
    exact = {iri for iri in launches if any(t.predicate.value == MG + "liftoff" for t in shipped.facts[iri])}
    node = f"{metadata.DESCRIPTION}#measured-coverage-class-Launch-mg-liftoff"

    assert f"{len(exact) / len(launches):.3f}" == one(facts, node, DQV + "value")


def test_quality(shipped: Content, facts: dict[str, dict[str, list[str]]]) -> None:
    """What is counted of statements agrees with the passages."""
    editors = {graph for graph in shipped.said if shipped.reading.passages[graph].editorial}
    said = {triple for graph, triples in shipped.said.items() if graph not in editors for triple in triples}
    every = {triple for triples in shipped.said.values() for triple in triples}
    held = set(shipped.held)

    def told(name: str) -> int:
        return int(one(facts, f"{metadata.DESCRIPTION}#measured-{name}", DQV + "value"))

    assert len(every & held) == told("statements")
    assert len(every - held) == told("not-held")
    assert len(said & held) == told("single-source") + told("several-sources")


def test_version(shipped: Content, facts: dict[str, dict[str, list[str]]]) -> None:
    """The version is that of the graph."""
    assert shipped.version == one(facts, BASE, "http://www.w3.org/ns/dcat#version")


def test_who_made_it(facts: dict[str, dict[str, list[str]]]) -> None:
    """Makers, publisher, keywords, licence and day are those of CITATION.cff and of the package."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (maker,) = facts[BASE][DCTERMS + "creator"]

    assert [maker] == facts[BASE][DCTERMS + "publisher"]
    assert [cited["authors"][0]["name"]] == facts[maker][FOAF + "name"]
    assert [package["authors"][0]["name"]] == facts[maker][FOAF + "name"]
    assert sorted(cited["keywords"]) == sorted(facts[BASE][DCAT + "keyword"])
    assert cited["url"] == one(facts, BASE, DCTERMS + "identifier")
    assert cited["license"].lower().replace("cc-by-4.0", "by/4.0/") in one(facts, BASE, DCTERMS + "license")
    assert cited["version"] == package["version"] == one(facts, BASE, DCAT + "version").partition("+")[0]


def test_made_from(facts: dict[str, dict[str, list[str]]]) -> None:
    """The dataset was made from each source that has a file of claims, but not from the editors."""
    files = {path.stem for path in (ROOT / "data" / "claims").glob("*.trig")} - {"editors"}

    assert {SOURCE + name for name in files} == set(facts[BASE]["http://www.w3.org/ns/prov#wasDerivedFrom"])


def test_service(facts: dict[str, dict[str, list[str]]]) -> None:
    """The endpoint that serves the dataset is described, under the name that its own description has."""
    (service,) = [node for node, told in facts.items() if DCAT + "DataService" in told[RDF_TYPE]]

    assert description.Service(BASE + "sparql", "", 0, 0, 0, 0, 0, 0).endpoint + "#service" == service
    assert facts[BASE][VOID + "sparqlEndpoint"] == facts[service][DCAT + "endpointURL"]
    assert [BASE] == facts[service][DCAT + "servesDataset"]
    assert [description.TITLE] == facts[service][DCTERMS + "title"]


def test_links(facts: dict[str, dict[str, list[str]]]) -> None:
    """The sets of links are the rows of the tables of links, by predicate and graph, and nothing else."""
    counts: Counter[tuple[str, str]] = Counter()
    for file in (ROOT / "data" / "links").glob("*.sssom.tsv"):
        if file.name.partition(".")[0] not in {"refused", "not-linked"}:
            for link in sssom.read(file.read_text("utf-8"), file.name):
                counts[link.predicate, link.object.rpartition("/")[0] + "/"] += 1
    told = {
        (one(facts, node, VOID + "linkPredicate"), one(facts, node, VOID + "objectsTarget")): int(
            one(facts, node, VOID + "triples")
        )
        for node in facts[BASE][VOID + "subset"]
    }

    assert counts == told


def test_named_once(facts: dict[str, dict[str, list[str]]]) -> None:
    """No two parts, measurements or files have taken one name: each has one value of what may have one."""
    single = ("class", "property", "linkPredicate")

    assert [] == [(node, name) for node, told in facts.items() for name in single if len(told[VOID + name]) > 1]
    assert [] == [node for node, told in facts.items() if len(told[DQV + "value"]) > 1]


def test_terms_without_prefix(tmp_path: Path) -> None:
    """Other data, whose terms have no prefix of ours and share their last word, is described as well."""
    file = tmp_path / "data.nt"
    kinds = [f"http://example.{end}/things?of=a#Probe" for end in ("com", "org")]
    file.write_text("".join(f"<urn:a> <{RDF_TYPE}> <{kind}> .\n<urn:a> <{kind}> <urn:b> .\n" for kind in kinds))
    told: dict[str, list[str]] = defaultdict(list)
    for triple in metadata.triples(Content.of(Project.at(ROOT), file)):
        told[triple.predicate.value].append(getattr(triple.object, "value", ""))

    assert kinds == sorted(told[VOID + "class"])
    assert {RDF_TYPE, *kinds} == set(told[VOID + "property"])

"""The links that are shipped: complete, true to the graph, and each admitted by its evidence."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from marsgraph.build import sssom
from marsgraph.build.links import CLOSE, EXACT, PREDICATES, SAME
from marsgraph.build.sssom import Link
from marsgraph.store import Iri, load
from marsgraph.terms import ID, MG, RDF_TYPE, RDFS_LABEL

ROOT = Path(__file__).parents[1]
EVIDENCE = ROOT.parent / "shared" / "wikidata.csv"
WD = "http://www.wikidata.org/entity/"
GRAPH = load([ROOT / "data" / "graph" / "marsgraph.nq"], {})
FACTS = {(s.value, p.value, o.value) for s, p, o in GRAPH.triples(with_claims=False) if isinstance(s, Iri)}
TERM_KINDS = ("#Class", "Property")
LINKABLE = {
    MG + name
    for name in (
        *("Mission", "Launch", "Spacecraft", "SpacecraftType", "RocketFamily", "RocketType", "Stage", "Engine"),
        *("Place", "CelestialBody", "Organization", "Programme"),
    )
}


def table(name: str) -> list[Link]:
    """Read a table of the project."""
    place = f"data/links/{name}.sssom.tsv"
    return sssom.read((ROOT / place).read_text("utf-8"), place)


LINKS = table("wikidata")
TERMS = table("vocabulary")
MISSIONS = [link for link in LINKS if link.predicate == SAME]


def objects(subject: str, predicate: str) -> set[str]:
    """What the graph says of something under one property."""
    return {o for s, p, o in FACTS if (s, p) == (subject, predicate)}


def qid(link: Link) -> str:
    """The number of the item or the property."""
    return link.object.removeprefix(WD)


@pytest.mark.parametrize("link", LINKS + TERMS, ids=lambda link: f"{link.subject}-{qid(link)}")
def test_link_is_in_the_graph(link: Link) -> None:
    """A row of the tables is a triple of the built graph, under the label that the graph has."""
    assert {
        (link.subject, link.predicate, link.object),
        (link.subject, RDFS_LABEL, link.cells["subject_label"]),
    } - FACTS == set()


def test_links_of_the_graph_are_the_rows() -> None:
    """The graph has no link to Wikidata that no row has."""
    held = {fact for fact in FACTS if fact[1] in PREDICATES and fact[2].startswith(WD)}

    assert {(link.subject, link.predicate, link.object) for link in LINKS + TERMS} == held


@pytest.mark.parametrize("link", MISSIONS, ids=qid)
def test_item_of_a_mission_covers_its_craft_and_launch(link: Link) -> None:
    """An item that is craft, launch and mission at once is the mission, and close to its craft and its launch."""
    others = objects(link.subject, MG + "craft") | objects(link.subject, MG + "launch")

    assert others == {one.subject for one in LINKS if one.object == link.object and one.predicate == CLOSE}


@pytest.mark.parametrize("link", [one for one in LINKS if "match_string" in one.cells], ids=qid)
def test_identifier_agrees_with_the_graph(link: Link) -> None:
    """The identifier by which a row is justified is that of the thing in the graph."""
    assert {link.cells["match_string"]} == objects(link.subject, link.cells["subject_match_field"])


def test_every_thing_is_linked_or_listed() -> None:
    """Whatever could have a link has one or stands in the list of what has none, and never both."""
    linked = {link.subject for link in LINKS + TERMS}
    listed = {link.subject for link in table("not-linked")}
    things = {s for s, p, o in FACTS if p == RDF_TYPE and o in LINKABLE and s.startswith(ID)}
    terms = {s for s, p, o in FACTS if p == RDF_TYPE and o.endswith(TERM_KINDS) and s.startswith(MG)}

    assert (things | terms) - linked - listed == set()
    assert linked & listed == set()


def test_listed_rows_link_nothing() -> None:
    """The list of what has no link says so in the way of SSSOM, each with the reason."""
    assert {(sssom.NOTHING_FOUND, True)} == {(link.object, "comment" in link.cells) for link in table("not-linked")}


def test_refused_pairs_are_no_links() -> None:
    """A refusal says Not, and its pair stands in no table of links."""
    refused = table("refused")

    assert {True} == {link.refused for link in refused}
    assert set() == {(r.subject, r.object) for r in refused} & {(one.subject, one.object) for one in LINKS}


@pytest.mark.parametrize("name", ["wikidata", "vocabulary", "refused", "not-linked"])
def test_rows_are_in_order(name: str) -> None:
    """The rows of a table are in the order in which the program writes them, so that a change shows only itself."""
    text = (ROOT / "data" / "links" / f"{name}.sssom.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]

    assert rows == sorted(rows, key=lambda row: (row[0], row[3]))


# ---- Against the evidence that was gathered for them


def evidence() -> dict[str, dict[str, str]]:
    """The evidence for each item and property."""
    if not EVIDENCE.is_file():
        pytest.skip("the gathered evidence is not here; it lies beside the project where it was written")
    with EVIDENCE.open(encoding="utf-8", newline="") as file:
        return {row["qid"]: row for row in csv.DictReader(file) if row["qid"]}


def family(thing: str) -> set[str]:
    """A thing with its mission, launch and craft, if it is one of them."""
    belonging = {(s, o) for s, p, o in FACTS if p in {MG + "craft", MG + "launch"}}
    mission = next((s for s, o in belonging if thing in {s, o}), thing)
    return {thing} | {o for s, o in belonging if s == mission}


@pytest.mark.parametrize("link", LINKS + TERMS, ids=lambda link: f"{link.subject}-{qid(link)}")
def test_link_is_admitted(link: Link) -> None:
    """Two sources confirm a link, or one does and an identifier of the graph agrees."""
    row = evidence()[qid(link)]
    known = {value for one in family(link.subject) for value in objects(one, MG + "cospar")}
    said = set(re.findall(r"COSPAR (\d{4}-\d{3}[A-Z]+)", row["evidence"]))

    assert "do not ship" not in row["evidence"]
    assert "CONFLICT" not in row["evidence"]
    assert int(row["n_independent_sources"]) > 1 or said & known
    assert not (said and known) or said & known, "nothing disagrees"


@pytest.mark.parametrize("link", [one for one in LINKS if one.predicate == EXACT], ids=qid)
def test_exact_links_are_of_one_source_only_with_an_identifier(link: Link) -> None:
    """What means exactly the same rests on two sources, or on an identifier."""
    assert int(evidence()[qid(link)]["n_independent_sources"]) > 1 or "match_string" in link.cells

"""What the built graph holds, on the fixture project."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest
from workshop import Workshop

from marsgraph.freshness import changed_since_built
from marsgraph.paths import Project

PREFIXES = """
@prefix mg: <https://w3id.org/marsgraph/ns#> .
@prefix : <https://w3id.org/marsgraph/id/> .
@prefix concept: <https://w3id.org/marsgraph/concept/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DERIVED = ox.NamedNode("https://w3id.org/marsgraph/graph/derived")


def quads_of(path: Path) -> set[ox.Quad]:
    """Read a file as quads."""
    return set(ox.parse(path=path))


def held(workshop: Workshop, thing: str) -> set[ox.Triple]:
    """What the default graph says of a thing."""
    subject = ox.NamedNode(f"https://w3id.org/marsgraph/id/{thing}")
    quads = quads_of(workshop.graph)
    return {quad.triple for quad in quads if quad.subject == subject and quad.graph_name == ox.DefaultGraph()}


def turtle(text: str) -> set[ox.Triple]:
    """Read triples from Turtle with the project's prefixes."""
    return {quad.triple for quad in ox.parse(input=PREFIXES + text, format=ox.RdfFormat.TURTLE)}


def test_preferred_values(workshop: Workshop) -> None:
    """A thing shows the decided mass, no rejected colour, no table's span beside a document's, and a sort date."""
    expected = turtle("""
        :comet a mg:Kite ; rdfs:label "Comet"@en ; skos:altLabel "The Comet"@en ; mg:massKg 6.5 ; mg:spanM 3 ;
            mg:flownOn "1962-11-04"^^xsd:date ; mg:liftoff "1962-11-04T15:35:15Z"^^xsd:dateTime ;
            mg:colour concept:red ; mg:mishap :comet-fall ; mg:serialNumber "1" ;
            mg:sortDate "1962-11-04"^^xsd:date .
    """)

    assert expected == held(workshop, "comet")


def test_everything_named_has_a_label(workshop: Workshop) -> None:
    """A concept and a source are called by `rdfs:label` too, and no passage is made up for it."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    names = {"http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title"}
    quads = quads_of(workshop.graph)
    expected = {ox.Quad(quad.subject, label, quad.object) for quad in quads if quad.predicate.value in names}

    assert expected == {
        quad
        for quad in quads
        if quad.predicate == label
        and str(quad.subject).startswith(
            ("<https://w3id.org/marsgraph/concept/", "<https://w3id.org/marsgraph/source/")
        )
    }


def test_tables_fill_gaps(workshop: Workshop) -> None:
    """A table's mass is held where no document gives one; where two tables differ, neither value is."""
    expected = turtle("""
        :kestrel a mg:Kite ; rdfs:label "Kestrel"@en ; mg:massKg 4 ;
            mg:builtIn "1961-05"^^edtf:EDTF , "1961-04~"^^edtf:EDTF ; mg:sortDate "1961-04-01"^^xsd:date .
    """)

    assert expected == held(workshop, "kestrel")


def test_better_table_counts(workshop: Workshop) -> None:
    """Of two tables that differ, the one of the better precedence fills the gap."""
    workshop.edit(
        "data/sources.ttl", '"Ledger of a Shop"@en ; mg:precedence 2', '"Ledger of a Shop"@en ; mg:precedence 3'
    )
    workshop.run("build")

    assert turtle(':kestrel mg:serialNumber "K7" .') < held(workshop, "kestrel")


def test_rejecting_one_of_two_settles(workshop: Workshop) -> None:
    """Rejecting one of two values of a functional property leaves the other, without a preference."""
    workshop.edit("data/decisions.ttl", "mg:prefers 6.5", "mg:rejects 6.5")
    workshop.run("build")

    assert turtle(":comet mg:massKg 6 .") == {t for t in held(workshop, "comet") if "massKg" in t.predicate.value}


def test_rejecting_the_only_value_leaves_none(workshop: Workshop) -> None:
    """A wrong value that nobody contradicts can be rejected; then none is held."""
    workshop.edit("data/decisions.ttl", "mg:prefers 6.5", "mg:rejects 6.5 , 6")
    workshop.run("build")

    assert set() == {t for t in held(workshop, "comet") if "massKg" in t.predicate.value}


def test_claims_are_unchanged(workshop: Workshop) -> None:
    """The named graphs are the claims as stated, and what the build derived."""
    files = (workshop.root / "data" / "claims").glob("*.trig")
    stated = {quad for path in files for quad in quads_of(path) if quad.graph_name != ox.DefaultGraph()}
    named = {quad for quad in quads_of(workshop.graph) if quad.graph_name != ox.DefaultGraph()}

    assert stated == {quad for quad in named if quad.graph_name != DERIVED}


def test_every_held_triple_has_a_graph(workshop: Workshop) -> None:
    """Whatever the default graph says of a thing, some named graph says too."""
    quads = quads_of(workshop.graph)
    named = {quad.triple for quad in quads if quad.graph_name != ox.DefaultGraph()}

    assert held(workshop, "comet") | held(workshop, "kestrel") <= named


@pytest.mark.parametrize(
    "name",
    [
        "ontology/marsgraph.ttl",
        "ontology/concepts.ttl",
        "data/sources.ttl",
        "data/decisions.ttl",
        "data/discrepancies.ttl",
    ],
)
def test_handwritten_files_are_held(workshop: Workshop, name: str) -> None:
    """Vocabulary, sources, decisions and discrepancies are in the default graph as they are written."""
    assert quads_of(workshop.root / name) <= quads_of(workshop.graph)


def test_heads_are_held(workshop: Workshop) -> None:
    """The head of every claim graph is in the default graph."""
    files = (workshop.root / "data" / "claims").glob("*.trig")
    heads = {quad for path in files for quad in quads_of(path) if quad.graph_name == ox.DefaultGraph()}

    assert heads <= quads_of(workshop.graph)


def test_sorted_bytes(workshop: Workshop) -> None:
    """The lines are sorted as bytes, and each stands once."""
    lines = workshop.graph.read_bytes().splitlines()

    assert sorted(set(lines)) == lines


def test_unusual_text_survives(workshop: Workshop) -> None:
    """Line separators, quotes, spaces before a bracket and other scripts go through unharmed and in order."""
    odd = r'"a\u2028b \"q\" <x> . \\ 火星 \U0001F680"@en , "a"@en , "a" , "a"@en-GB'
    workshop.edit("data/claims/almanac.trig", '"The Comet"@en', odd)
    workshop.run("build")
    lines = workshop.graph.read_bytes().split(b"\n")

    assert (turtle(f":comet skos:altLabel {odd} .") <= held(workshop, "comet"), lines[:-1]) == (
        True,
        sorted(lines[:-1]),
    )


def test_same_claim_twice_is_one(workshop: Workshop) -> None:
    """Stating the same thing twice in one passage changes nothing."""
    before = workshop.graph.read_bytes()
    workshop.edit("data/claims/almanac.trig", "mg:massKg 6.5 ;", "mg:massKg 6.5 , 6.5 ;")
    workshop.run("build")

    assert before == workshop.graph.read_bytes()


def test_same_bytes_elsewhere(workshop: Workshop, tmp_path: Path) -> None:
    """A build in another folder and with another hash seed gives the same graph and manifest."""
    other = Workshop(tmp_path / "another place" / "project")
    shutil.copytree(workshop.root, other.root, ignore=shutil.ignore_patterns("graph"))
    command = [sys.executable, "-m", "marsgraph.cli", "build", "--project", str(other.root)]
    subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "77"}, check=True, capture_output=True)

    assert (workshop.graph.read_bytes(), workshop.manifest.read_bytes()) == (
        other.graph.read_bytes(),
        other.manifest.read_bytes(),
    )


def test_build_is_silent_in_a_pipe(workshop: Workshop) -> None:
    """In a pipe a build says one line and draws no progress bar."""
    result = workshop.run("build")

    assert ("", 1) == (result.stderr, result.stdout.count("\n"))


def test_progress_on_a_terminal(workshop: Workshop) -> None:
    """On a terminal a build shows how far it is, on the error stream only."""
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "marsgraph.cli", "build", "--project", str(workshop.root)]
    done = subprocess.run(command, stderr=end, stdout=subprocess.PIPE, check=True)
    os.close(end)
    shown = os.read(terminal, 100_000)
    os.close(terminal)

    assert (True, True, 1) == (b"100%" in shown, b"settling" in shown, done.stdout.count(b"\n"))


def test_built_elsewhere_is_told(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is built is named in full unless it is in the current folder."""
    elsewhere = workshop.run("build").stdout
    monkeypatch.chdir(workshop.root)
    here = workshop.run("build").stdout

    assert (f"{workshop.graph} is built", "data/graph/marsgraph.nq is built") == tuple(
        told.partition(":")[0] for told in (elsewhere, here)
    )


READING = {"query": ["ASK {}"], "coverage": [], "disagreements": [], "show": ["comet"], "why": ["comet"], "check": []}


@pytest.mark.parametrize(("command", "arguments"), READING.items())
def test_stale_graph_is_noticed(workshop: Workshop, command: str, arguments: list[str]) -> None:
    """A command that reads a graph which is not of the inputs of now says so in a line; of a current one, nothing."""
    before = workshop.run(command, *arguments).stderr
    workshop.append("data/claims/diary.trig", "# changed\n")

    after = workshop.run(command, *arguments).stderr

    assert (False, 1) == ("Note:" in before, after.count("data/claims/diary.trig changed since the graph was built"))


def test_inputs_that_came_and_went(workshop: Workshop) -> None:
    """A claims file that is new or gone is noticed, too."""
    (workshop.root / "data/claims/diary.trig").rename(workshop.root / "data/claims/journal.trig")

    assert ["data/claims/diary.trig", "data/claims/journal.trig"] == sorted(
        changed_since_built(Project.at(workshop.root))
    )


def test_another_file_is_not_stale(workshop: Workshop) -> None:
    """Nothing is said when another file is read in place of the graph."""
    workshop.append("data/claims/diary.trig", "# changed\n")

    assert "Note:" not in workshop.run("query", "ASK {}", "--data", str(workshop.graph)).stderr

"""Tables of links: what of them reaches the graph, and what people are told whose table is wrong."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from workshop import Workshop

from marsgraph.build import sssom
from marsgraph.build.whereabouts import Whereabouts
from marsgraph.freshness import changed_since_built
from marsgraph.paths import Project

BAD_INPUT = 3
TABLE = "data/links/wikidata.sssom.tsv"
HEAD = """#mapping_set_id: "https://example.org/links"
#license: "https://creativecommons.org/licenses/by/4.0/"
#curie_map:
#  mg: "https://w3id.org/marsgraph/ns#"
#  schema: "https://schema.org/"
#  semapv: "https://w3id.org/semapv/vocab/"
#  skos: "http://www.w3.org/2004/02/skos/core#"
#  sssom: "https://w3id.org/sssom/"
#  thing: "https://w3id.org/marsgraph/id/"
#  wd: "http://www.wikidata.org/entity/"
"""
COLUMNS = "subject_id predicate_id predicate_modifier object_id mapping_justification mapping_date confidence comment"
ROW = ("thing:comet", "schema:sameAs", "", "wd:Q1", "semapv:ManualMappingCuration", "2026-11-20", "0.95", 'a "book"')


def table(*rows: tuple[str, ...], columns: str = COLUMNS) -> str:
    """Write a table."""
    return HEAD + "\n".join("\t".join(row) for row in (columns.split(), *rows)) + "\n"


def row(**changes: str) -> tuple[str, ...]:
    """The example of a row, with other cells."""
    return tuple((dict(zip(COLUMNS.split(), ROW, strict=True)) | changes).values())


@pytest.fixture
def linked(workshop: Workshop) -> Workshop:
    """A project with one link."""
    (workshop.root / "data" / "links").mkdir()
    sources = "data/sources.ttl"
    workshop.append(sources, 'src:editors a mg:Source ; dcterms:title "The editors"@en ; mg:precedence 1 .\n')
    (workshop.root / TABLE).write_text(table(ROW), encoding="utf-8")
    assert workshop.run("build").exit_code == 0
    return workshop


def ask(workshop: Workshop, query: str) -> bool:
    """Ask the built graph."""
    store = ox.Store()
    store.bulk_load(path=workshop.graph)
    prefixes = "".join(
        f"PREFIX {line[3:].replace(': ', ': <').replace(chr(34), '')}>\n" for line in HEAD.split("\n")[3:-1]
    )
    return bool(store.query(f"{prefixes}PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n{query}"))


def test_link_is_held_and_said(linked: Workshop) -> None:
    """A link stands in the default graph, and in a graph of its own whose head has its grounds."""
    assert ask(
        linked,
        """ASK { thing:comet schema:sameAs wd:Q1 .
          GRAPH ?link { thing:comet schema:sameAs wd:Q1 }
          ?link a sssom:Mapping , mg:ClaimGraph ; sssom:confidence 0.95 ; rdfs:comment "a \\"book\\""@en ;
            sssom:mapping_justification semapv:ManualMappingCuration }""",
    )


def test_link_is_counted(linked: Workshop) -> None:
    """The manifest counts the links, and names their table among the inputs."""
    manifest = linked.manifest.read_text(encoding="utf-8")

    assert ('"links": 1' in manifest, TABLE in manifest) == (True, True)


def test_same_bytes_for_rows_in_another_order(linked: Workshop) -> None:
    """The order of the rows changes nothing in the graph."""
    rows = (row(), row(subject_id="thing:comet-fall", predicate_id="skos:closeMatch"))
    (linked.root / TABLE).write_text(table(*rows), encoding="utf-8")
    assert linked.run("build").exit_code == 0
    first = linked.graph.read_bytes()
    (linked.root / TABLE).write_text(table(*reversed(rows)), encoding="utf-8")
    assert linked.run("build").exit_code == 0

    assert first == linked.graph.read_bytes()


def test_refused_and_unlinked_reach_no_graph(linked: Workshop) -> None:
    """Rows of the tables of refusals and of what has no item are read, and stay out of the graph."""
    for name, line in {
        "refused": row(predicate_modifier="Not", object_id="wd:Q2"),
        "not-linked": row(object_id="sssom:NoTermFound"),
    }.items():
        (linked.root / "data" / "links" / f"{name}.sssom.tsv").write_text(table(line), encoding="utf-8")
    assert linked.run("build").exit_code == 0

    assert not ask(linked, "ASK { ?s ?p ?o FILTER(?o IN (wd:Q2, sssom:NoTermFound)) }")


NOT = row(predicate_modifier="Not")
FAULTS = {
    "nothing in it": ("", "lacks mapping_set_id, license, curie_map"),
    "no rows": (HEAD, "has no line with the names of its columns"),
    "head not understood": ("#curie map\n" + table(ROW), ":1: this line of the head is not understood"),
    "no curie_map": (table(ROW).replace("#curie_map:", "#other:"), "lacks curie_map"),
    "no object": (
        table(columns=COLUMNS.replace("object_id", "object_label")),
        ":11: the table lacks the column object_id",
    ),
    "column misspelt": (table(columns=COLUMNS.replace("confidence", "confidense")), "Did you mean confidence?"),
    "column twice": (table(columns=COLUMNS + " comment"), "comment is no column of these tables, or stands twice"),
    "too few cells": (table(ROW[:-1]), ":12: the row has 7 cells, and the table 8 columns"),
    "empty predicate": (table(row(predicate_id="")), ":12: predicate_id is empty"),
    "unknown prefix": (table(row(object_id="wikidata:Q1")), ":12: wikidata:Q1 has a prefix"),
    "justification": (table(row(mapping_justification="semapv:Guess")), "Guess is no justification"),
    "modifier": (table(row(predicate_modifier="no")), "predicate_modifier is neither empty nor Not"),
    "too confident": (table(row(confidence="1.5")), ":12: 1.5 is no confidence"),
    "needless zero": (table(row(confidence="0.90")), ":12: 0.90 is no confidence"),
    "no such day": (table(row(mapping_date="2026-02-30")), ":12: 2026-02-30 is no day"),
    "twice": (table(row(), row(predicate_id="skos:closeMatch")), ":13: <https://w3id.org/marsgraph/id/comet> and"),
    "a refusal": (table(NOT), ":12: the row tells of no link"),
    "nothing found": (table(row(object_id="sssom:NoTermFound")), ":12: the row tells of no link"),
    "predicate": (table(row(predicate_id="skos:broader")), ":12: skos:broader is no predicate of a link"),
    "page for item": (table(row(object_id="<https://www.wikidata.org/wiki/Q1>")), "is no item of Wikidata"),
    "item misspelt": (table(row(object_id="wd:Q01")), "Q01> is no item of Wikidata"),
    "unknown thing": (table(row(subject_id="thing:comett")), ":12: :comett is not a thing that any claim is about"),
    "unknown term": (table(row(subject_id="mg:masKg")), ":12: mg:masKg is not a term of the ontology"),
    "not ours": (table(row(subject_id="wd:Q2")), "is not ours"),
    "a proposal": (
        table(row(mapping_justification="semapv:LexicalMatching")),
        ":12: the row is a proposal that nobody has accepted",
    ),
    "no evidence": (table(row(comment="")), ":12: the row has no comment"),
    "no day": (table(row(mapping_date="")), ":12: the row has no mapping_date"),
    "shared": (
        table(row(), row(subject_id="thing:comet-fall")),
        ":13: <http://www.wikidata.org/entity/Q1> is said to be",
    ),
    "two items": (table(row(), row(object_id="wd:Q2")), ":13: <https://w3id.org/marsgraph/id/comet> is said to be"),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_faults_of_tables(linked: Workshop, fault: tuple[str, str]) -> None:
    """A fault of a table is told with file, line and remedy, and nothing is built."""
    text, told = fault
    (linked.root / TABLE).write_text(text, encoding="utf-8")

    result = linked.refused()

    assert (BAD_INPUT, True, True) == (result.exit_code, TABLE in result.stderr, told in result.stderr)
    assert result.stderr.strip().count("\n") > 0, "there is a remedy"


def test_refused_pair_is_not_accepted(linked: Workshop) -> None:
    """A pair that was refused cannot be a link, too."""
    (linked.root / "data" / "links" / "refused.sssom.tsv").write_text(table(NOT), encoding="utf-8")

    result = linked.refused()

    assert "the pair was refused.\nDelete this row, or the refusal at data/links/refused.sssom.tsv:12." in result.stderr


def test_links_need_the_editors(linked: Workshop) -> None:
    """Links are said by a source; where the sources lack it, they are refused."""
    linked.edit("data/sources.ttl", "src:editors a", "src:writers a")

    assert "links are said by src:editors" in linked.refused().stderr


def test_table_in_another_encoding(linked: Workshop) -> None:
    """A table that is not UTF-8 is told so."""
    (linked.root / TABLE).write_bytes(table(row(comment="März")).encode("latin-1"))

    assert "the table is not UTF-8" in linked.refused().stderr


def test_pair_in_two_tables(linked: Workshop) -> None:
    """A pair that stands in two tables is refused with both places."""
    (linked.root / "data" / "links" / "more.sssom.tsv").write_text(table(ROW), encoding="utf-8")
    told = linked.refused().stderr

    assert ("data/links/wikidata.sssom.tsv:12: " in told, "data/links/more.sssom.tsv:12." in told) == (True, True)


def test_stray_file(linked: Workshop) -> None:
    """A file among the tables that is none is refused by its name."""
    (linked.root / "data" / "links" / "wikidata.tsv").write_text(table(ROW), encoding="utf-8")

    assert "data/links/wikidata.tsv: this is not a table of links." in linked.refused().stderr


def test_new_table_makes_the_graph_stale(linked: Workshop) -> None:
    """A table that was added after the graph was built is told to who asks the graph."""
    (linked.root / "data" / "links" / "more.sssom.tsv").write_text(table(ROW), encoding="utf-8")

    assert ["data/links/more.sssom.tsv"] == changed_since_built(Project(linked.root))


def test_check_names_the_row(linked: Workshop) -> None:
    """A finding about a link names the row that makes it."""
    link = "<https://w3id.org/marsgraph/id/comet> <https://schema.org/sameAs> <http://www.wikidata.org/entity/Q1>"
    where = Whereabouts(Project(linked.root), {"g": "https://w3id.org/marsgraph/graph/"})

    assert f"{TABLE}:12" == where.of("<https://w3id.org/marsgraph/graph/link-comet-Q1>", *link.split(" "))


def test_head_of_every_shipped_table() -> None:
    """A shipped table names itself by its file."""
    folder = Path(__file__).parents[2] / "data" / "links"

    assert {f"links/{file.name.split('.')[0]}" for file in folder.iterdir()} == {
        file.read_text("utf-8").split("\n")[0].split("marsgraph/")[1].strip('"') for file in folder.iterdir()
    }


def test_table_of_a_spreadsheet(linked: Workshop) -> None:
    """A table that a spreadsheet wrote, with quotation marks around a cell, is read as it was meant."""
    (linked.root / TABLE).write_text(table(row(comment='"a ""book"", page 3"')), encoding="utf-8")
    assert linked.run("build").exit_code == 0

    assert ask(linked, 'ASK { ?link rdfs:comment "a \\"book\\", page 3"@en }')


def test_written_table_is_read_back() -> None:
    """What the program writes it reads again, with quotation marks and tabs in a remark."""
    link = sssom.Link(
        "https://w3id.org/marsgraph/id/comet",
        "https://schema.org/sameAs",
        "http://www.wikidata.org/entity/Q1",
        {
            "mapping_justification": sssom.SEMAPV + "ManualMappingCuration",
            "comment": '"one" and\ttwo',
            "confidence": "1",
        },
    )
    spaces = {
        "thing": "https://w3id.org/marsgraph/id/",
        "wd": "http://www.wikidata.org/entity/",
        "semapv": sssom.SEMAPV,
    }
    head = {"mapping_set_id": "https://example.org/", "license": "https://example.org/licence"}

    (again,) = sssom.read(sssom.write([link], spaces, head), "table")

    assert (link.triple, '"one" and two') == (again.triple, again.cells["comment"])

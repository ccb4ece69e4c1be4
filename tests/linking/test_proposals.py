"""Proposals from a crosswalk and from a server: each candidate with what agrees and what does not, no name alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import traps
import wikidata
from click.testing import CliRunner, Result
from traps import ITEM, THING

from marsgraph.build import sssom
from marsgraph.cli import main
from marsgraph.linking.candidates import Key

ROOT = Path(__file__).parents[2]
USAGE, BAD_INPUT, NOT_FOUND = 2, 3, 5


def verdicts(told: Any) -> dict[tuple[str, str], str]:
    """What is said of each pair."""
    return {
        (one["thing"].removeprefix(THING), one["item"].removeprefix(ITEM)): one["verdict"] for one in told["candidates"]
    }


def of(told: Any, thing: str, item: str) -> Any:
    """The candidate of a pair."""
    return next(one for one in told["candidates"] if (one["thing"], one["item"]) == (THING + thing, ITEM + item))


def test_candidates_of_a_server(told: Callable[..., Any], endpoint: str) -> None:
    """A server with thousands of items gives the candidates, and none of the traps is one that it should not be."""
    assert verdicts(told("--endpoint", endpoint)) == traps.CANDIDATES


def test_candidates_of_a_graph(told: Callable[..., Any], made: Path) -> None:
    """The same graph as a file gives the same candidates."""
    assert verdicts(told("--crosswalk", str(made))) == traps.CANDIDATES


def test_small_batches_change_nothing(told: Callable[..., Any], endpoint: str) -> None:
    """However few values a request has, the candidates are the same."""
    assert told("--endpoint", endpoint) == told("--endpoint", endpoint, "--batch", "3")


def test_what_agrees_is_told(told: Callable[..., Any], endpoint: str) -> None:
    """A candidate tells each identifier that agrees, however many zeros it begins with."""
    found = of(told("--endpoint", endpoint), "sputnik-22-craft", "Q9000001")

    assert [("cospar", ["1962-057A"]), ("satcat", ["443"])] == [
        (key["kind"], key["theirs"]) for key in found["matched"]
    ]


@pytest.mark.parametrize(
    ("thing", "item", "kind", "ours", "theirs"),
    [
        ("zond-2-craft", "Q9000006", "cospar", ["1964-078C"], ["1964-078A"]),
        ("mars-4-craft", "Q9000008", "cospar", ["1973-047A"], ["1973-047C"]),
        ("zond-3-craft", "Q9000010", "launched", ["1965-07-18"], ["1965-07-19"]),
        ("mars-3-craft", "Q9000022", "cospar", ["1971-049A"], ["1971-049B"]),
    ],
)
def test_what_disagrees_is_told(
    told: Callable[..., Any], endpoint: str, thing: str, item: str, kind: str, ours: list[str], theirs: list[str]
) -> None:
    """A candidate tells each key that disagrees with both values."""
    found = of(told("--endpoint", endpoint), thing, item)

    assert {"kind": kind, "ours": ours, "theirs": theirs} in found["disagreeing"]


def test_rivals_are_told(told: Callable[..., Any], endpoint: str) -> None:
    """Where two items fit one thing, or one item two things, each candidate names the other."""
    found = told("--endpoint", endpoint)

    assert [ITEM + "Q9000005"] == of(found, "phobos-1-craft", "Q9000004")["alsoFits"]
    assert [THING + "mars-7-craft"] == of(found, "mars-6-craft", "Q9000012")["alsoFits"]


def test_refused_stays_refused(told: Callable[..., Any], endpoint: str) -> None:
    """An item that was refused for a mission is no candidate for its craft, and is told as refused."""
    assert [{"thing": THING + "phobos-2-craft", "item": ITEM + "Q94927"}] == told("--endpoint", endpoint)["refused"]


def test_proposals_are_a_table(run: Callable[..., Any], endpoint: str, tmp_path: Path) -> None:
    """What is written is an SSSOM table; one item is proposed as a mission, and as close to its craft and launch."""
    file = tmp_path / "proposals.sssom.tsv"
    run("--endpoint", endpoint, "--out", str(file))
    rows = [link for link in sssom.read(file.read_text("utf-8"), "proposals") if link.object == ITEM + "Q9000001"]

    assert {
        ("sputnik-22", "sameAs", "", "0.9"),
        ("sputnik-22-craft", "closeMatch", "1962-057A", "0.9"),
        ("sputnik-22-launch", "closeMatch", "", "0.9"),
    } == {
        (
            link.subject.removeprefix(THING),
            link.predicate.replace("#", "/").rpartition("/")[2],
            link.cells.get("match_string", ""),
            link.cells["confidence"],
        )
        for link in rows
    }


def test_part_of_a_craft_is_one_thing(run: Callable[..., Any], endpoint: str, tmp_path: Path) -> None:
    """An item for a part of a craft is proposed for the part alone, as exactly that."""
    file = tmp_path / "proposals.sssom.tsv"
    run("--endpoint", endpoint, "--out", str(file))
    rows = [link for link in sssom.read(file.read_text("utf-8"), "") if link.object == ITEM + "Q9000013"]

    assert [THING + "mars-2-lander"] == [link.subject for link in rows]
    assert rows[0].predicate.endswith("exactMatch")


def test_accepted_and_refused_are_not_proposed(run: Callable[..., Any], endpoint: str, tmp_path: Path) -> None:
    """A pair that is linked or refused is not written again."""
    file = tmp_path / "proposals.sssom.tsv"
    run("--endpoint", endpoint, "--out", str(file))

    assert {ITEM + "Q9000021", ITEM + "Q94927"} & {
        link.object for link in sssom.read(file.read_text("utf-8"), "")
    } == set()


def test_doubtful_proposals_say_so(run: Callable[..., Any], endpoint: str, tmp_path: Path) -> None:
    """A row for a candidate with a disagreement has little confidence, and tells what disagrees."""
    file = tmp_path / "proposals.sssom.tsv"
    run("--endpoint", endpoint, "--out", str(file))
    row = next(link for link in sssom.read(file.read_text("utf-8"), "") if link.object == ITEM + "Q9000006")

    assert ("0.3", "disagreeing") == (row.cells["confidence"], row.cells["curation_rule_text"])
    assert "disagrees: cospar 1964-078C / 1964-078A" in row.cells["comment"]


def test_nothing_is_written_among_accepted_tables(run: Callable[..., Any], made: Path, project: Path) -> None:
    """Proposals are refused a place among the tables that people wrote."""
    file = project / "data" / "links" / "wikidata.sssom.tsv"
    before = file.read_bytes()

    result = run("--crosswalk", str(made), "--out", str(file))

    assert (BAD_INPUT, before) == (result.exit_code, file.read_bytes())


def test_csv_has_a_line_for_each_candidate(run: Callable[..., Any], made: Path) -> None:
    """The CSV has the candidates of the JSON."""
    rows = list(csv.DictReader(io.StringIO(run("--crosswalk", str(made), "--csv").stdout)))

    assert {(row["thing"], row["item"].removeprefix("wd:")): row["verdict"] for row in rows} == traps.CANDIDATES


def test_text_counts(run: Callable[..., Any], made: Path) -> None:
    """For people, the table ends with the counts, of names alone among them."""
    last = run("--crosswalk", str(made)).stdout.strip().splitlines()[-1]

    assert "17 candidates; 6 clear; 5 contested; 3 disagreeing; 3 linked; 1 refused before;" in last
    assert "with a name alone, which links nothing" in last


# ---- A crosswalk in CSV

TABLE = """QID,Name,COSPAR ID,NORAD ID,launch date
Q9000001,Sputnik 22,1962-057a,443,1962-10-24
wd:Q9000003,Mars 5,,,
http://www.wikidata.org/entity/Q9000006,Zond 2,1964-078A,00945|945,
Q9000014,Cosmos 419,not known,05221,
"""


def test_crosswalk_table(told: Callable[..., Any], tmp_path: Path) -> None:
    """A table is read whatever its columns are called, and a row with a name alone gives no candidate."""
    file = tmp_path / "items.csv"
    file.write_text(TABLE, encoding="utf-8")

    assert verdicts(told("--crosswalk", str(file))) == {
        ("sputnik-22-craft", "Q9000001"): "clear",
        ("zond-2-craft", "Q9000006"): "disagreeing",
        ("cosmos-419-craft", "Q9000014"): "clear",
    }


@pytest.mark.parametrize(
    ("name", "text", "code", "message"),
    [
        ("items.csv", "name,cospar\nMars 5,1973-049A\n", BAD_INPUT, "items.csv:1: no column tells the item."),
        ("items.csv", "item,cospar\nMars 5,1973-049A\n", BAD_INPUT, "items.csv:2: Mars 5 is no item."),
        ("items.csv", "item,name\nQ1,Mars 5\n", BAD_INPUT, "names alone link nothing"),
        ("items.csv", "", BAD_INPUT, "no column tells the item"),
        ("items.csv", 'item,cospar\nQ1,"1973-049A\n', BAD_INPUT, "this is no CSV"),
        ("items.ttl", "wd:Q1 a b:c .", BAD_INPUT, "items.ttl:1"),
        ("items.xlsx", "item", BAD_INPUT, ".xlsx tells no RDF format"),
    ],
)
def test_crosswalk_with_a_fault(
    run: Callable[..., Any], tmp_path: Path, name: str, text: str, code: int, message: str
) -> None:
    """What is wrong with a crosswalk is told with its place."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")

    result = run("--crosswalk", str(file))

    assert (code, True) == (result.exit_code, message in result.stderr), result.stderr


def test_crosswalk_that_is_missing(run: Callable[..., Any], tmp_path: Path) -> None:
    """A crosswalk that is not there is told so."""
    assert NOT_FOUND == run("--crosswalk", str(tmp_path / "none.csv")).exit_code


def test_identifier_of_another_kind(
    told: Callable[..., Any], run: Callable[..., Any], endpoint: str, tmp_path: Path
) -> None:
    """An NSSDCA identifier that is like our COSPAR designation makes a candidate, which says so and is not clear."""
    file = tmp_path / "proposals.sssom.tsv"
    run("--endpoint", endpoint, "--out", str(file))
    row = next(
        link
        for link in sssom.read(file.read_text("utf-8"), "")
        if "match_string" in link.cells and link.object == ITEM + "Q9000016"
    )
    found = of(told("--endpoint", endpoint), "mars-5-craft", "Q9000016")

    assert [{"kind": "nssdca", "ours": ["1973-049A"], "theirs": ["1973-049A"], "alike": True}] == found["matched"]
    assert ("https://w3id.org/marsgraph/ns#cospar", "http://www.wikidata.org/prop/direct/P8913") == (
        row.cells["subject_match_field"],
        row.cells["object_match_field"],
    )


def test_merged_item_leads_to_what_it_became(
    told: Callable[..., Any], serve: Callable[..., str], tmp_path: Path
) -> None:
    """An item that was merged is none; what it became is looked at in its place, with its own identifiers alone."""
    old = wikidata.Made("Q9000030", "Sputnik 22").says("P247", "1962-057A")
    new = wikidata.Made("Q9000031", "Sputnik 22").says("P377", "0000443")  # found by no spelling that is asked for
    file = wikidata.write(tmp_path / "merged.ttl", [old, new], "wd:Q9000030 owl:sameAs wd:Q9000031 .\n")

    found = told("--endpoint", serve("--data", str(file)) + "/sparql")

    assert {("sputnik-22-craft", "Q9000031"): "clear"} == verdicts(found)
    assert ["satcat"] == [key["kind"] for key in of(found, "sputnik-22-craft", "Q9000031")["matched"]]


def test_label_in_one_line(told: Callable[..., Any], endpoint: str) -> None:
    """A label that somebody wrote in several lines makes no lines of its own."""
    assert (
        "Cosmos 419 (catalogue only)" == of(told("--endpoint", endpoint), "cosmos-419-craft", "Q9000014")["itemLabel"]
    )


def test_many_values_are_few_words() -> None:
    """Of many values on the other side the first are shown, and how many more there are."""
    key = Key("cospar", ("1971-049A",), tuple(f"1971-04{n}A" for n in range(9)))

    assert "cospar 1971-049A / 1971-040A, 1971-041A, 1971-042A, 1971-043A and 5 more" == str(key)


def test_items_of_a_crosswalk_by_secure_addresses(told: Callable[..., Any], tmp_path: Path) -> None:
    """An item whose IRI begins with https is the one that is written with http."""
    file = tmp_path / "items.ttl"
    file.write_text(
        "<https://www.wikidata.org/entity/Q9000001> <http://www.wikidata.org/prop/direct/P247> '1962-057A' ."
    )

    assert {("sputnik-22-craft", "Q9000001"): "clear"} == verdicts(told("--crosswalk", str(file)))


def test_status(told: Callable[..., Any]) -> None:
    """What is linked is counted by class; each thing without a link is told with the reason and the candidate."""
    status = told("--status")
    shares = {one["label"]: one["linked"] for one in status["classes"]}
    rows = {one["thing"].removeprefix(THING): one for one in status["notLinked"]}
    accepted = {THING + thing for thing, *_ in traps.ACCEPTED}

    assert sum(shares.values()) == len(accepted)
    assert accepted.isdisjoint(one["thing"] for one in status["notLinked"])
    assert "in no table of links" == rows["sputnik-22"]["reason"]


def test_status_of_the_shipped_tables() -> None:
    """Of the shipped graph, every thing without a link has a reason of its own."""
    result = CliRunner().invoke(main, ["link", "--status", "--json", "--project", str(ROOT)])
    without = json.loads(result.stdout)["notLinked"]
    reasons = {one["thing"].removeprefix(THING): one.get("candidate", "") for one in without}

    assert ITEM + "Q8073873" == reasons["3mv-1a-no2"]
    assert [] == [one for one in without if one["reason"] == "in no table of links"]


def test_status_asks_nobody(run: Callable[..., Result]) -> None:
    """The status stands alone: an endpoint beside it is refused."""
    assert USAGE == run("--status", "--endpoint", "http://127.0.0.1:9/").exit_code

"""marsgraph disagreements: decisions and discrepancies in one list."""

from __future__ import annotations

import csv
import io
from typing import Any

from command import run, said, told


def listed(*arguments: str) -> list[dict[str, Any]]:
    """The records of the list."""
    return list(told("disagreements", *arguments)["disagreements"])


def names(*arguments: str) -> list[str]:
    """The short names of the records."""
    return [one["iri"].rpartition("/")[2] for one in listed(*arguments)]


LIFTOFF, MASS, DECAY = "decision-probe-24-liftoff", "decision-probe-23-mass", "discrepancy-probe-24-decay"


def test_both_kinds_of_record() -> None:
    """Decisions and curated discrepancies stand in one list."""
    assert {LIFTOFF, MASS, DECAY} <= set(names())


def test_order() -> None:
    """The list goes from mission to mission in the order of their launches."""
    assert names() == [MASS, "", DECAY, LIFTOFF]


def test_claims() -> None:
    """Each value has who says it and whether we hold it, what we hold first."""
    (liftoff,) = listed("probe-24-launch")

    assert [(c["value"], c["held"], c["saidBy"][0]["locator"]) for c in liftoff["claims"]] == [
        ("1962-11-04T15:35:15Z", True, "article"),
        ("1962-11-04T15:36:00Z", False, "record of 1962-11-04"),
    ]


def test_dissent_that_needs_no_decision() -> None:
    """A bulk table's dissent from a document is in the list too, though nobody decided on it."""
    (date,) = listed("probe-23-launch")

    assert (date["record"], date["because"]) == ("undecided", "")
    assert [(claim["value"], claim["held"]) for claim in date["claims"]] == [
        ("1962-11-01", True),
        ("1962-11-02", False),
    ]


def test_reason_and_kind() -> None:
    """Each tells its kind and our reason."""
    assert {(one["kind"], one["because"]) for one in listed("--kind", "conflict")} == {
        ("conflict", "The article read the telemetry."),
        ("conflict", ""),
    }


def test_values_of_a_discrepancy() -> None:
    """A discrepancy shows what its passages say about its things under its properties."""
    (decay,) = listed("probe-24-craft")

    assert {claim["value"] for claim in decay["claims"]} == {"1962-11-05", "It came down two months later."}


def test_counts() -> None:
    """The list ends with how many there are of each kind and with each source."""
    assert told("disagreements")["counts"] == {
        "all": 4,
        "byKind": {"conflict": 2, "evident-error": 1, "self-contradiction": 1},
        "bySource": {"article": 1, "chronicle": 4, "diarist": 1},
    }


def test_filters() -> None:
    """Kind, source and thing choose from the list."""
    assert names("--kind", "Evident error") == [MASS]
    assert names("--source", "article") == [LIFTOFF]
    assert set(names("probe-24")) == {LIFTOFF, DECAY}


def test_unknown_kind() -> None:
    """A kind that there is not is answered with those that there are."""
    result = run("disagreements", "--kind", "quarrel")

    assert result.exit_code == 5
    assert "conflict, evident-error, self-contradiction" in result.stderr


def test_csv() -> None:
    """CSV has one line for each value and passage, with the unit apart from the number."""
    rows = list(csv.DictReader(io.StringIO(said("disagreements", "--csv"))))
    (mass,) = [row for row in rows if row["name"] == MASS]

    assert len(rows) == 7
    assert (mass["value"], mass["unit"], mass["held"], mass["source"]) == ("6500", "kg", "no", "chronicle")


def test_text() -> None:
    """The text marks what we hold and what we do not."""
    text = said("disagreements")

    assert "  ✓ 1962-11-04T15:35:15Z — An article, article" in text
    assert "  ✗ 1962-11-04T15:36:00Z — A chronicle, record of 1962-11-04" in text
    assert "    None of these is held." in text


def test_nothing() -> None:
    """A thing without disagreements says so."""
    assert said("disagreements", "molniya") == "No disagreement of this sort is recorded.\n"

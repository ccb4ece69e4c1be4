"""The commands over the shipped graph: what a historian would look for first."""

from __future__ import annotations

from typing import Any

import pytest
from command import ROOT, said, told

from marsgraph.paths import Project
from marsgraph.reading import Reading


@pytest.mark.parametrize("name", ["sputnik-24", "Sputnik 24", "1962 Beta Xi 1", "1962 β ξ 1", "451", "Mars 2MV-3 No.1"])
def test_sputnik_24_by_any_name(name: str) -> None:
    """Label, alias, COSPAR and catalogue number mean the mission."""
    assert told("show", name, data=None)["name"] == "sputnik-24"


def test_every_mission_can_be_shown() -> None:
    """Each mission is found by its label and shown with its launch and its craft."""
    launches = told("coverage", data=None)["launches"]
    shown = {launch["mission"]: told("show", launch["label"], data=None) for launch in launches}

    assert len(launches) == 21
    assert {slug: thing["name"] for slug, thing in shown.items()} == {slug: slug for slug in shown}
    assert all({part["role"] for part in thing["parts"]} == {"launch", "craft"} for thing in shown.values())


def test_every_mission_has_a_why() -> None:
    """Each mission has a chain or the plain word that no failure is recorded."""
    for launch in told("coverage", data=None)["launches"]:
        text = said("why", launch["mission"], data=None)
        assert text.startswith((f"How {launch['label']} failed", f"No failure of {launch['label']} is recorded"))


def test_two_accounts_of_one_failure() -> None:
    """The joined chain of Sputnik 24 holds the links of both sources, and each account holds its own."""

    def links(*source: str) -> set[tuple[str, str]]:
        chain: dict[str, Any] = told("why", "sputnik-24", *source, data=None)
        return {(link["cause"], link["effect"]) for link in chain["links"]}

    article, record = links("--source", "mars-2mv3-no1"), links("--source", "soviet-mars-chronology")
    assert article != record
    assert article | record <= links()


def test_every_conflict_appears() -> None:
    """Each value of a functional property that a passage gives and we do not hold is in the list."""
    reading = Reading.of(Project(ROOT))
    listed = {
        (claim["subject"], claim["property"], claim["value"])
        for one in told("disagreements", data=None)["disagreements"]
        for claim in one["claims"]
    }
    disputed = {
        (row["subject"].value, row["property"].value, row["value"].value) for row in reading.ask("disputed-claims")
    }

    assert disputed
    assert disputed <= listed


def test_no_disagreement_is_without_a_reason() -> None:
    """Each disagreement of documents tells why we hold what we hold."""
    records = told("disagreements", data=None)["disagreements"]

    assert [one["iri"] for one in records if not one["because"]] == []


def test_no_passage_is_without_a_head() -> None:
    """Whatever is shown has a source with a title."""
    text = "".join(said("show", launch["mission"], data=None) for launch in told("coverage", data=None)["launches"])

    assert "without a head" not in text

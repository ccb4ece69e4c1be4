"""marsgraph show: a thing with its facts, their sources, what others say, and why we hold what we hold."""

from __future__ import annotations

from typing import Any

import pytest
from command import run, said, told

NS = "https://w3id.org/marsgraph/ns#"


def fact(thing: dict[str, Any], name: str) -> dict[str, Any]:
    """The fact of a thing, or of one of its parts, under a property."""
    found = [fact for part in (thing, *thing["parts"]) for fact in part["facts"] if fact["property"] == NS + name]
    assert len(found) == 1
    return dict(found[0])


def test_what_it_is() -> None:
    """A thing is shown with its label and class."""
    thing = told("show", "probe-24")

    assert (thing["label"], thing["types"], thing["name"]) == ("Probe 24", ["Mission"], "probe-24")


def test_a_value_has_its_unit() -> None:
    """A number is printed with its unit's symbol."""
    assert [value["text"] for value in fact(told("show", "probe-24"), "massKg")["values"]] == ["890 kg"]


def test_a_value_has_its_sources() -> None:
    """Each value names the passages that state it."""
    (site,) = fact(told("show", "probe-24"), "site")["values"]

    assert [(p["title"], p["locator"]) for p in site["saidBy"]] == [
        ("An article", "article"),
        ("A chronicle", "record of 1962-11-04"),
    ]


def test_dissent() -> None:
    """A value that we do not hold is shown with who says it, and the reason of the decision."""
    liftoff = fact(told("show", "probe-24"), "liftoff")

    assert [value["value"] for value in liftoff["values"]] == ["1962-11-04T15:35:15Z"]
    assert [(v["value"], v["saidBy"][0]["title"]) for v in liftoff["dissent"]] == [
        ("1962-11-04T15:36:00Z", "A chronicle")
    ]
    assert liftoff["because"] == ["The article read the telemetry."]


def test_a_rejected_value_without_another() -> None:
    """Where the only value is rejected none is held, and the rejected one is shown."""
    mass = fact(told("show", "probe-23"), "massKg")

    assert (mass["values"], [value["text"] for value in mass["dissent"]]) == ([], ["6500 kg"])


def test_hedge() -> None:
    """A hedged statement shows its hedge."""
    assert "(possibly) [" in said("show", "probe-24-either")


def test_discrepancies() -> None:
    """A curated discrepancy stands with the thing that it is about."""
    (about,) = told("show", "probe-24-craft")["discrepancies"]

    assert about["label"] == "When Probe 24 decayed"


def test_order_of_values() -> None:
    """What has a date comes in the order of its days, numbers by size."""
    (date,) = [fact for fact in told("show", "mars-2", data=None)["facts"] if fact["property"] == NS + "event"]
    names = [value["value"].rpartition("/")[2] for value in date["values"]]

    assert (
        names.index("mars-2-trajectory-correction-1")
        < names.index("mars-2-arrival")
        < names.index("mars-2-mission-end")
    )


def test_what_points_to_it() -> None:
    """Other things that have it for a value are listed."""
    pointers = told("show", "blok-l")["pointedAtBy"]

    assert {(p["propertyLabel"], p["label"]) for p in pointers} == {
        ("in stage", "the last stage did not ignite"),
        ("stage", "Molniya"),
    }


def test_a_mission_brings_its_parts() -> None:
    """A mission is shown with its craft and its launch."""
    assert [part["role"] for part in told("show", "probe-24")["parts"]] == ["craft", "launch"]


def test_text_names_every_passage() -> None:
    """Each number of a passage in the text stands in its list of sources."""
    text = said("show", "probe-24")
    body, _, notes = text.partition("\nSources\n")
    numbers = {word for word in body.split() if word.startswith("[")}

    assert numbers
    assert numbers == {line.split()[0] for line in notes.splitlines()}


def test_text_shows_dissent() -> None:
    """The text marks what is said and not held, and tells why."""
    text = said("show", "probe-24")

    assert "✗ 1962-11-04T15:36:00Z [3] is said but not held" in text
    assert "because: The article read the telemetry." in text


def test_concepts_and_sources_too() -> None:
    """Terms, concepts and sources are things to show."""
    assert told("show", "src:article")["label"] == "An article"
    assert told("show", "mg:ledTo")["label"] == "led to"


def test_unknown() -> None:
    """A name that nothing has ends with candidates and an exit code."""
    result = run("show", "Prob 24")

    assert result.exit_code == 5
    assert "Did you mean:\n  probe-24  (Probe 24)" in result.stderr


@pytest.mark.parametrize("name", ["", "  "])
def test_no_name(name: str) -> None:
    """An empty name is refused."""
    result = run("show", name)

    assert (5, True) == (result.exit_code, "No name is given." in result.stderr)

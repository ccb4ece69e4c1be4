"""The document of a mission."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import reading_back
from demanded import need

from marsgraph.exports import missions
from marsgraph.exports.content import Content
from marsgraph.store import Iri
from marsgraph.terms import ID

SLUGS = ("mars-1m-no1", "sputnik-22", "mars-1", "sputnik-24", "mars-3", "mars-96")


def document(content: Content, slug: str) -> dict[str, Any]:
    """Write a document, and read it as JSON."""
    read: dict[str, Any] = json.loads(missions.write(content, Iri(ID + slug)))
    return read


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document that stands for a thing with values."""
    if isinstance(value, dict):
        if len(value) > 1 and "id" in value:
            yield value
        for inner in value.values():
            yield from nodes(inner)
    if isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


@pytest.mark.parametrize("slug", SLUGS)
def test_says_what_the_graph_says(shipped: Content, slug: str) -> None:
    """A JSON-LD processor finds nothing in it that the graph does not hold."""
    need("pyld")

    assert reading_back.with_pyld(document(shipped, slug)) <= reading_back.of_triples(shipped.held)


@pytest.mark.parametrize("slug", SLUGS)
def test_whole(shipped: Content, slug: str) -> None:
    """All that is held of what belongs to the mission is in it."""
    need("pyld")
    own = {iri.value for iri in shipped.own[ID + slug]}
    held = {fact for fact in reading_back.of_triples(shipped.held) if fact[0] in own}

    assert held <= reading_back.with_pyld(document(shipped, slug))


def test_every_mission(shipped: Content) -> None:
    """Each thing stands in one place of a document, with the mission at its top."""
    for mission in shipped.missions:
        read = json.loads(missions.write(shipped, mission))
        del read["@context"]
        placed = [node["id"] for node in nodes(read)]

        assert "Mission" == read["type"]
        assert sorted(set(placed)) == sorted(placed)


def test_for_those_who_know_json(shipped: Content) -> None:
    """Launch, rocket, chain of failure and sources are found by their keys, and whole numbers are numbers."""
    read = document(shipped, "sputnik-24")
    chain = {event["id"]: event for event in read["event"] if isinstance(event, dict)}
    sources = {node["title"] for passage in read["passages"] for node in nodes(passage) if "title" in node}

    assert "1962-11-04" == read["launch"]["launchDate"]
    assert "Molniya 8K78" == read["launch"]["rocketType"]["label"]
    assert "Blok L did not ignite" == chain["sputnik-24-blok-l-no-ignition"]["label"]
    assert {"Soviet Mars Chronology", "Mars 2MV-3 No.1 (encyclopedia article)"} <= sources
    assert 451 == read["craft"]["satcat"]

"""Forgiving names: every way to spell a thing finds it; what fits nothing or too much is answered with candidates."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from marsgraph.errors import NotFoundError
from marsgraph.names import keys
from marsgraph.paths import Project
from marsgraph.reading import Reading
from marsgraph.store import Iri
from marsgraph.terms import ID

ROOT = Path(__file__).parents[1]


@cache
def reading() -> Reading:
    """The small graph."""
    return Reading.of(Project(ROOT), ROOT / "tests" / "fixtures" / "small.trig")


@pytest.mark.parametrize(
    "name",
    [
        "probe-24",
        "Probe 24",
        "PROBE24",
        "probe_24",
        "  Probe  24! ",
        ":probe-24",
        "https://w3id.org/marsgraph/id/probe-24",
        "Mars 2X-3 No.1",
        "mars 2x3 no 1",
        "1962-061A",
        "1962-61a",
        "1962-B-Xi-1",
        "1962 Beta Xi 1",
        "1962 β ξ 1",
        "1962βξ1",
        "451",
    ],
)
def test_found(name: str) -> None:
    """Label, alias, slug, identifier, COSPAR in each alphabet and IRI mean the mission, in any case and punctuation."""
    assert reading().names.find(name) == Iri(ID + "probe-24")


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        ("probe-24-craft", "id/probe-24-craft"),
        ("Launch of Probe 24", "id/probe-24-launch"),
        ("LC1", "id/site-1-5"),
        ("cavitation", "concept/cavitation"),
        ("concept:cavitation", "concept/cavitation"),
        ("ledTo", "ns#ledTo"),
        ("src:article", "source/article"),
    ],
)
def test_found_elsewhere(name: str, thing: str) -> None:
    """A thing's own label or slug means that thing, be it a part, a place, a concept, a term or a source."""
    assert reading().names.find(name) == Iri("https://w3id.org/marsgraph/" + thing)


def test_ambiguous() -> None:
    """A name of several missions lists them all."""
    with pytest.raises(NotFoundError, match=r"(?s)several things.*probe-23  \(Probe 23\).*sonde-2  \(Sonde 2\)"):
        reading().names.find("Mars One")


@pytest.mark.parametrize("name", ["Prob 24", "probe 42", ":probe-25", "1962 Beta Xi"])
def test_misspelt(name: str) -> None:
    """A misspelling is answered with at most five candidates, the mission among them."""
    with pytest.raises(NotFoundError) as caught:
        reading().names.find(name)
    candidates = str(caught.value.remedy).splitlines()[1:]

    assert "  probe-24  (Probe 24)" in candidates
    assert len(candidates) <= 5


@pytest.mark.parametrize("name", ["xyzzy", "%", "🚀"])
def test_nothing_near(name: str) -> None:
    """What resembles nothing is answered with where to look."""
    with pytest.raises(NotFoundError, match="marsgraph coverage"):
        reading().names.find(name)


def test_mission_of_a_part() -> None:
    """A craft and a launch are known to belong to their mission."""
    assert reading().names.mission_of(Iri(ID + "probe-24-craft")) == Iri(ID + "probe-24")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1962 Beta Nu 3", "1962-B-Nu-3"),
        ("s/n 171", "171"),
        ("1963-44A", "1963-044A"),
        ("1962 αβ 1", "1962 Alpha Beta 1"),
        ("Café", "cafe"),
    ],
)
def test_keys(one: str, other: str) -> None:
    """Spellings of one name share a key."""
    assert keys(one) & keys(other)

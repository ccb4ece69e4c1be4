"""marsgraph coverage: what is in, how sure it is, and what is not in."""

from __future__ import annotations

import json
from pathlib import Path

from command import ROOT, SMALL, said, told


def test_sources() -> None:
    """Each source has its number of statements, and how many it hedges."""
    shares = {share["source"]: (share["statements"], share["hedged"]) for share in told("coverage")["sources"]}

    assert shares["article"] == (16, 3)
    assert shares["chronicle"] == (23, 0)


def test_launches() -> None:
    """Each launch has its date, its mission, and how much each source says of it."""
    first, second = told("coverage")["launches"]

    assert (first["date"], first["mission"], list(first["statements"])) == (
        "1962-11-01",
        "probe-23",
        ["chronicle", "diarist"],
    )
    assert list(second["statements"]) == ["article", "chronicle"]


def test_support_adds_up() -> None:
    """Every statement that we hold is said by several sources, by one, or by the editors alone."""
    counted = told("coverage")

    assert counted["held"] == counted["severalSources"] + counted["singleSource"] + counted["editorsOnly"]


def test_not_held() -> None:
    """What is said and not held is counted."""
    assert told("coverage")["notHeld"] == 3


def test_links() -> None:
    """Of each class with a link it is told how many things have one; those of the shipped graph are its rows."""
    shares = {one["label"]: (one["linked"], one["things"]) for one in told("coverage", data=None)["links"]}

    assert (19, 21) == shares["mission"] == shares["launch"]
    assert "  mission                           19 of 21" in said("coverage", data=None)


def test_version() -> None:
    """The version is that of the manifest of the built graph."""
    manifest = json.loads((ROOT / "data" / "graph" / "manifest.json").read_text("utf-8"))

    assert told("coverage", data=None)["version"] == manifest["version"]
    assert said("coverage", data=None).startswith(f"MarsGraph {manifest['version']}\n")


def test_what_is_not_in() -> None:
    """What the graph does not cover is told in the data's words."""
    assert told("coverage")["notCovered"] == ["missions of other countries"]
    assert "Not in the graph\n  missions of other countries" in said("coverage")


def test_attribution_is_no_hedge(tmp_path: Path) -> None:
    """Statements of which a passage only tells whose word they are do not count as hedged."""
    data = tmp_path / "small.trig"
    hedge = "concept:possibly a skos:Concept"
    text = SMALL.read_text(encoding="utf-8")
    data.write_text(text.replace(hedge, f"{hedge} ; skos:broader concept:attribution"), encoding="utf-8")

    assert (True, 0) == (told("coverage")["hedged"] > 0, told("coverage", data=data)["hedged"])

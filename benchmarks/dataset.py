"""A generated project of any number of claims, shaped like the real one: the same bytes for the same number.

Each source has its file of passages; a passage speaks of one mission in twenty claims, and every fifth passage
repeats what another source says, so that there is agreement and, for a few, a decision.
"""

from __future__ import annotations

import json
from pathlib import Path
from string import Template

CLAIMS_A_PASSAGE = 20
_PASSAGES_A_FILE = 1_000

_PREFIXES = """\
@prefix mg: <https://w3id.org/marsgraph/ns#> .
@prefix : <https://w3id.org/marsgraph/id/> .
@prefix concept: <https://w3id.org/marsgraph/concept/> .
@prefix g: <https://w3id.org/marsgraph/graph/> .
@prefix src: <https://w3id.org/marsgraph/source/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
_SPACES = dict(line.split()[1:3] for line in _PREFIXES.splitlines() if line)
_FUNCTIONAL = (
    "launch craft launchDate liftoff site rocketType massKg spacecraftType satcat serialNumber "
    "apogeeKm perigeeKm inclinationDeg periodMin inStage mode"
)
_OTHERS = (
    "Mission ClaimGraph Decision Source locator hedge precedence subject property prefers because failure orbit "
    "ledTo mayHaveLedTo dating sortDate"
)
_PASSAGE = Template("""\
g:s$source-p$number a mg:ClaimGraph ; dcterms:source src:s$source ; mg:locator "record $number" .

g:s$source-p$number {
  :m-$mission a mg:Mission ; rdfs:label "Mission $mission"@en ; skos:altLabel "M$mission"@en ;
      mg:launch :m-$mission-launch ; mg:craft :m-$mission-craft .
  :m-$mission-launch mg:launchDate "$year-0$month-1$day"^^xsd:date ; mg:site :site-$few ;
      mg:rocketType :rocket-$few ; mg:failure :m-$mission-failure .
  :m-$mission-craft mg:massKg $mass ; mg:spacecraftType :type-$few ; mg:satcat $mission ;
      mg:serialNumber "$day" ; mg:orbit :m-$mission-orbit .
  :m-$mission-orbit mg:apogeeKm $apogee ; mg:perigeeKm 180 ; mg:inclinationDeg 65.$month ; mg:periodMin 88.$month .
  :m-$mission-leak mg:ledTo :m-$mission-failure .
  :m-$mission-failure mg:inStage :stage-$month .
}

""")
_SOURCE = Template('src:s$source a mg:Source ; dcterms:title "Source $source"@en ; mg:precedence 1 .\n')
_DECISION = Template("""\
:decision-$mission a mg:Decision ; mg:subject :m-$mission-craft ; mg:property mg:massKg ; mg:prefers $mass ;
    mg:because "The first source weighed it."@en ; dcterms:date "2026-11-20"^^xsd:date .
""")


def generate(root: Path, claims: int) -> None:
    """Write a project with about so many claims into an empty folder."""
    (root / "ontology").mkdir(parents=True)
    (root / "data" / "claims").mkdir(parents=True)
    _write_ontology(root / "ontology")
    passages = max(1, claims // CLAIMS_A_PASSAGE)
    sources = range((passages + _PASSAGES_A_FILE - 1) // _PASSAGES_A_FILE)
    for source in sources:
        numbers = range(source * _PASSAGES_A_FILE, min((source + 1) * _PASSAGES_A_FILE, passages))
        text = "".join(_passage(source, number) for number in numbers)
        (root / "data" / "claims" / f"s{source}.trig").write_text(_PREFIXES + text, encoding="utf-8")
    described = "".join(_SOURCE.substitute(source=source) for source in sources)
    (root / "data" / "sources.ttl").write_text(_PREFIXES + described, encoding="utf-8")
    (root / "data" / "decisions.ttl").write_text(_PREFIXES + "".join(_decisions(passages)), encoding="utf-8")
    (root / "data" / "discrepancies.ttl").write_text(_PREFIXES, encoding="utf-8")


def _passage(source: int, number: int) -> str:
    mission = number - 1 if number % 5 == 4 else number
    few = mission % 30
    return _PASSAGE.substitute(
        source=source,
        number=number,
        mission=mission,
        few=few,
        year=1960 + mission % 40,
        month=1 + mission % 9,
        day=mission % 10,
        mass=_mass(mission) + (number % 500 == 4),
        apogee=200 + mission % 300,
    )


def _mass(mission: int) -> int:
    return 800 + mission % 700


def _decisions(passages: int) -> list[str]:
    disputed = (number - 1 for number in range(4, passages, 500))
    return [_DECISION.substitute(mission=mission, mass=_mass(mission)) for mission in disputed]


def _write_ontology(folder: Path) -> None:
    terms = [f"mg:{name} a owl:FunctionalProperty .\n" for name in _FUNCTIONAL.split()]
    terms += [f'mg:{name} rdfs:label "{name}"@en .\n' for name in _OTHERS.split()]
    terms += ["mg:launchDate mg:dating 1 .\n", "mg:liftoff mg:dating 2 .\n"]
    (folder / "marsgraph.ttl").write_text(_PREFIXES + "".join(terms), encoding="utf-8")
    context = {prefix.removesuffix(":"): iri.strip("<>") for prefix, iri in _SPACES.items() if prefix != ":"}
    context |= {name: f"dcterms:{name}" for name in ("source", "title", "date")} | {"altLabel": "skos:altLabel"}
    (folder / "context.jsonld").write_text(json.dumps({"@context": context}, indent=1), encoding="utf-8")

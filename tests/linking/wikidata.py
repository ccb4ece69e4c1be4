"""A made graph in the shape of Wikidata: several thousand spacecraft, and what can go wrong among them.

Items are numbered from Q9000001, so that nobody takes them for items that are linked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

PREFIXES = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix p: <http://www.wikidata.org/prop/> .
@prefix ps: <http://www.wikidata.org/prop/statement/> .
@prefix psn: <http://www.wikidata.org/prop/statement/value-normalized/> .
@prefix psv: <http://www.wikidata.org/prop/statement/value/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix s: <http://www.wikidata.org/entity/statement/> .
@prefix v: <http://www.wikidata.org/value/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix wikibase: <http://wikiba.se/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RANKS = {"normal": "NormalRank", "preferred": "PreferredRank", "deprecated": "DeprecatedRank"}


@dataclass
class Statement:
    """A value under a property, with its rank."""

    number: str
    value: str
    """In Turtle."""
    rank: str = "normal"
    node: str = ""
    """What stands at the value node, in Turtle."""
    normalized: str = ""


@dataclass
class Made:
    """An item with its label and statements."""

    qid: str
    label: str
    statements: list[Statement] = field(default_factory=list)

    def says(self, number: str, value: str, rank: str = "normal") -> Made:
        """Add an identifier."""
        self.statements.append(Statement(number, f'"{value}"', rank))
        return self

    def launched(self, day: str, precision: int = 11) -> Made:
        """Add a date of launch."""
        value = f'"{day}T00:00:00Z"^^xsd:dateTime'
        self.statements.append(
            Statement("P619", value, node=f"wikibase:timeValue {value} ; wikibase:timePrecision {precision}")
        )
        return self

    def weighs(self, amount: str, kilograms: str) -> Made:
        """Add a mass in some unit, and in kilograms."""
        self.statements.append(
            Statement("P2067", amount, node=f"wikibase:quantityAmount {amount}", normalized=kilograms)
        )
        return self

    def started_at(self, site: str) -> Made:
        """Add a launch site."""
        self.statements.append(Statement("P1427", site))
        return self

    def turtle(self) -> str:
        """The item as Wikidata's dumps have it."""
        lines = [f'wd:{self.qid} rdfs:label "{self.label}"@en .']
        best = "preferred" if any(one.rank == "preferred" for one in self.statements) else "normal"
        for number, one in enumerate(self.statements):
            node = f"s:{self.qid}-{number}"
            lines.append(f"wd:{self.qid} p:{one.number} {node} .")
            lines.append(f"{node} ps:{one.number} {one.value} ; wikibase:rank wikibase:{RANKS[one.rank]} .")
            same = [other for other in self.statements if other.number == one.number]
            best = "preferred" if any(other.rank == "preferred" for other in same) else "normal"
            if one.rank == best:
                lines.append(f"wd:{self.qid} wdt:{one.number} {one.value} .")
            if one.node:
                lines.append(f"{node} psv:{one.number} v:{self.qid}-{number} . v:{self.qid}-{number} {one.node} .")
            if one.normalized:
                lines.append(f"{node} psn:{one.number} v:{self.qid}-{number}-n .")
                lines.append(f"v:{self.qid}-{number}-n wikibase:quantityAmount {one.normalized} .")
        return "\n".join(lines)


def crowd(size: int) -> list[Made]:
    """Craft that are none of ours, with identifiers of launches that never were."""
    numbers = count(9_100_000)
    made = []
    for number in range(size):
        year, piece, letter = 1990 + number % 30, number // 30 + 1, "BCDEFGH"[number % 7]
        cospar = f"{year}-{500 + piece % 400:03}{letter}"
        one = Made(f"Q{next(numbers)}", f"Craft {number}")
        made.append(one.says("P247", cospar).says("P8913", cospar).says("P377", f"{70_000 + number:05}"))
    return made


def write(file: Path, items: Iterable[Made], more: str = "") -> Path:
    """Write a graph of items."""
    file.write_text(PREFIXES + "\n".join(item.turtle() for item in items) + "\n" + more, encoding="utf-8")
    return file

"""What a check can find: one breach of one rule by one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from marsgraph.store import Term

SEVERITIES: Final = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """A thing that breaks a rule, in plain words, with what to do about it."""

    rule: str
    """The name of the shape or of the query."""
    constraint: str
    """Which constraint of a shape it is, as SHACL names it: MinCount; SPARQL for a query."""
    severity: str
    thing: Term
    path: str
    """The property concerned, or the path to it, in Turtle; empty where the rule is about the thing itself."""
    value: Term | None
    graph: str
    """The claim graph concerned, if one is."""
    message: str
    """The rule."""
    remedy: str

    @property
    def order(self) -> tuple[int, str, str, str, str, str, str]:
        """Where it stands in every list: the gravest first, then by rule and thing."""
        rank = SEVERITIES.index(self.severity)
        return rank, self.rule, str(self.thing), self.path, str(self.value), self.graph, self.constraint


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a run of the checks found, and how long each rule took."""

    findings: tuple[Finding, ...]
    seconds: dict[str, float]

    @property
    def violations(self) -> int:
        """How many findings are more than a warning."""
        return sum(finding.severity == "violation" for finding in self.findings)

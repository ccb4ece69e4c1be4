"""What the ontology declares, as far as the build has to know it, and whether a term that somebody used is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from marsgraph.build.faults import Fault
from marsgraph.build.nquads import Statement
from marsgraph.build.places import write_term
from marsgraph.build.ranges import admits, ranges_of
from marsgraph.terms import CONCEPT, DATING, MG, OWL_FUNCTIONAL, RDF_TYPE

_OURS = (f"<{MG}", f"<{CONCEPT}")
_VERSION = "<http://www.w3.org/2002/07/owl#versionInfo>"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The declared terms, in N-Quads form, and what the build reads about them."""

    prefixes: Mapping[str, str]
    version: str
    declared: frozenset[str]
    """Every term of ours that some ontology file describes."""
    adopted: frozenset[str]
    """Every term of others that the ontology or the JSON-LD context mentions."""
    functional: frozenset[str]
    ranges: Mapping[str, str]
    """What kind of value a property takes, where it does not take all."""
    dating: Mapping[str, int]
    """The rank of each property that dates a thing; the lowest one present counts."""

    @classmethod
    def of(cls, statements: Iterable[Statement], prefixes: Mapping[str, str], context: Iterable[str]) -> Vocabulary:
        """Gather the vocabulary from the ontology's statements and the terms of the JSON-LD context."""
        statements = list(statements)
        terms = {term for st in statements for term in (st.subject, st.property, st.value) if term[0] == "<"}
        return cls(
            prefixes=prefixes,
            version=next((st.value.strip('"') for st in statements if st.property == _VERSION), "0"),
            declared=frozenset(st.subject for st in statements if st.subject.startswith(_OURS)),
            adopted=frozenset(t for t in terms if not t.startswith(_OURS)) | {f"<{iri}>" for iri in context},
            functional=frozenset(
                st.subject for st in statements if st.property == f"<{RDF_TYPE}>" and st.value == f"<{OWL_FUNCTIONAL}>"
            ),
            ranges=ranges_of(statements),
            dating={
                st.subject: int(write_term(st.value, prefixes)) for st in statements if st.property == f"<{DATING}>"
            },
        )

    def admits(self, prop: str, kind: str) -> bool:
        """Whether a property takes values of a kind."""
        return prop not in self.ranges or admits(self.ranges[prop], kind)

    def lacks(self, term: str) -> Fault | None:
        """Say that a term of ours is not declared, with the nearest ones that are."""
        if not term.startswith(_OURS) or term in self.declared:
            return None
        return Fault(f"{self.write(term)} is not a term of the ontology.", self._nearest(term, self.declared))

    def does_not_know(self, term: str) -> Fault | None:
        """As `lacks`, for a property or class, which may also be a term of others that the ontology mentions."""
        if term.startswith(_OURS) or term in self.adopted:
            return self.lacks(term)
        if not any(term[1:].startswith(space) for space in self.prefixes.values()):
            return Fault(f"{term} is of a namespace without a prefix.", "Add the prefix to ontology/context.jsonld.")
        fault = f"{self.write(term)} is not among the terms of others that the ontology or its context uses."
        return Fault(fault, self._nearest(term, self.adopted))

    def write(self, term: str) -> str:
        """Write a term as people do."""
        return write_term(term, self.prefixes)

    def _nearest(self, term: str, known: Iterable[str]) -> str:
        """Suggest terms whose name, whatever the prefix, is the same but for case, or nearly so."""
        by_name: dict[str, list[str]] = {}
        for candidate in sorted(map(self.write, known)):
            by_name.setdefault(_local(candidate), []).append(candidate)
        nearest = get_close_matches(_local(self.write(term)), by_name, n=2, cutoff=0.6)
        found = [candidate for name in nearest for candidate in by_name[name]]
        return f"Did you mean {' or '.join(found)}?" if found else "Declare it in ontology/, or use a term from there."


def _local(short: str) -> str:
    return short.partition(":")[2].lower()

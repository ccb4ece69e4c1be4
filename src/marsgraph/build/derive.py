"""What the build works out by itself: sort dates and labels. And what it refuses: an event that leads to itself.

All look only at triples that the default graph will hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from marsgraph.build.claims import CAUSAL, Claims
from marsgraph.build.faults import Fault
from marsgraph.build.inspection import located
from marsgraph.build.literals import first_day
from marsgraph.build.nquads import Statement
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError
from marsgraph.terms import DCTERMS_TITLE, DERIVED_GRAPH, PREF_LABEL, RDFS_LABEL, SORT_DATE, XSD_DATE

_NAMES = (f"<{PREF_LABEL}>", f"<{DCTERMS_TITLE}>")


def sort_dates(held: Iterable[Statement], dating: Mapping[str, int]) -> list[str]:
    """Give `mg:sortDate` lines, for the default graph and g:derived, for whatever has a date.

    The property of the lowest rank counts; of several values of it, the earliest.
    """
    days: dict[str, tuple[int, str]] = {}
    for statement in held:
        day = first_day(statement.value) if statement.property in dating else None
        if day:
            known = days.get(statement.subject)
            ranked = (dating[statement.property], day)
            days[statement.subject] = min(known, ranked) if known else ranked
    triples = (f'{thing} <{SORT_DATE}> "{day}"^^<{XSD_DATE}>' for thing, (_, day) in days.items())
    return [line for triple in triples for line in (f"{triple} .", f"{triple} <{DERIVED_GRAPH}> .")]


def labels(handwritten: Iterable[Statement]) -> list[str]:
    """Give `rdfs:label` lines for concepts and sources, so that a visitor asks all names by one property.

    SKOS says so of `skos:prefLabel`, which is a sub-property of it; the engine does not infer.
    """
    return [f"{st.subject} <{RDFS_LABEL}> {st.value} ." for st in handwritten if st.property in _NAMES]


def refuse_cycles(claims: Claims, withheld: Collection[str], vocabulary: Vocabulary) -> None:
    """Refuse a chain of events that comes back to where it began."""
    links = [st for st in claims.noted if st.property in CAUSAL and st.triple not in withheld]
    causes: dict[str, set[str]] = {}
    for link in links:
        causes.setdefault(link.value, set()).add(link.subject)
    try:
        TopologicalSorter(causes).prepare()
    except CycleError as error:
        raise _cycle(error.args[1], links, claims, vocabulary) from error


def _cycle(events: list[str], links: list[Statement], claims: Claims, vocabulary: Vocabulary) -> InputError:
    link = next(st for st in links if st.subject in events and st.value in events)
    chain = " led to ".join(map(vocabulary.write, events))
    fault = Fault(f"a chain of events comes back to where it began: {chain}.", "Remove or reverse one of these links.")
    return located(claims.heads[link.graph].file, link, vocabulary, fault)

"""The links to other graphs: tables in data/links/ become claims of the editors, each a passage of its own.

A link's graph holds the one triple; its head holds what the row says besides: the rule that admits it, the
evidence, the confidence and the day. Tables named in `ASIDE` reach no graph: what was refused, and what was not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from marsgraph.build import sssom
from marsgraph.build.claims import Claims, Head
from marsgraph.build.faults import Fault
from marsgraph.build.inputs import TABLE, InputFile
from marsgraph.build.sssom import Link
from marsgraph.build.vocabulary import Vocabulary
from marsgraph.errors import InputError, MarsGraphError, together
from marsgraph.terms import (
    CLAIM_GRAPH,
    CONCEPT,
    DCTERMS_SOURCE,
    GRAPH,
    ID,
    LOCATOR,
    MG,
    RDF_TYPE,
    RDFS,
    SKOS,
    SOURCE,
    XSD,
    XSD_DATE,
)

SAME: Final = "https://schema.org/sameAs"
EXACT, CLOSE, BROAD, NARROW, RELATED = (
    SKOS + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")
)
PREDICATES: Final = (SAME, EXACT, CLOSE, BROAD, NARROW, RELATED)
IDENTITIES: Final = (SAME, EXACT)
"""What only one thing may say of an item."""
REFUSED: Final = "refused"
NOT_LINKED: Final = "not-linked"
ASIDE: Final = (REFUSED, NOT_LINKED)
EDITORS: Final = SOURCE + "editors"

_BY_PEOPLE: Final = frozenset(sssom.SEMAPV + name for name in ("ManualMappingCuration", "MappingReview"))
_WIKIDATA: Final = re.compile(r"http://www\.wikidata\.org/entity/[QP][1-9][0-9]*")
_TEXTS: Final = ("object_label", "author_label", "reviewer_label", "mapping_tool", "curation_rule_text", "match_string")
_IRIS: Final = ("mapping_justification", "subject_match_field", "object_match_field")


@dataclass(frozen=True, slots=True)
class Tables:
    """All tables of links, read."""

    accepted: Mapping[InputFile, list[Link]]
    refused: list[Link]
    not_linked: list[Link]
    """What has no link, each with the reason."""

    @property
    def links(self) -> list[Link]:
        """Every link that is accepted."""
        return [link for links in self.accepted.values() for link in links]


def read(files: Iterable[InputFile]) -> Tables:
    """Read the tables, or raise everything that is wrong with the form of each."""
    tables: dict[InputFile, list[Link]] = {}
    faults: list[MarsGraphError] = []
    for file in files:
        try:
            tables[file] = sssom.read(_text(file), file.name)
        except InputError as fault:
            faults.append(fault)
    if faults:
        raise together(faults)
    accepted = {file: links for file, links in tables.items() if stem(file) not in ASIDE}
    refused, not_linked = (
        [link for file, links in tables.items() if stem(file) == name for link in links] for name in ASIDE
    )
    return Tables(accepted, refused, not_linked)


def stem(file: InputFile) -> str:
    """What a table is called: wikidata for wikidata.sssom.tsv."""
    return file.path.name.removesuffix(TABLE)


def _text(file: InputFile) -> str:
    try:
        return file.read().decode()
    except UnicodeDecodeError as error:
        raise InputError("the table is not UTF-8.", place=file.name, remedy="Save it as UTF-8.") from error


def faults_of_links(
    tables: Tables, claims: Claims, vocabulary: Vocabulary, sources: Mapping[str, int]
) -> Iterator[InputError]:
    """Find the links that cannot stand, each with its line."""
    if tables.links and f"<{EDITORS}>" not in sources:
        first = tables.links[0].place
        yield InputError("links are said by src:editors, which no source is.", place=first, remedy=_EDITORS)
    refused = {(link.subject, link.object): link.place for link in tables.refused}
    for link in tables.links:
        if fault := _fault_of(link, claims, vocabulary, refused):
            yield InputError(fault.message, place=link.place, remedy=fault.remedy or None)
    repeated = list(sssom.said_twice(tables.links))
    yield from repeated or _shared(tables.links)


_EDITORS: Final = "Describe src:editors in data/sources.ttl."


def _fault_of(
    link: Link, claims: Claims, vocabulary: Vocabulary, refused: Mapping[tuple[str, str], str]
) -> Fault | None:
    return (
        _fault_of_predicate(link, vocabulary)
        or _fault_of_object(link.object)
        or _fault_of_subject(link.subject, claims, vocabulary)
        or _fault_of_grounds(link, refused.get((link.subject, link.object)))
    )


def _fault_of_predicate(link: Link, vocabulary: Vocabulary) -> Fault | None:
    if link.refused or link.object == sssom.NOTHING_FOUND:
        return Fault("the row tells of no link.", "It belongs in refused.sssom.tsv or not-linked.sssom.tsv.")
    if link.predicate in PREDICATES:
        return None
    allowed = ", ".join(vocabulary.write(f"<{name}>") for name in PREDICATES)
    written = vocabulary.write(f"<{link.predicate}>")
    return Fault(f"{written} is no predicate of a link.", f"Use one of {allowed}.")


def _fault_of_object(iri: str) -> Fault | None:
    if "wikidata.org/" not in iri or _WIKIDATA.fullmatch(iri):
        return None
    return Fault(f"<{iri}> is no item of Wikidata.", "Write wd: and Q or P with its number: wd:Q247305.")


def _fault_of_subject(iri: str, claims: Claims, vocabulary: Vocabulary) -> Fault | None:
    written = vocabulary.write(f"<{iri}>")
    if iri.startswith(ID):
        known = claims.speak_of(f"<{iri}>")
        return None if known else Fault(f"{written} is not a thing that any claim is about.", "Correct the name.")
    if iri.startswith((MG, CONCEPT)):
        return vocabulary.lacks(f"<{iri}>")
    return Fault(f"{written} is not ours.", "A link begins at a thing or a term of ours.")


def _fault_of_grounds(link: Link, refusal: str | None) -> Fault | None:
    if refusal:
        return Fault("the pair was refused.", f"Delete this row, or the refusal at {refusal}.")
    if link.cells["mapping_justification"] not in _BY_PEOPLE:
        return Fault(
            "the row is a proposal that nobody has accepted.",
            "Check it; then write semapv:ManualMappingCuration, your evidence in comment, and the day.",
        )
    lacking = next((name for name in ("confidence", "mapping_date", "comment") if name not in link.cells), None)
    if lacking:
        return Fault(f"the row has no {lacking}.", "A link needs its evidence in comment, a confidence and a day.")
    return None


def _shared(links: Iterable[Link]) -> Iterator[InputError]:
    """Find items that two things claim to be, and things that claim to be two items."""
    identities = [link for link in links if link.predicate in IDENTITIES]
    yield from _twice([(link.object, link.subject, link.place) for link in identities])
    yield from _twice([(link.subject, link.object, link.place) for link in identities])


def _twice(claimed: list[tuple[str, str, str]]) -> Iterator[InputError]:
    for (before, one, earlier), (shared, other, place) in pairwise(sorted(claimed)):
        if before == shared:
            fault = f"<{shared}> is said to be the same as <{one}> and as <{other}>."
            remedy = f"Keep one of the two, or make one of them skos:closeMatch; the other is at {earlier}."
            yield InputError(fault, place=place, remedy=remedy)


def take_in(tables: Tables, claims: Claims) -> None:
    """Add the links to the claims, which stay sorted."""
    for file, links in tables.accepted.items():
        for link in links:
            graph = f"<{graph_of(link)}>"
            claims.lines.append(f"{link.triple} {graph} .")
            claims.heads[graph] = Head(f"<{EDITORS}>", _literal(_locator(link)), (), file)
            claims.head_triples += _head(link, graph)
    claims.lines.sort()


def graph_of(link: Link) -> str:
    """The IRI of the graph that holds a link: g:link-mars-2-Q247305."""
    subject = link.subject.removeprefix(ID)
    name = "ns-" + subject.removeprefix(MG) if subject.startswith(MG) else subject
    return f"{GRAPH}link-{name}-{re.split('[/#]', link.object)[-1]}"


def _locator(link: Link) -> str:
    rule = link.cells.get("curation_rule_text", "")
    return f"link to {re.split('[/#]', link.object)[-1]}" + (f": {rule}" if rule else "")


def _head(link: Link, graph: str) -> Iterator[str]:
    yield f"{graph} <{RDF_TYPE}> <{CLAIM_GRAPH}>"
    yield f"{graph} <{RDF_TYPE}> <{sssom.SSSOM}Mapping>"
    yield f"{graph} <{DCTERMS_SOURCE}> <{EDITORS}>"
    yield f"{graph} <{LOCATOR}> {_literal(_locator(link))}"
    for name in _IRIS:
        if name in link.cells:
            yield f"{graph} <{sssom.SSSOM}{name}> <{link.cells[name]}>"
    for name in _TEXTS:
        if name in link.cells:
            yield f"{graph} <{sssom.SSSOM}{name}> {_literal(link.cells[name])}"
    yield f'{graph} <{sssom.SSSOM}confidence> "{link.cells["confidence"]}"^^<{XSD}decimal>'
    yield f'{graph} <{sssom.SSSOM}mapping_date> "{link.cells["mapping_date"]}"^^<{XSD_DATE}>'
    yield f"{graph} <{RDFS}comment> {_literal(link.cells['comment'])}@en"


def _literal(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

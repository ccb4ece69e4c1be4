"""The dataset on the web: which address means which thing in which format, and what a thing's description holds.

Things are at `/id/NAME` and the like, answered with 303 to a page or to data; the vocabulary at `/ns` is a document.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final, cast
from urllib.parse import quote

from marsgraph.endpoint import formats, graphs, turtle
from marsgraph.endpoint.description import LICENCE, Ask
from marsgraph.endpoint.formats import DOCUMENT, HTML, N_QUADS, TRIG, Format
from marsgraph.endpoint.hints import Vocabulary
from marsgraph.endpoint.problems import Problem, ProblemError
from marsgraph.endpoint.xml_names import NotRepresentable
from marsgraph.store import Iri, Literal, Term, Triple
from marsgraph.terms import BASE, CONCEPT, DCTERMS, GRAPH, ID, SOURCE

SPACES: Final = {"id": ID, "concept": CONCEPT, "source": SOURCE, "graph": GRAPH}
"""The first part of an address, and the namespace of the things below it."""
VOCABULARY: Final = BASE + "ns"

_SUFFIXES: Final = {form.name: form for form in DOCUMENT}
_ADDRESS: Final = re.compile(r"/(?:(?P<kind>data|page)/)?(?:(?P<space>id|concept|source|graph)/)?(?P<name>[^/]+)$")
_SCHEMA: Final = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Address:
    """What an address means."""

    space: str
    """id, concept, source, graph, or ns for the vocabulary."""
    name: str
    format: Format | None = None
    """The format that its suffix tells."""
    document: bool = False
    """Whether it is the address of a document rather than of the thing itself."""

    @property
    def iri(self) -> str:
        """The IRI that the graph uses."""
        return VOCABULARY if self.space == "ns" else SPACES[self.space] + self.name

    @property
    def path(self) -> str:
        """The path of the thing."""
        return "/ns" if self.space == "ns" else f"/{self.space}/{quote(self.name)}"

    def document_path(self, form: Format) -> str:
        """The path of its page, or of its data in a format."""
        below = "" if self.space == "id" else f"{self.space}/"
        if self.space == "ns":
            return "/ns" if form is HTML else f"/ns.{form.name}"
        if form is HTML:
            return f"/page/{below}{quote(self.name)}"
        return f"/data/{below}{quote(self.name)}.{form.name}"


def read(path: str) -> Address | None:
    """Read a decoded path: /id/NAME, /id/NAME.ttl, /data/NAME.ttl, /page/NAME, /concept/NAME, /ns, /ns.ttl, ...

    Nothing, when it is none of these.
    """
    if path == "/ns" or path.startswith("/ns."):
        form = _SUFFIXES.get(path[4:])
        return Address("ns", "ns", form, document=True) if form or path == "/ns" else None
    found = _ADDRESS.fullmatch(path)
    if not found or not (found["kind"] or found["space"]):
        return None
    stem, dot, suffix = found["name"].rpartition(".")
    form = _SUFFIXES.get(suffix) if dot and stem else None
    if found["kind"] == "page":
        form = form or HTML
    return Address(found["space"] or "id", stem if form and dot else found["name"], form, bool(found["kind"]))


def choose(accept: str | None, name: str | None, address: Address) -> Format:
    """The format of a document: its suffix, `format=`, or what Accept wants; Turtle when anything will do."""
    if address.format:
        return address.format
    if name:
        return formats.named(name, DOCUMENT)
    return HTML if formats.wants_page(accept) else formats.negotiate(accept, DOCUMENT)


@dataclass(frozen=True, slots=True)
class Described:
    """A thing's description: what we hold, and what each passage says."""

    iri: str
    triples: list[Triple]
    claims: Mapping[str, list[Triple]] = field(default_factory=dict)
    """Statements by the IRI of the claim graph that makes them."""
    pointing: int = 0
    """How many statements point to it; the description holds at most two hundred of them."""

    @property
    def known(self) -> bool:
        """Whether the graph says anything about it."""
        return bool(self.triples or self.claims)


def describe(ask: Ask, address: Address) -> Described:
    """Gather what is known of a thing: facts, names beside them, what points to it, claims with their sources."""
    if address.space == "ns":
        return Described(
            VOCABULARY, [_triple(row["subject"], row["property"], row["value"]) for row in ask("vocabulary")]
        )
    thing = Iri(address.iri)
    facts = [_triple(thing, row["property"], row["value"]) for row in ask("facts-about", thing=thing)]
    pointing = [_triple(row["subject"], row["property"], thing) for row in ask("pointing-first", thing=thing)]
    count = sum(int(row["count"].value) for row in ask("pointing-count", thing=thing))
    claims = _claims(ask, thing, whole=address.space == "graph")
    beside = ("labels-beside", "claim-heads") if facts or claims else ()
    more = [_triple(row["subject"], row["property"], row["value"]) for name in beside for row in ask(name, thing=thing)]
    held = facts + more
    return Described(thing.value, held + pointing if held or claims else [], claims, count)


def _claims(ask: Ask, thing: Iri, *, whole: bool) -> dict[str, list[Triple]]:
    claims: dict[str, list[Triple]] = defaultdict(list)
    for row in ask("claims-about", thing=thing):
        claims[row["graph"].value].append(_triple(thing, row["property"], row["value"]))
    if whole:
        for row in ask("graph-contents", graph=thing):
            claims[thing.value].append(_triple(row["subject"], row["property"], row["value"]))
    return dict(claims)


def _triple(subject: Term, predicate: Term, value: Term) -> Triple:
    return Triple(cast("Iri", subject), cast("Iri", predicate), value)


def about(described: Described, document: str, version: str) -> list[Triple]:
    """What the document says of itself: its topic, version and licence, and what it leaves out."""
    node = Iri(document)
    shown = sum(1 for triple in described.triples if triple.object == Iri(described.iri))
    triples = [
        Triple(node, Iri(_SCHEMA + "about"), Iri(described.iri)),
        Triple(node, Iri(_SCHEMA + "version"), Literal(version)),
        Triple(node, Iri(DCTERMS + "license"), Iri(LICENCE)),
    ]
    if shown < described.pointing:
        note = f"Of the {described.pointing:,} statements that point here, {shown} are shown."
        triples.append(Triple(node, Iri(DCTERMS + "description"), Literal(note, language="en")))
    return triples


def write(
    described: Described,
    form: Format,
    prefixes: Mapping[str, str],
    context: Mapping[str, Any],
    more: Iterable[Triple] = (),
) -> bytes:
    """Write a description: TriG and N-Quads with the claim graphs, other formats with what we hold."""
    triples = [*described.triples, *more]
    if form is TRIG:
        return turtle.write_graphs(set(triples), described.claims, prefixes).encode()
    if form is N_QUADS:
        return lines(triples, described.claims)
    out = io.BytesIO()
    try:
        graphs.write(triples, form.engine, cast("IO[bytes]", out), prefixes, context)
    except NotRepresentable as error:
        raise ProblemError(Problem("not-representable", str(error), "Take Turtle or JSON-LD.")) from error
    return out.getvalue()


def lines(triples: Iterable[Triple], claims: Mapping[str, Iterable[Triple]]) -> bytes:
    """Write what is held and what each claim graph says, a line each, sorted."""
    held = [f"{triple} .\n" for triple in triples]
    said = [f"{triple} <{graph}> .\n" for graph, found in claims.items() for triple in found]
    return "".join(sorted({*held, *said})).encode()


def missing(address: Address, vocabulary: Vocabulary, prefixes: Mapping[str, str]) -> ProblemError:
    """The problem of a name that nothing has, with the nearest that something has."""
    near = vocabulary.near(address.iri)
    hint = f"Did you mean {' or '.join(near)}?" if near else "The search page finds things by any of their names."
    return ProblemError(Problem("not-found", vocabulary.sentence(address.iri, prefixes), hint, {"suggestions": near}))


def gone(ask: Ask, address: Address) -> ProblemError | None:
    """The problem of a name that was withdrawn, with what takes its place; nothing when it was not."""
    rows = ask("replaced", thing=Iri(address.iri))
    if not rows:
        return None
    instead = [row["replacement"].value for row in rows if "replacement" in row]
    hint = f"Take {' or '.join(instead)}." if instead else ""
    return ProblemError(Problem("gone", f"{address.iri} was withdrawn.", hint, {"replacedBy": instead}))

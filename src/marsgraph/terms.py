"""Names: the base IRI, the namespaces under it, and the terms that the program itself has to know.

Prefixes are not listed here. The one list is `ontology/context.jsonld`; `read_prefixes` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from marsgraph.errors import InputError

BASE: Final = "https://w3id.org/marsgraph/"
MG: Final = BASE + "ns#"
ID: Final = BASE + "id/"
CONCEPT: Final = BASE + "concept/"
GRAPH: Final = BASE + "graph/"
SOURCE: Final = BASE + "source/"
RULE: Final = BASE + "rule/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"

RDF_TYPE: Final = RDF + "type"
RDF_LANG_STRING: Final = RDF + "langString"
RDFS_LABEL: Final = RDFS + "label"
OWL_FUNCTIONAL: Final = OWL + "FunctionalProperty"
XSD_STRING: Final = XSD + "string"
XSD_DATE: Final = XSD + "date"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
DCTERMS_SOURCE: Final = DCTERMS + "source"
DCTERMS_TITLE: Final = DCTERMS + "title"
PREF_LABEL: Final = SKOS + "prefLabel"

CLAIM_GRAPH: Final = MG + "ClaimGraph"
DECISION: Final = MG + "Decision"
DISCREPANCY: Final = MG + "Discrepancy"
SOURCE_CLASS: Final = MG + "Source"

LOCATOR: Final = MG + "locator"
HEDGE: Final = MG + "hedge"
PRECEDENCE: Final = MG + "precedence"
SUBJECT: Final = MG + "subject"
PROPERTY: Final = MG + "property"
PREFERS: Final = MG + "prefers"
REJECTS: Final = MG + "rejects"
BECAUSE: Final = MG + "because"
LED_TO: Final = MG + "ledTo"
MAY_HAVE_LED_TO: Final = MG + "mayHaveLedTo"
DATING: Final = MG + "dating"
SORT_DATE: Final = MG + "sortDate"

DERIVED_GRAPH: Final = GRAPH + "derived"
DERIVED_SOURCE: Final = SOURCE + "editors-derivation"


def read_prefixes(context: Path) -> dict[str, str]:
    """Read the prefixes of a JSON-LD context: its names whose IRI ends where a local name may begin.

    The empty prefix, which a JSON-LD context cannot hold, is that of the things.
    """
    iris = {name: entry for name, entry in _read_context(context).items() if isinstance(entry, str)}
    return {"": ID} | {name: iri for name, iri in iris.items() if "://" in iri and iri.endswith(("#", "/", "_"))}


def read_terms(context: Path) -> set[str]:
    """Read the IRIs of all properties and classes that a JSON-LD context names."""
    prefixes = read_prefixes(context)
    entries = (entry.get("@id") if isinstance(entry, dict) else entry for entry in _read_context(context).values())
    names = (entry for entry in entries if isinstance(entry, str) and entry.partition(":")[0] in prefixes)
    return {expand(name, prefixes) for name in names}


def _read_context(context: Path) -> dict[str, Any]:
    """Read the entries of a context, without its own settings such as `@version` or `@base`."""
    try:
        document = json.loads(context.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        fault = f"not a JSON-LD context: not well-formed, {error.msg[:1].lower()}{error.msg[1:]}."
        raise InputError(fault, place=f"{context.name}:{error.lineno}", remedy=_CONTEXT) from error
    except UnicodeDecodeError as error:
        raise InputError("not a JSON-LD context: not UTF-8.", place=context.name, remedy="Save it as UTF-8.") from error
    entries = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(entries, dict):
        raise InputError("not a JSON-LD context: it has no object @context.", place=context.name, remedy=_CONTEXT)
    return {name: entry for name, entry in entries.items() if not name.startswith("@")}


_CONTEXT = 'It must be a JSON object with one member "@context", itself an object.'


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """Write an IRI with the longest prefix that fits, or in angle brackets when none does."""
    fitting = ((space, prefix) for prefix, space in prefixes.items() if iri.startswith(space))
    space, prefix = max(fitting, default=("", ""), key=lambda pair: len(pair[0]))
    local = iri[len(space) :]
    return f"{prefix}:{local}" if space and _is_local(local) else f"<{iri}>"


def _is_local(name: str) -> bool:
    return name.replace("-", "").replace("_", "").replace(".", "").isalnum() and not name.endswith(".")


def expand(curie: str, prefixes: Mapping[str, str]) -> str:
    """Undo `shorten`."""
    if curie.startswith("<") and curie.endswith(">"):
        return curie[1:-1]
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in prefixes:
        raise InputError(
            f"{curie} has a prefix that is not known.",
            remedy=f"Known prefixes: {', '.join(sorted(p for p in prefixes if p))}.",
        )
    return prefixes[prefix] + local

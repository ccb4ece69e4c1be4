"""What pages tell search engines, as JSON-LD with the names of schema.org: what the graph says, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from marsgraph.exports.files import LICENCE, WHOLE
from marsgraph.terms import BASE, SKOS
from marsgraph.web.shown.dataset import Dataset
from marsgraph.web.shown.overview import Numbers
from marsgraph.web.shown.things import Thing
from marsgraph.web.shown.values import Named

_CONTEXT: Final = {"@context": "https://schema.org"}
_IDENTITIES: Final = ("https://schema.org/sameAs", SKOS + "exactMatch")
"""The links that say what a thing is; of the others, it is near to or a part of what they lead to."""
_ALSO_CALLED: Final = SKOS + "altLabel"


def of_dataset(told: Dataset, numbers: Numbers, *, version: str, address: str) -> dict[str, Any]:
    """The dataset with the files that hold it at this address."""
    sources = [{"@type": "CreativeWork", "@id": one.iri, "name": one.label} for one in told.sources]
    return _filled(
        {
            **_dataset_in_short(version),
            "name": told.title,
            "description": told.description,
            "url": f"{address}/",
            "identifier": BASE,
            "keywords": list(told.keywords),
            "creator": _people(told.creators),
            "publisher": _people(told.publishers),
            "datePublished": told.issued,
            "creditText": credit(told, version),
            "isAccessibleForFree": True,
            "inLanguage": "en",
            "temporalCoverage": f"{numbers.first}/{numbers.last}" if numbers.first else "",
            "isBasedOn": sources,
            "citation": [{"@id": one.iri} for one in told.sources],
            "variableMeasured": [
                {"@type": "PropertyValue", "propertyID": one.of.iri, "name": one.of.label, "unitText": one.unit}
                for one in told.measured
            ],
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file.title,
                    "contentUrl": f"{address}/downloads/{file.path}",
                    "encodingFormat": file.media_type,
                    "license": LICENCE,
                }
                for file in WHOLE
            ],
        }
    )


def credit(told: Dataset, version: str) -> str:
    """How to cite the dataset."""
    makers = ", ".join(one.label for one in told.creators)
    return f"{makers}: {told.title}. Data {version}, {told.issued}. {BASE}" if makers else ""


def of_thing(thing: Thing, version: str) -> dict[str, Any]:
    """A thing under the type that its class is linked to."""
    types = [one.rpartition("/")[2] for one in thing.types] or ["Thing"]
    held = [fact for group in thing.groups for fact in group.facts if fact.property.iri == _ALSO_CALLED]
    same = [fact for fact in thing.elsewhere if fact.property.iri in _IDENTITIES]
    return _filled(
        {
            "@type": types[0] if len(types) == 1 else types,
            "@id": thing.iri,
            "name": thing.label,
            "alternateName": sorted({value.exact for fact in held for value in fact.held} - {thing.label}),
            "description": thing.definition or ", ".join(kind.label for kind in thing.kinds),
            "url": thing.iri,
            "sameAs": sorted({value.iri for fact in same for value in fact.held if value.iri}),
            "subjectOf": {**_dataset_in_short(version), "name": "MarsGraph", "url": BASE},
        }
    )


def _dataset_in_short(version: str) -> dict[str, Any]:
    return {"@type": "Dataset", "@id": BASE, "license": LICENCE, "version": version}


def _people(named: Iterable[Named]) -> list[dict[str, str]]:
    return [{"@type": "Organization", "@id": one.iri, "name": one.label} for one in named]


def _filled(told: dict[str, Any]) -> dict[str, Any]:
    """Leave out what has no value."""
    return _CONTEXT | {name: value for name, value in told.items() if value}

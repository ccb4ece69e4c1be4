"""The list of disagreements as text for people, as JSON, and as CSV with one line a claim and passage."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from marsgraph import disagreements, display
from marsgraph.disagreements import Claim, Disagreement
from marsgraph.labels import Labels
from marsgraph.passages import Passage
from marsgraph.store import Iri

_COLUMNS: Final = (
    *("record", "name", "kind", "label", "subject", "property", "value", "unit", "held"),
    *("source", "locator", "hedges", "because", "date"),
)


def as_text(found: Sequence[Disagreement], labels: Labels, width: int | None) -> str:
    """Each disagreement with its claims, then the counts."""
    if not found:
        return "No disagreement of this sort is recorded."
    lines = [line for one in found for line in (*_entry(one, labels, width), "")]
    kinds, sources = disagreements.counts(found)
    total = display.count(len(found), "disagreement")
    return "\n".join([*lines, f"{total}, by kind:", *_counted(kinds), "by source that takes part:", *_counted(sources)])


def _entry(one: Disagreement, labels: Labels, width: int | None) -> Iterator[str]:
    name = f": {labels.slug(one.iri)}" if one.iri else ""
    yield f"{one.label}  [{one.kind}; {one.record}{name}]"
    for claim in one.claims:
        yield display.entry("  ✓" if claim.held else "  ✗", _claim(claim, one, labels), width, 4)
    if not one.claims:
        for passage in one.passages:
            yield display.entry("  ·", str(passage), width, 4)
    if one.claims and not any(claim.held for claim in one.claims):
        yield "    None of these is held."
    if one.because:
        yield display.entry("    because:", one.because, width, 4)


def _claim(claim: Claim, one: Disagreement, labels: Labels) -> str:
    names = [labels.of(claim.subject)] if len(one.subjects) > 1 else []
    names += [labels.of(claim.property)] if len(one.properties) > 1 else []
    named = f"{', '.join(names)}: " if names else ""
    return f"{named}{labels.value(claim.term, claim.property)} — {'; '.join(map(str, claim.said_by))}"


def _counted(counter: Counter[str]) -> list[str]:
    return [f"  {number:4}  {name}" for name, number in sorted(counter.items(), key=lambda item: (-item[1], item[0]))]


def as_json(found: Sequence[Disagreement], labels: Labels) -> dict[str, object]:
    """The same for programs."""
    kinds, sources = disagreements.counts(found)
    return {
        "disagreements": [_entry_json(one, labels) for one in found],
        "counts": {"all": len(found), "byKind": dict(kinds), "bySource": dict(sources)},
    }


def _entry_json(one: Disagreement, labels: Labels) -> dict[str, object]:
    return {
        "record": one.record,
        "iri": one.iri,
        "label": one.label,
        "kind": one.kind,
        "subjects": list(one.subjects),
        "properties": list(one.properties),
        "claims": [
            {
                "subject": claim.subject,
                "property": claim.property,
                **labels.value_json(claim.term, claim.property),
                "held": claim.held,
                "saidBy": [passage.as_json() for passage in claim.said_by],
            }
            for claim in one.claims
        ],
        "passages": [passage.as_json() for passage in one.passages],
        "because": one.because,
        "date": one.date,
    }


def as_csv(found: Sequence[Disagreement], labels: Labels) -> str:
    """One line for each claim of each passage, and for each passage of a record without claims."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")  # RFC 4180
    table.writerow(_COLUMNS)
    for one in found:
        table.writerows(_lines(one, labels))
    return written.getvalue()


def _lines(one: Disagreement, labels: Labels) -> Iterator[list[str]]:
    head = [one.record, labels.slug(one.iri) if one.iri else "", one.kind, one.label]
    tail = [one.because, one.date]
    for claim in one.claims:
        term = claim.term.value if not isinstance(claim.term, Iri) else labels.slug(claim.term.value)
        value = [labels.slug(claim.subject), labels.slug(claim.property), term, labels.unit(claim.property)]
        for passage in claim.said_by:
            yield [*head, *value, "yes" if claim.held else "no", *_passage(passage), *tail]
    if not one.claims:
        subjects, properties = (" ".join(map(labels.slug, some)) for some in (one.subjects, one.properties))
        for passage in one.passages:
            yield [*head, subjects, properties, "", "", "", *_passage(passage), *tail]


def _passage(passage: Passage) -> list[str]:
    return [passage.source_slug, passage.locator, ", ".join(passage.hedges)]

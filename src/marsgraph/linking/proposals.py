"""Candidates for people: a table, JSON, and SSSOM rows that somebody may move into data/links/."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from marsgraph import display, saving
from marsgraph.build import sssom
from marsgraph.build.links import CLOSE, EXACT, SAME
from marsgraph.build.sssom import Link
from marsgraph.errors import FileAccessError, InputError
from marsgraph.labels import short
from marsgraph.linking import keys
from marsgraph.linking.candidates import CLEAR, CONTESTED, DISAGREEING, KNOWN, VERDICTS, Candidate, Found, Key, few
from marsgraph.linking.ours import Ours
from marsgraph.paths import Project
from marsgraph.terms import MG

_CONFIDENCE: Final = {CLEAR: "0.9", CONTESTED: "0.5", DISAGREEING: "0.3"}
_DIRECT: Final = "http://www.wikidata.org/prop/direct/"
_COLUMNS: Final = ("verdict", "thing", "item", "label there", "agrees", "disagrees", "also fits", "linked to")
_HEAD: Final = {
    "mapping_set_id": "https://w3id.org/marsgraph/links/proposals",
    "mapping_set_title": "Proposals of marsgraph link",
    "mapping_set_description": "Nobody has looked at these rows. Check the evidence, then move what holds to "
    "data/links/wikidata.sssom.tsv and what does not to data/links/refused.sssom.tsv.",
    "license": "https://creativecommons.org/licenses/by/4.0/",
}


def as_links(found: Found, ours: Ours) -> list[Link]:
    """The candidates that are not linked yet, as rows: one for a mission, its craft and its launch each."""
    rows: dict[tuple[str, str], Link] = {}
    for one in found.candidates:
        if one.verdict == KNOWN:
            continue
        family = ours.families.get(one.thing)
        kinds = {one.thing: EXACT}
        if family:
            kinds = {family.mission: SAME, family.craft: CLOSE, family.launch: CLOSE}
        for subject, predicate in kinds.items():
            rows.setdefault((subject, one.item), _row(one, subject, ours.things[subject].label, predicate))
    return list(rows.values())


def _row(one: Candidate, subject: str, label: str, predicate: str) -> Link:
    first = one.matched[0]
    cells = {
        "subject_label": label,
        "object_label": one.item_label,
        "mapping_justification": sssom.SEMAPV + "LexicalMatching",
        "mapping_tool": "marsgraph link",
        "confidence": _CONFIDENCE[one.verdict],
        "curation_rule_text": one.verdict,
        "comment": _remark(one),
    }
    if subject == one.thing:
        cells |= {
            "subject_match_field": MG + ("cospar" if first.alike else first.kind),
            "object_match_field": _DIRECT + keys.PROPERTIES[first.kind],
            "match_string": min(set(first.ours) & set(first.theirs)),
        }
    return Link(subject, predicate, one.item, {name: text for name, text in cells.items() if text})


def _remark(one: Candidate) -> str:
    parts = ["agrees: " + ", ".join(map(str, one.matched))]
    parts += ["disagrees: " + ", ".join(map(str, one.disagreeing))] * bool(one.disagreeing)
    parts += ["also fits: " + ", ".join(one.rivals)] * bool(one.rivals)
    parts += ["linked already to: " + ", ".join(one.linked)] * bool(one.linked)
    return "; ".join(parts)


def write(links: Iterable[Link], file: Path, project: Project, prefixes: Mapping[str, str]) -> None:
    """Write proposals; never over what people accepted."""
    if file.resolve().parent == project.links.resolve():
        raise InputError(
            "proposals are not written among the tables that people wrote.",
            place=str(file),
            remedy="Write them elsewhere, check them, and move the rows that hold.",
        )
    spaces = {"thing": prefixes[""], "wdt": _DIRECT, "sssom": sssom.SSSOM, "semapv": sssom.SEMAPV} | {
        name: space for name, space in prefixes.items() if name
    }
    try:
        saving.save(file, sssom.write(links, spaces, _HEAD).encode())
    except OSError as error:
        raise FileAccessError.of(error, f"Writing {file}", remedy="Name a file that can be written.") from error


def as_rows(found: Found, prefixes: Mapping[str, str]) -> list[list[str]]:
    """The candidates as rows of text."""
    return [
        [
            one.verdict,
            short(one.thing, prefixes),
            short(one.item, prefixes),
            one.item_label,
            ", ".join(map(str, one.matched)),
            ", ".join(map(str, one.disagreeing)),
            few([short(iri, prefixes) for iri in one.rivals]),
            ", ".join(short(iri, prefixes) for iri in one.linked),
        ]
        for one in found.candidates
    ]


def as_text(found: Found, prefixes: Mapping[str, str], width: int | None) -> str:
    """A table with what is left aside below it."""
    rows = as_rows(found, prefixes)
    table = display.table(_COLUMNS, rows, width) if rows else "No item shares an identifier with a thing."
    return "\n".join([table, "", summary(found)])


def summary(found: Found) -> str:
    """The counts in a line."""
    counts = {verdict: sum(one.verdict == verdict for one in found.candidates) for verdict in VERDICTS}
    told = [display.count(len(found.candidates), "candidate")]
    told += [f"{number} {verdict}" for verdict, number in counts.items() if number]
    told += [f"{len(found.refused)} refused before"] * bool(found.refused)
    told += [f"{display.count(len(found.unmatched), 'thing')} without an item"] * bool(found.unmatched)
    told += [f"{display.count(found.nameless, 'item')} with a name alone, which links nothing"] * bool(found.nameless)
    return "; ".join(told) + "."


def as_csv(found: Found, prefixes: Mapping[str, str]) -> str:
    """The table for programs."""
    return write_csv(_COLUMNS, as_rows(found, prefixes))


def write_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def as_json(found: Found) -> dict[str, object]:
    """The candidates for programs, with all that agrees and disagrees."""
    return {
        "candidates": [
            {
                "thing": one.thing,
                "label": one.label,
                "item": one.item,
                "itemLabel": one.item_label,
                "verdict": one.verdict,
                "matched": [_key(key) for key in one.matched],
                "disagreeing": [_key(key) for key in one.disagreeing],
                "alsoFits": list(one.rivals),
                "linkedTo": list(one.linked),
            }
            for one in found.candidates
        ],
        "refused": [{"thing": thing, "item": item} for thing, item in found.refused],
        "withoutItem": list(found.unmatched),
        "withNameAlone": found.nameless,
    }


def _key(key: Key) -> dict[str, object]:
    return {"kind": key.kind, "ours": list(key.ours), "theirs": list(key.theirs)} | (
        {"alike": True} if key.alike else {}
    )

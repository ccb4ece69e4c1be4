"""The vocabulary in words: classes, properties, taxonomies and rules, with how often each is used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from marsgraph.reading import Reading
from marsgraph.store import Row, Store
from marsgraph.terms import MG, OWL, OWL_FUNCTIONAL, RDF_TYPE, RDFS, SKOS
from marsgraph.web.shown.values import Named

_CLASS: Final = OWL + "Class"
_PROPERTIES: Final = {OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}
_ANYTHING: Final = "anything"


@dataclass(frozen=True, slots=True)
class Class:
    """A class with those below it."""

    iri: str
    anchor: str
    label: str
    definition: str
    example: Named | None
    count: int
    narrower: tuple[Class, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A property."""

    iri: str
    anchor: str
    label: str
    definition: str
    example: str
    of: Named
    """The class of the things that have it."""
    to: Named
    """The class or the datatype of its values."""
    unit: str
    one: bool
    """Whether a thing has one value at most."""
    broader: tuple[Named, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PropertyGroup:
    """The properties of the things of a class."""

    of: Named
    properties: tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a taxonomy with those below it."""

    iri: str
    label: str
    definition: str
    count: int
    narrower: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A taxonomy."""

    iri: str
    anchor: str
    label: str
    definition: str
    count: int
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What the shapes ask of a class, and what to do where it does not hold."""

    of: Named
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The whole vocabulary."""

    title: str
    description: str
    version: str
    classes: tuple[Class, ...]
    groups: tuple[PropertyGroup, ...]
    schemes: tuple[Scheme, ...]
    rules: tuple[Rule, ...]


def read_rules(shapes: Store, query: str) -> list[Row]:
    """The rules of a file of shapes."""
    return list(shapes.ask(query).rows())


def gather(reading: Reading, rules: Iterable[Row]) -> Vocabulary:
    """Everything that the page about the vocabulary tells."""
    said = _said(reading.ask("vocabulary"))
    counts = _counts(reading.ask("term-counts"), "term")
    about = said.get(MG.rstrip("#"), {})
    groups = _groups(said, counts, reading)
    return Vocabulary(
        title=_first(about, "http://purl.org/dc/terms/title"),
        description=_first(about, "http://purl.org/dc/terms/description"),
        version=_first(about, OWL + "versionInfo"),
        classes=_classes(said, counts, reading),
        groups=groups,
        schemes=_schemes(reading),
        rules=tuple(_rule(row, reading) for row in rules),
    )


def _said(rows: Iterable[Row]) -> dict[str, dict[str, list[str]]]:
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        said[row["subject"].value][row["property"].value].append(row["value"].value)
    return said


def _counts(rows: Iterable[Row], name: str) -> dict[str, int]:
    return {row[name].value: int(row["count"].value) for row in rows if name in row}


def _first(facts: Mapping[str, list[str]], name: str) -> str:
    return next(iter(sorted(facts.get(name, []))), "")


def _anchor(iri: str) -> str:
    return iri.rpartition("#")[2]


def _label(iri: str, reading: Reading) -> str:
    return reading.labels.of(iri)


# ---- Classes and properties


def _classes(
    said: Mapping[str, Mapping[str, list[str]]], counts: Mapping[str, int], reading: Reading
) -> tuple[Class, ...]:
    known = {iri for iri, facts in said.items() if _CLASS in facts.get(RDF_TYPE, [])}
    below: dict[str, list[str]] = defaultdict(list)
    for iri in known:
        for broader in known.intersection(said[iri].get(RDFS + "subClassOf", [])):
            below[broader].append(iri)
    tops = known - {iri for some in below.values() for iri in some}

    def tree(iri: str) -> Class:
        facts = said[iri]
        narrower = sorted(below[iri], key=lambda one: _label(one, reading))
        return Class(
            iri=iri,
            anchor=_anchor(iri),
            label=_label(iri, reading),
            definition=_first(facts, SKOS + "definition") or _first(facts, RDFS + "comment"),
            example=_example(_first(facts, SKOS + "example"), reading),
            count=counts.get(iri, 0),
            narrower=tuple(map(tree, narrower)),
        )

    return tuple(tree(iri) for iri in sorted(tops, key=lambda one: (-len(below[one]), _label(one, reading))))


def _example(text: str, reading: Reading) -> Named | None:
    """The thing that an example names, where it is one thing."""
    prefix, colon, local = text.partition(":")
    space = reading.store.prefixes.get(prefix)
    if not colon or space is None or not local.replace("-", "").replace("_", "").replace(".", "").isalnum():
        return None
    iri = space + local
    return Named(iri, _label(iri, reading)) if reading.labels.find(iri) else None


def _groups(
    said: Mapping[str, Mapping[str, list[str]]], counts: Mapping[str, int], reading: Reading
) -> tuple[PropertyGroup, ...]:
    grouped: dict[Named, list[Property]] = defaultdict(list)
    for iri, facts in said.items():
        if _PROPERTIES.intersection(facts.get(RDF_TYPE, [])) or OWL_FUNCTIONAL in facts.get(RDF_TYPE, []):
            one = _property(iri, facts, counts, reading)
            grouped[one.of].append(one)
    return tuple(
        PropertyGroup(of, tuple(sorted(some, key=lambda one: one.label)))
        for of, some in sorted(grouped.items(), key=lambda item: (item[0].label == _ANYTHING, item[0].label))
    )


def _property(iri: str, facts: Mapping[str, list[str]], counts: Mapping[str, int], reading: Reading) -> Property:
    def named(name: str) -> Named:
        found = _first(facts, RDFS + name)
        return Named(found, _label(found, reading)) if found else Named("", _ANYTHING)

    return Property(
        iri=iri,
        anchor=_anchor(iri),
        label=_label(iri, reading),
        definition=_first(facts, SKOS + "definition") or _first(facts, RDFS + "comment"),
        example=_first(facts, SKOS + "example"),
        of=named("domain"),
        to=named("range"),
        unit=reading.labels.unit(iri),
        one=OWL_FUNCTIONAL in facts.get(RDF_TYPE, []),
        broader=tuple(Named(up, _label(up, reading)) for up in sorted(facts.get(RDFS + "subPropertyOf", []))),
        count=counts.get(iri, 0),
    )


# ---- Taxonomies and rules


def _schemes(reading: Reading) -> tuple[Scheme, ...]:
    uses = _counts(reading.ask("concept-uses"), "concept")
    members: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in reading.ask("concepts"):
        members[row["scheme"].value].setdefault(row["concept"].value, row)
    return tuple(_scheme(row, members[row["scheme"].value], uses) for row in reading.ask("schemes"))


def _scheme(row: Row, members: Mapping[str, Row], uses: Mapping[str, int]) -> Scheme:
    below: dict[str, list[str]] = defaultdict(list)
    for iri, one in members.items():
        broader = one["broader"].value if "broader" in one else ""
        below[broader if broader in members else ""].append(iri)

    def tree(iri: str) -> Concept:
        narrower = tuple(tree(one) for one in below[iri])
        return Concept(
            iri, _text(members[iri], "label") or iri, _text(members[iri], "definition"), uses.get(iri, 0), narrower
        )

    return Scheme(
        iri=row["scheme"].value,
        anchor=row["scheme"].value.rpartition("/")[2],
        label=_text(row, "label"),
        definition=_text(row, "definition"),
        count=len(members),
        concepts=tuple(tree(iri) for iri in below[""]),
    )


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _rule(row: Row, reading: Reading) -> Rule:
    of = row["class"].value
    return Rule(Named(of, _label(of, reading)), row["message"].value, _text(row, "remedy"))

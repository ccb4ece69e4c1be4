"""Finding the thing that a person means: by label, alias, slug, identifier or IRI, however it is spelled.

A name that only a mission's craft or launch has means the mission. What fits nothing is answered with what is
near, what fits several things with all of them.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from marsgraph import catalog
from marsgraph.errors import InputError, NotFoundError
from marsgraph.labels import short
from marsgraph.store import Iri, Store
from marsgraph.terms import CONCEPT, ID, SOURCE, expand, shorten

_GREEK: Final = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_LETTERS: Final = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _GREEK, strict=True)) | {"ς": "sigma"}
_TOKENS: Final = re.compile(r"\d+|[^\W\d_]+")
_PIECE: Final = re.compile(r"((?:19|20)\d\d)\W?(\d{1,3})\W?([a-z]{1,3})?")
_SERIAL: Final = re.compile(r"^\s*s/n\b")
_MOST: Final = 5
_MANY: Final = 20
_OWN: Final = {"label", "slug", "record"}
_TIERS: Final = (ID, CONCEPT, SOURCE)


@dataclass(frozen=True, slots=True)
class _Named:
    thing: str
    kind: str
    name: str


class Names:
    """All the names of a graph, ready to be looked up."""

    def __init__(self, store: Store, queries: Path) -> None:
        self._prefixes = store.prefixes
        self._missions: set[str] = set()
        self._whole: dict[str, set[str]] = defaultdict(set)
        for row in store.ask(catalog.page_query(queries, "mission-parts").text).rows():
            self._missions.add(row["mission"].value)
            if "part" in row:
                self._whole[row["part"].value].add(row["mission"].value)
        self._index: dict[str, list[_Named]] = defaultdict(list)
        self._labels: dict[str, str] = {}
        for row in store.ask(catalog.page_query(queries, "names").text).rows():
            self._add(_Named(row["thing"].value, row["kind"].value, row["name"].value))

    def _add(self, named: _Named) -> None:
        if named.kind == "label":
            self._labels[named.thing] = named.name
        for key in keys(named.name):
            self._index[key].append(named)

    def find(self, text: str) -> Iri:
        """The thing that a text names."""
        if not text.strip():
            raise NotFoundError("No name is given.", remedy="Name a thing: its label, short name or COSPAR number.")
        if iri := self._explicit(text):
            if any(named.thing == iri for key in keys(_slug(iri)) for named in self._index.get(key, ())):
                return Iri(iri)
            raise self._unknown(text, _slug(iri))
        found = {thing for key in keys(text) for named in self._index.get(key, ()) for thing in self._meant(named)}
        if not found:
            raise self._unknown(text, text)
        own = {named.thing for key in keys(text) for named in self._index.get(key, ()) if named.kind in _OWN}
        chosen = found & own & self._missions or self._preferred(found, text)
        if len(chosen) > 1:
            raise NotFoundError(f"{text} could be several things.", remedy=f"Name one of:\n{self._listed(chosen)}")
        return Iri(chosen.pop())

    def matches(self, text: str) -> tuple[list[str], list[str]]:
        """The things that a text names, and those whose names are near or begin with it; the likeliest first."""
        try:
            return [self.find(text).value], []
        except NotFoundError:
            found = {thing for key in keys(text) for named in self._index.get(key, ()) for thing in self._meant(named)}
            own = {named.thing for key in keys(text) for named in self._index.get(key, ()) if named.kind in _OWN}
            meant = found and (found & own & self._missions or self._preferred(found, text))
            return sorted(meant, key=lambda iri: self.label(Iri(iri))), self._near(text, _MANY) if text.strip() else []

    def closest(self, thing: str, text: str) -> str:
        """The name of a thing, or of what belongs to it, that is nearest to a text."""
        label, plain = self.label(Iri(thing)), min(keys(text), key=len)
        own = {named.name for names in self._index.values() for named in names if self._calls(named, thing)}
        nearest = max(own, key=lambda name: _likeness(plain, name), default=label)
        return label if _likeness(plain, label)[0] >= _likeness(plain, nearest)[0] else nearest

    def _calls(self, named: _Named, thing: str) -> bool:
        """Whether people call a thing so; what only addresses spell is no such name."""
        return named.kind not in {"slug", "record"} and thing in set(self._meant(named))

    def find_source(self, text: str) -> Iri:
        """The source that a text names; short names mean sources here."""
        sources = {
            named.thing
            for key in keys(text.removeprefix("src:"))
            for named in self._index.get(key, ())
            if named.thing.startswith(SOURCE)
        }
        if len(sources) == 1:
            return Iri(sources.pop())
        known = {named.thing for names in self._index.values() for named in names if named.thing.startswith(SOURCE)}
        raise NotFoundError(f"There is no source called {text}.", remedy=f"These there are:\n{self._listed(known)}")

    def mission_of(self, thing: Iri) -> Iri | None:
        """The mission that a thing is, or of which it is the launch or the craft."""
        if thing.value in self._missions:
            return thing
        missions = self._whole.get(thing.value, set())
        return Iri(next(iter(missions))) if len(missions) == 1 else None

    def label(self, thing: Iri) -> str:
        """What to call a thing."""
        return self._labels.get(thing.value) or shorten(thing.value, self._prefixes)

    def _explicit(self, text: str) -> str | None:
        if text.startswith(("http://", "https://")):
            return text
        try:
            return expand(text, self._prefixes)
        except InputError:
            return None

    def _meant(self, named: _Named) -> Iterable[str]:
        own = named.kind in _OWN
        return {named.thing} if own else self._whole.get(named.thing) or {named.thing}

    def _preferred(self, found: set[str], text: str) -> set[str]:
        """The missions among them, or what has exactly this slug, or else things, concepts, sources, terms."""
        if missions := found & self._missions:
            return missions
        if ID + text in found:
            return {ID + text}
        for tier in _TIERS:
            if here := {thing for thing in found if thing.startswith(tier)}:
                return here
        return found

    def _unknown(self, text: str, near: str) -> NotFoundError:
        close = self._near(near)
        remedy = (
            f"Did you mean:\n{self._listed(close)}" if close else "`marsgraph coverage` tells what is in the graph."
        )
        return NotFoundError(f"Nothing in the graph is called {text}.", remedy=remedy)

    def _near(self, text: str, most: int = _MOST) -> list[str]:
        key = min(keys(text), key=len)
        holding = sorted((other for other in self._index if key and key in other), key=len) if len(key) > 1 else []
        alike = difflib.get_close_matches(key, self._index, n=3 * most, cutoff=0.6)
        things = [
            thing
            for other in alike + holding
            for named in self._index[other]
            if named.kind != "record"
            for thing in self._meant(named)
        ]
        unique = list(dict.fromkeys(things))
        return sorted(unique[: 4 * most], key=lambda thing: thing not in self._missions)[:most]

    def _listed(self, things: Iterable[str]) -> str:
        ordered = sorted(things) if isinstance(things, set) else things
        return "\n".join(f"  {short(thing, self._prefixes)}  ({self.label(Iri(thing))})" for thing in ordered)


def keys(name: str) -> set[str]:
    """The forms under which a name is looked up: without case, accents and punctuation; COSPAR in full."""
    lower = _SERIAL.sub("", _lower(name))
    plain = "".join(_TOKENS.findall(lower))
    return {plain, *_cospar(lower)} if plain else {lower.strip()}


def _likeness(plain: str, name: str) -> tuple[float, str]:
    best = max(difflib.SequenceMatcher(None, plain, key).ratio() for key in keys(name))
    return best, name


def _lower(name: str) -> str:
    if name.isascii():
        return name.lower()
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def _cospar(name: str) -> Iterator[str]:
    """The designations of before and after 1963 in one spelling each: 1962betaiota1, 1963044a."""
    if piece := _PIECE.fullmatch(name.strip()):
        yield f"{piece[1]}{int(piece[2]):03}{piece[3] or ''}"
    year, *rest = _TOKENS.findall(name) or [""]
    number = rest.pop() if rest and rest[-1].isdigit() else ""
    letters = [letter for token in rest for letter in _letters(token)]
    if len(year) == len("1962") and letters and all(letter in _GREEK for letter in letters):
        yield year + "".join(letters) + number


def _letters(token: str) -> list[str]:
    """The Greek letters of a token: Beta, β, βι, and B or A where the source prints the Latin letter."""
    if all(char in _LETTERS for char in token):
        return [_LETTERS[char] for char in token]
    return [{"a": "alpha", "b": "beta"}.get(token, token)]


def _slug(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]

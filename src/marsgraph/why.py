"""A chain of failure as a tree of text, the last event first and under each what brought it about; and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from marsgraph.chains import Chain, Circumstance, Event, Link
from marsgraph.footnotes import Footnotes
from marsgraph.labels import Labels


def as_text(chain: Chain, labels: Labels, width: int | None) -> str:
    """The tree with the passages behind its numbers, or the plain word that no failure is recorded."""
    if not chain.events:
        return "\n".join([f"No failure of {chain.label} is recorded.", *chain.outcomes])
    tree = _Tree(chain, labels, width)
    lines = [f"How {chain.label} failed: each event, and under it what brought it about", *chain.outcomes]
    for end in chain.ends():
        lines += ["", *tree.grow(end)]
    lines += ["", "Sources", *tree.notes.lines()]
    if len(chain.sources()) > 1:
        lines += [
            "",
            f"Joined from several accounts. One alone: --source {' or --source '.join(chain.sources())}",
        ]
    return "\n".join(lines)


class _Tree:
    """Writes one event under another, each event with its causes once."""

    def __init__(self, chain: Chain, labels: Labels, width: int | None) -> None:
        self.notes = Footnotes()
        self._chain = chain
        self._labels = labels
        self._width = width
        self._told: set[str] = set()

    def grow(self, iri: str, link: Link | None = None, first: str = "", further: str = "") -> Iterator[str]:
        """The lines of an event and, below it, of its causes."""
        event = self._chain.events[iri]
        yield from self._wrapped(self._headline(event, link), first, further)
        if iri in self._told:
            return
        self._told.add(iri)
        causes = self._chain.causes(iri)
        trunk = further + ("│  " if causes else "   ")
        if event.circumstances:
            yield from self._wrapped("; ".join(self._circumstances(event)), trunk, trunk)
        for how, cause in joined(causes):
            branch, below = ("└─ ", "   ") if cause is causes[-1] else ("├─ ", "│  ")
            yield from self.grow(cause.cause, cause, f"{further}{branch}{how}: ", further + below)

    def _headline(self, event: Event, link: Link | None) -> str:
        again = " (told above)" if event.iri in self._told else ""
        if link is None:
            return f"{event.label}{again}"
        return f"{event.label}{again} {self.notes.mark(link.said_by)}".rstrip()

    def _circumstances(self, event: Event) -> Iterator[str]:
        """What is said of an event, each property once."""
        for property_, circumstances in groupby(event.circumstances, key=lambda one: one.property):
            values = (self._circumstance(circumstance) for circumstance in circumstances)
            yield f"{self._labels.of(property_)}: {', '.join(values)}"

    def _circumstance(self, circumstance: Circumstance) -> str:
        value = self._labels.value(circumstance.term, circumstance.property)
        return f"{value} {self.notes.mark(circumstance.said_by)}".rstrip()

    def _wrapped(self, text: str, first: str, further: str) -> list[str]:
        if self._width is None:
            return [first + text]
        return textwrap.wrap(
            text, max(self._width, len(further) + 30), initial_indent=first, subsequent_indent=further + "  "
        )


def joined(causes: tuple[Link, ...]) -> Iterator[tuple[str, Link]]:
    """Each cause with the words that join it to its effect."""
    offered = [cause for cause in causes if cause.alternative]
    for cause in causes:
        if cause.alternative:
            yield "either" if cause is offered[0] else "or", cause
        else:
            yield "because" if cause.sure else "perhaps because", cause


def as_json(chain: Chain, labels: Labels) -> dict[str, object]:
    """The events and links for programs."""
    return {
        "mission": chain.mission,
        "label": chain.label,
        "outcomes": list(chain.outcomes),
        "sources": list(chain.sources()),
        "finalEvents": list(chain.ends()) if chain.events else [],
        "events": [_event_json(event, labels) for event in chain.events.values()],
        "links": [_link_json(link) for link in chain.links],
    }


def _event_json(event: Event, labels: Labels) -> dict[str, object]:
    return {
        "event": event.iri,
        "label": event.label,
        "final": event.final,
        "circumstances": [
            {
                "property": c.property,
                "label": labels.of(c.property),
                **labels.value_json(c.term, c.property),
                "saidBy": [passage.as_json() for passage in c.said_by],
            }
            for c in event.circumstances
        ],
    }


def _link_json(link: Link) -> dict[str, object]:
    return {
        "cause": link.cause,
        "effect": link.effect,
        "kind": "alternative" if link.alternative else "ledTo" if link.sure else "mayHaveLedTo",
        "surely": [passage.as_json() for passage in link.surely],
        "perhaps": [passage.as_json() for passage in link.perhaps],
    }

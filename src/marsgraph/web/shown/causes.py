"""Why a mission failed, in words: the last event first, under each what brought it about, and each account alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from marsgraph import chains, why
from marsgraph.chains import Chain, Event, Link
from marsgraph.errors import NotFoundError
from marsgraph.reading import Reading
from marsgraph.store import Iri
from marsgraph.terms import SOURCE
from marsgraph.web.shown import values
from marsgraph.web.shown.values import Named, Said, Value


@dataclass(frozen=True, slots=True)
class Circumstance:
    """Where, when or how an event took place."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An event of a chain, how it is joined to its effect, and what brought it about."""

    event: Named
    how: str
    """because, perhaps because, either, or; empty for the last event."""
    said: tuple[Said, ...]
    """Who says that it led to its effect."""
    circumstances: tuple[Circumstance, ...]
    causes: tuple[Step, ...]
    again: bool
    """Whether its causes stand further up already."""
    final: bool
    """Whether the launch or the mission failed by it."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one source alone tells."""

    source: Named
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Causes:
    """The chain behind the failure of a mission."""

    mission: Named
    steps: tuple[Step, ...]
    """Those that end it, each with what is behind it."""
    accounts: tuple[Account, ...]
    """Each source alone, where there are several."""
    whole: bool
    """Whether it is told from the failure of the mission on, and not from an event of the chain."""


def of(reading: Reading, thing: Iri) -> Causes | None:
    """The chain of a mission, or the part of it behind an event; none where nothing failed."""
    try:
        chain = chains.chain_of(reading, thing)
    except NotFoundError:
        return None
    if not chain.events:
        return None
    sources = chain.sources()
    told = [(source, chains.account_of(chain, SOURCE + source, source)) for source in sources]
    titles = {passage.source: passage.title for passage in reading.passages.values()}
    return Causes(
        mission=Named(chain.mission, chain.label),
        steps=_steps(chain, reading),
        accounts=tuple(
            Account(Named(SOURCE + source, titles.get(SOURCE + source, source)), _steps(account, reading))
            for source, account in told
            if len(sources) > 1 and account.links
        ),
        whole=chain.start is None,
    )


def ended_by(causes: Causes) -> Causes:
    """The same without what no failure of launch or mission followed from, where any did."""
    final = tuple(step for step in causes.steps if step.final)
    return replace(causes, steps=final or causes.steps, accounts=())


def in_short(causes: Causes) -> Causes:
    """The same with the events alone, without what is told of each."""
    return replace(causes, steps=tuple(map(_bare, ended_by(causes).steps)), accounts=())


def _bare(step: Step) -> Step:
    return replace(step, said=(), circumstances=(), causes=tuple(map(_bare, step.causes)))


def _steps(chain: Chain, reading: Reading) -> tuple[Step, ...]:
    told: set[str] = set()
    return tuple(_step(chain, reading, chain.events[end], told) for end in chain.ends() if end in chain.events)


def _step(
    chain: Chain, reading: Reading, event: Event, told: set[str], link: Link | None = None, how: str = ""
) -> Step:
    again = event.iri in told
    told.add(event.iri)
    joined: Iterator[tuple[str, Link]] = iter(()) if again else why.joined(chain.causes(event.iri))
    return Step(
        event=Named(event.iri, event.label),
        how=how,
        said=values.said(link.said_by) if link else (),
        circumstances=() if again else _circumstances(event, reading),
        causes=tuple(_step(chain, reading, chain.events[cause.cause], told, cause, how) for how, cause in joined),
        again=again,
        final=event.final,
    )


def _circumstances(event: Event, reading: Reading) -> tuple[Circumstance, ...]:
    return tuple(
        Circumstance(
            reading.labels.of(property_),
            tuple(values.value(one.term, one.property, reading.labels, one.said_by) for one in some),
        )
        for property_, some in groupby(event.circumstances, key=lambda one: one.property)
    )

"""The two ways of `marsgraph link`: propose links, and check those that were accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marsgraph.build.sssom import Link
from marsgraph.errors import EndpointError
from marsgraph.linking import candidates, crosswalk, drift, ours, proposals
from marsgraph.linking.candidates import Found
from marsgraph.linking.client import WIKIDATA, Client, Manners
from marsgraph.linking.drift import Report
from marsgraph.linking.items import Item
from marsgraph.linking.ours import Ours
from marsgraph.linking.remote import Begin, Kept, Remote
from marsgraph.paths import Project
from marsgraph.reading import Reading


@dataclass(frozen=True, slots=True)
class Side:
    """What the graph is compared with: a crosswalk, or else an endpoint."""

    crosswalk: Path | None
    endpoint: str | None
    contact: str
    batch: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """Candidates, to be shown or written."""

    found: Found
    ours: Ours
    exit_code: int = 0

    def as_text(self, prefixes: Mapping[str, str], width: int | None) -> str:
        """For people."""
        return proposals.as_text(self.found, prefixes, width)

    def as_csv(self, prefixes: Mapping[str, str]) -> str:
        """For tables."""
        return proposals.as_csv(self.found, prefixes)

    def as_json(self) -> object:
        """For programs."""
        return proposals.as_json(self.found)

    def write(self, file: Path, project: Project, prefixes: Mapping[str, str]) -> str:
        """Write the rows that a person may move into data/links/, and say so."""
        links: list[Link] = proposals.as_links(self.found, self.ours)
        proposals.write(links, file, project, prefixes)
        return f"{len(links)} rows in {file}. Check each, then move what holds to data/links/wikidata.sssom.tsv."


@dataclass(frozen=True, slots=True)
class Checked:
    """Differences, to be shown."""

    report: Report

    @property
    def exit_code(self) -> int:
        """1 when a link leads nowhere, or to another item."""
        return int(self.report.broken)

    def as_text(self, prefixes: Mapping[str, str], width: int | None) -> str:
        """For people."""
        return drift.as_text(self.report, prefixes, width)

    def as_csv(self, prefixes: Mapping[str, str]) -> str:
        """For tables."""
        return drift.as_csv(self.report, prefixes)

    def as_json(self) -> object:
        """For programs."""
        return drift.as_json(self.report)


def propose(reading: Reading, project: Project, side: Side, begin: Begin) -> Proposed:
    """Find the items that share an identifier with something of ours."""
    held = ours.read(reading, project)
    if side.crosswalk:
        return Proposed(candidates.find(held, crosswalk.read(side.crosswalk, project.queries)), held)
    remote, kept = _remote(project, side)
    items = remote.with_identifiers(ours.by_key(held.things), begin)
    kept.forget()
    return Proposed(candidates.find(held, items), held)


def check(reading: Reading, project: Project, side: Side, begin: Begin) -> Checked:
    """Compare the accepted links with what the endpoint says of their items."""
    held = ours.read(reading, project)
    links = [link for link in held.accepted if link.object.startswith(crosswalk.ENTITY)]
    remote, kept = _remote(project, side)
    items: dict[str, Item] = remote.items({link.object for link in links}, begin)
    if links and not items:
        raise EndpointError(
            f"The endpoint holds none of the {len({link.object for link in links})} items that are linked.",
            place=side.endpoint or WIKIDATA,
            remedy="Take one that holds Wikidata.",
        )
    kept.forget()
    return Checked(drift.report(held, items, links))


def _remote(project: Project, side: Side) -> tuple[Remote, Kept]:
    endpoint = side.endpoint or WIKIDATA
    kept = Kept.of(endpoint)
    return Remote(Client(endpoint, Manners(side.contact)), project.queries, kept, side.batch), kept

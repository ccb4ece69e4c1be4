"""What a release says of itself: its description for machines, and a page for whoever opens the folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from marsgraph.endpoint import turtle
from marsgraph.exports import metadata, texts
from marsgraph.exports.content import Content
from marsgraph.exports.files import File, Written
from marsgraph.store import Iri, Triple

FILE: Final = "dataset.ttl"


def write(content: Content, written: Sequence[Written]) -> bytes:
    """Write the description of a release: the dataset's own, and each file with its size and checksum."""
    found = {*metadata.triples(content)}
    for one in written:
        facts = [*metadata.distribution(one.file), *metadata.sizes(one.file.path, one.size, one.sha256)]
        found |= {Triple(Iri(subject), Iri(predicate), value) for subject, predicate, value in facts}
    return turtle.write(found, metadata.prefixes(content)).encode()


def readme(content: Content, written: Sequence[Written]) -> str:
    """Write the page for people."""
    width = max(len(one.file.path) for one in written)
    listed = [f"{one.file.path:<{width}}  {one.size:>11,}  {_title(one.file)}" for one in written]
    return texts.read("release.md").format(
        version=content.version, files="\n".join(listed), figures="\n".join(_figures(content))
    )


def _figures(content: Content) -> Iterator[str]:
    for metric in metadata.metrics(content):
        yield f"{metric.value:>8,}  {metric.definition}"


def _title(file: File) -> str:
    return f"{file.title} [{file.media_type}]"

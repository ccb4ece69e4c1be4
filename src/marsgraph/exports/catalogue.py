"""What a release says of itself: its description for machines, and a page for whoever opens the folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from marsgraph.endpoint import turtle
from marsgraph.exports import metadata
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
    return _README.format(version=content.version, files="\n".join(listed))


def _title(file: File) -> str:
    return f"{file.title} [{file.media_type}]"


_README: Final = """\
# MarsGraph {version}

The attempts to reach Mars as linked data: missions, spacecraft, rockets, stages and chains of failure, each statement
with its source. Data: CC BY 4.0 (LICENSE-DATA). To cite it: CITATION.cff, and the version above.

What is held is one preferred value wherever the sources differ. "Everything" has in a graph of its own, besides, what
each passage of each source says: the same triple stands there, and the head of that graph names the source, the place
and how far the source vouches for it.

- To read it, open `marsgraph.ttl`, or the document of a mission in `missions/`.
- For tables, `tables/`: one a class, with sources and hedges in columns beside the values; `tables/claims.csv` has
  every claim. Several values in a cell are separated by `|`. `tables/csv-metadata.json` describes the columns (CSVW).
- `dataset.ttl` describes all of it for programs (DCAT, VoID, DQV). `shapes.ttl` are the shapes that the data keeps.
- `sha256sum --check SHA256SUMS` tells whether the files are whole.

```text
{files}
```
"""

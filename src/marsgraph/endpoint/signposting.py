"""Signposts in Link headers (FAIR Signposting): what a page is about, where its data are, under which licence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from marsgraph.endpoint.dataset import Address
from marsgraph.endpoint.description import AUTHOR, LICENCE
from marsgraph.endpoint.formats import GRAPH, HTML
from marsgraph.terms import BASE

_TYPES: Final = "https://schema.org/"


def of_page(address: Address, root: str, types: Iterable[str] = ()) -> str:
    """The signposts of a page about a thing; `types` are those of schema.org that the thing has."""
    kinds = (_link(one, "type") for one in types)
    return _joined([*_landing(address.iri, "AboutPage"), *kinds, *_data(address, root), _link(BASE, "collection")])


def of_data(address: Address, root: str) -> str:
    """The signposts of a document of data about a thing: the thing, and the page about it."""
    page = root + address.document_path(HTML)
    return _joined(
        [_link(address.iri, "describes"), _link(page, "describes", type="text/html"), _link(LICENCE, "license")]
    )


def of_dataset(root: str, files: Sequence[tuple[str, str]]) -> str:
    """The signposts of the page of the whole dataset; `files` are the paths and types of those that hold it."""
    described = (_link(f"{root}/.well-known/void", "describedby", type=form.media_type) for form in GRAPH)
    items = (_link(f"{root}/downloads/{path}", "item", type=kind) for path, kind in files)
    return _joined([*_landing(BASE, "AboutPage", "Dataset"), *described, *items])


def of_description(root: str) -> str:
    """The signposts of what the dataset says of itself: the dataset, and the page about it."""
    return _joined(
        [_link(BASE, "describes"), _link(f"{root}/", "describes", type="text/html"), _link(LICENCE, "license")]
    )


def _landing(iri: str, *types: str) -> Iterator[str]:
    yield _link(iri, "cite-as")
    yield _link(AUTHOR, "author")
    yield _link(LICENCE, "license")
    yield from (_link(_TYPES + name, "type") for name in types)


def _data(address: Address, root: str) -> Iterator[str]:
    for form in GRAPH:
        yield _link(root + address.document_path(form), "describedby", type=form.media_type)


def _link(target: str, relation: str, **more: str) -> str:
    return f'<{target}>; rel="{relation}"' + "".join(f'; {name}="{value}"' for name, value in more.items())


def _joined(links: Sequence[str]) -> str:
    return ", ".join(links)

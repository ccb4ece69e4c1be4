"""MarsGraph: a knowledge graph of the attempts to reach Mars.

`graph()` gives the built graph as an `rdflib.Dataset`, `query()` the rows of a SPARQL query.
Importing the package loads no RDF library: both are fetched when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from marsgraph.library import graph, query

__all__ = ["__version__", "graph", "query"]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        return version("marsgraph")
    if name in __all__:
        from marsgraph import library

        return getattr(library, name)
    raise AttributeError(f"module 'marsgraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

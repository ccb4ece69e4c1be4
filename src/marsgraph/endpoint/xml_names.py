"""What XML can carry of a graph: which IRIs are names of elements, and which text is text."""

from __future__ import annotations

import re
from typing import Final

from marsgraph.terms import RDF

TRIPLE: Final = "A value is a triple, which this format cannot carry."
DIRECTION: Final = "A value has a direction of writing, which RDF/XML 1.1 cannot carry."

_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = re.compile(f"[{_START}][{_START}\\-.0-9\u00b7\u0300-\u036f\u203f\u2040]*$")
_NOT_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MEAN_ELSE: Final = frozenset(
    RDF + name for name in ("RDF", "ID", "Description", "about", "parseType", "resource", "nodeID", "datatype", "li")
)
"""Names that RDF/XML has for itself."""


class NotRepresentable(Exception):  # noqa: N818 - raised and told as a refusal
    """A triple that a format has no way to write."""


def cut(iri: str) -> tuple[str, str]:
    """Cut an IRI where the name of an element can begin, or raise that it has none."""
    found = _NAME.search(iri)
    if found is None or iri in _MEAN_ELSE:
        message = f"The name <{iri}> is not what XML could carry as the name of an element."
        raise NotRepresentable(message)
    return iri[: found.start()], found.group()


def check_text(text: str) -> None:
    """Raise when XML cannot carry a text."""
    if _NOT_XML.search(text):
        message = "A value holds a control character that XML cannot carry."
        raise NotRepresentable(message)

"""The kinds of identifiers by which a thing here and an item there can be told to be one.

A value is compared in one form: catalogue numbers without leading zeros, designations in full and in capitals.
What does not have the form of its kind is no identifier and matches nothing.
"""

from __future__ import annotations

import re
from typing import Final

KINDS: Final = ("cospar", "nssdca", "satcat", "naif")
"""What can match. Names and dates are no identifiers: they only speak against a match."""

PROPERTIES: Final = {"cospar": "P247", "nssdca": "P8913", "satcat": "P377", "naif": "P2956"}
"""The properties of Wikidata for them."""

_UNFINISHED: Final = "xx"
"""What catalogues print for a letter that nobody gave: 1988-058xx."""
_DASHES: Final = dict.fromkeys((0x2010, 0x2011, 0x2013), "-")
_COSPAR: Final = re.compile(r"((?:19|20)\d\d)-(\d{1,3}) ?([A-HJ-NP-Z]{1,3})")
_NSSDCA: Final = re.compile(r"[A-Z0-9][A-Z0-9._+-]*")
_NUMBER: Final = re.compile(r"0*(\d{1,9})")
_SIGNED: Final = re.compile(r"(-?)0*(\d{1,9})")
_LONGEST_NUMBER: Final = 6


def plain(kind: str, text: str) -> str | None:
    """The form in which values of a kind are compared; nothing when it is no such value."""
    if text.strip().endswith(_UNFINISHED):
        return None
    text = text.strip().upper().translate(_DASHES)
    if kind == "cospar":
        found = _COSPAR.fullmatch(text)
        return f"{found[1]}-{int(found[2]):03}{found[3]}" if found else None
    if kind == "nssdca":
        return text if _NSSDCA.fullmatch(text) else None
    if kind == "satcat":
        found = _NUMBER.fullmatch(text)
        return str(int(found[1])) if found and int(found[1]) else None
    found = _SIGNED.fullmatch(text)
    return f"{found[1]}{int(found[2])}" if found and int(found[2]) else None


def spellings(kind: str, value: str) -> list[str]:
    """The ways in which the other side may write a value, to be asked for."""
    if kind == "satcat":
        return [value.zfill(size) for size in range(len(value), max(len(value), _LONGEST_NUMBER) + 1)]
    return [value, value.lower()] if value.lower() != value else [value]

"""How wide a text is, guessed without a font: never less than common fonts for screens take."""

from __future__ import annotations

import unicodedata
from typing import Final

_WIDTHS: Final = {
    **dict.fromkeys("ijlI'|", 0.29),
    **dict.fromkeys(" .,:;!()[]-/\\frtJ", 0.4),
    **dict.fromkeys('csxvykzL?_TFEPSY"*', 0.6),
    **dict.fromkeys("mMwWOQ@%NHDUG—", 0.88),
    **dict.fromkeys("AVXZBKRC+=<>~#&", 0.76),
}
_OTHER: Final = 0.64
_WIDE: Final = 1.05
BOLD: Final = 1.1
ELLIPSIS: Final = "…"
_ROUNDING: Final = 0.01


def width(text: str, size: float) -> float:
    """The width of a text in letters of a size."""
    return sum(map(_width, text)) * size


def _width(char: str) -> float:
    if char in _WIDTHS:
        return _WIDTHS[char]
    if char < "\x7f":
        return _OTHER
    if unicodedata.combining(char):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _WIDTHS.get(_plain(char), 0.75)


def _plain(char: str) -> str:
    """A letter without its accents."""
    return unicodedata.normalize("NFD", char)[0]


def fit(text: str, size: float, space: float) -> str:
    """As much of a text as fits into a space, with an ellipsis where it was cut."""
    if width(text, size) <= space + _ROUNDING:
        return text
    left = space - width(ELLIPSIS, size)
    for place, char in enumerate(text):
        left -= _width(char) * size
        if left < 0:
            return text[:place].rstrip() + ELLIPSIS
    return text


def wrap(text: str, size: float, space: float, lines: int) -> list[str]:
    """A text in lines that fit into a space; the last of those that are allowed takes what is left, cut to fit."""
    wrapped: list[str] = []
    rest = text.split()
    while rest and len(wrapped) < lines - 1:
        line = [rest.pop(0)]
        while rest and width(" ".join([*line, rest[0]]), size) <= space:
            line.append(rest.pop(0))
        wrapped.append(fit(" ".join(line), size, space))
    if rest:
        wrapped.append(fit(" ".join(rest), size, space))
    return wrapped or [""]

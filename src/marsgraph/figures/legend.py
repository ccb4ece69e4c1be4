"""The line above a figure that tells which shape and colour means what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element

from marsgraph.figures import marks, svg
from marsgraph.figures import text as texts
from marsgraph.figures.marks import Style

SIZE: Final = 13
_LINE: Final = 22
_RADIUS: Final = 5
_AFTER_MARK: Final = 12
_BETWEEN: Final = 18


def draw(parent: Element, entries: Iterable[tuple[Style, str]], width: float, top: float = 0) -> float:
    """Draw a legend from a place downwards, in as many lines as it needs; give the height that it took."""
    legend = svg.group(parent, "legend")
    x, line = 0.0, 0
    for style, told in entries:
        text = texts.fit(told, SIZE, width - _RADIUS - _AFTER_MARK)
        wide = _RADIUS + _AFTER_MARK + texts.width(text, SIZE)
        if x and x + wide > width:
            x, line = 0.0, line + 1
        y = top + line * _LINE + _LINE / 2
        entry = svg.group(legend, "entry")
        marks.draw(entry, style, x + _RADIUS + 1, y, _RADIUS)
        svg.write(text, entry, x + _RADIUS + _AFTER_MARK, y + 4.5, class_="label")
        x += wide + _BETWEEN
    return (line + 1) * _LINE

"""What a category looks like: a shape and a colour, so that neither is needed to tell it from another.

What became of a launch or a mission has its own: a dot for success, a triangle for a part of it, a cross for a loss.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element

from marsgraph.figures import svg

MOST: Final = 8
"""How many categories can be told apart."""
_Outline: TypeAlias = tuple[tuple[float, float], ...]

_OUTCOMES: Final[Mapping[str, str]] = {
    "success": "good",
    "launch success": "good",
    "partial success": "partial",
    "launch failure": "bad",
    "failure": "bad",
    "loss": "bad",
    "lost": "bad",
    "lost with its rocket": "bad",
    "lost by its rocket": "bad",
    "lost after a good launch": "bad",
    "stranded in Earth orbit": "bad",
    "destroyed in Earth orbit": "bad",
    "lost on the way": "bad",
    "passed its target": "bad",
}
"""The tones of outcomes, by the labels that the taxonomy gives them and the plain words for them."""
_SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "good": ("dot", "pentagon", "star"),
    "partial": ("triangle", "hexagon", "star"),
    "bad": ("cross", "square", "diamond", "wedge", "plus", "star"),
    "": ("dot", "square", "triangle", "diamond", "wedge", "plus", "cross", "star"),
}
_RANK: Final = ("good", "partial", "bad")


@dataclass(frozen=True, slots=True)
class Style:
    """How the marks of a category look."""

    category: str
    shape: str
    tone: str
    """What the stylesheet calls its colour."""


PLAIN: Final = Style("", "dot", "0")
NONE: Final = Style("", "dot", "none")
"""What is sorted, but of no category that is told: hollow."""


def tone_of(category: str) -> str:
    """Whether an outcome is good, partial or bad; nothing for what is no outcome."""
    return _OUTCOMES.get(category, "")


def styles(categories: Iterable[str]) -> dict[str, Style]:
    """A look for each category as a mark: outcomes from good to bad, which the colour tells, others in their order."""
    return {one: Style(one, shape, tone) for one, shape, tone, _ in _given(categories)}


def fills(categories: Iterable[str]) -> dict[str, Style]:
    """A look for each category as a part of a bar, where the colour alone is seen."""
    return {
        one: Style(one, "square", f"{tone}-{count}" if count else tone) for one, _, tone, count in _given(categories)
    }


def _given(categories: Iterable[str]) -> Iterator[tuple[str, str, str, int]]:
    """Each category with its shape, its tone, and how many of its tone were before it."""
    listed = list(categories)
    if not all(map(tone_of, listed)):
        shapes = _SHAPES[""]
        yield from ((one, shapes[n % MOST], str(n % MOST), 0) for n, one in enumerate(listed))
        return
    given: dict[str, int] = {}
    for one in sorted(listed, key=lambda one: _RANK.index(tone_of(one))):
        tone = tone_of(one)
        count = given[tone] = given.get(tone, -1) + 1
        yield one, _SHAPES[tone][count % len(_SHAPES[tone])], tone, count


def draw(parent: Element, style: Style, x: float, y: float, radius: float) -> Element:
    """Draw a mark; all shapes cover about the same area."""
    class_ = f"mark tone-{style.tone}"
    if style.shape == "dot":
        return svg.element(parent, "circle", class_=class_, cx=x, cy=y, r=radius)
    points = ((x + radius * dx, y + radius * dy) for dx, dy in _OUTLINES[style.shape])
    return svg.element(parent, "path", class_=class_, d=svg.path(points, closed=True))


def _polygon(corners: int, size: float, turn: float = 0.0) -> _Outline:
    angles = [math.tau * (corner / corners + turn) - math.pi / 2 for corner in range(corners)]
    return tuple((size * math.cos(angle), size * math.sin(angle)) for angle in angles)


def _plus(size: float, thick: float) -> _Outline:
    return (
        *((-thick, -size), (thick, -size), (thick, -thick), (size, -thick), (size, thick), (thick, thick)),
        *((thick, size), (-thick, size), (-thick, thick), (-size, thick), (-size, -thick), (-thick, -thick)),
    )


def _turned(outline: _Outline, angle: float) -> _Outline:
    cos, sin = math.cos(angle), math.sin(angle)
    return tuple((x * cos - y * sin, x * sin + y * cos) for x, y in outline)


def _star(size: float) -> _Outline:
    return tuple(
        point
        for outer, inner in zip(_polygon(5, size), _polygon(5, size * 0.45, 0.1), strict=True)
        for point in (outer, inner)
    )


_OUTLINES: Final[Mapping[str, _Outline]] = {
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": _polygon(4, 1.22),
    "triangle": _polygon(3, 1.28),
    "wedge": _polygon(3, 1.28, 0.5),
    "pentagon": _polygon(5, 1.1),
    "hexagon": _polygon(6, 1.08),
    "star": _star(1.4),
    "plus": _plus(1.22, 0.4),
    "cross": _turned(_plus(1.3, 0.38), math.pi / 4),
}

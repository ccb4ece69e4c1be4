"""What a figure looks like, and what drawing it gives."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

NARROW: Final = 560
"""Below this width a figure is drawn for a phone."""
WIDTHS: Final = (280, 2400)
EDGE: Final = 16
"""The paper around a figure that stands alone."""


@dataclass(frozen=True, slots=True)
class Look:
    """How to draw."""

    width: int = 1080
    title: str = ""
    """What the figure shows; one is made from the columns if empty."""
    name: str = "figure"
    """What the ids of the figure begin with: on a page, another for each."""
    style: str = ""
    """The stylesheet, for a file that stands alone; a page has it already. With it come paper and a visible title."""
    credit: str = ""
    """A line below a figure that stands alone."""

    @property
    def alone(self) -> bool:
        """Whether the figure is a file of its own, without a page around it."""
        return bool(self.style)

    @property
    def inner(self) -> int:
        """The width of what is drawn: a figure that stands alone has paper around it."""
        return self.width - 2 * EDGE if self.alone else self.width

    def widened(self, inner: float) -> Look:
        """The same with at least so much room for what is drawn."""
        return replace(self, width=self.width + max(0, math.ceil(inner - self.inner)))

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width < NARROW


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure that was drawn."""

    view: str
    svg: str
    title: str
    description: str
    """The figure in words."""
    width: int
    height: int

"""Writing SVG: elements of the standard library, so that whatever a label holds is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from marsgraph.figures import text as texts
from marsgraph.figures.look import EDGE, Drawing, Look

_SPACE: Final = "http://www.w3.org/2000/svg"
_TITLE_SIZE: Final = 17
_TITLE_LINE: Final = 23
_CREDIT_SIZE: Final = 12
_CREDIT_LINE: Final = 26


def element(parent: Element | None, tag: str, content: str = "", **attributes: float | str) -> Element:
    """Add an element; underscores in the names of attributes are hyphens, and `class_` is class."""
    named = {name.rstrip("_").replace("_", "-"): _value(value) for name, value in attributes.items()}
    made = Element(tag, named) if parent is None else SubElement(parent, tag, named)
    if content:
        made.text = clean(content)
    return made


def group(parent: Element, class_: str) -> Element:
    """Add a group."""
    return element(parent, "g", class_=class_)


def mark_of(parent: Element, class_: str, address: str, told: str) -> Element:
    """Add what stands for a row: a link where it leads somewhere, told in words to who points at it or hears it."""
    made = (
        element(parent, "a", class_=class_, href=address, aria_label=told)
        if address
        else element(parent, "g", class_=class_)
    )
    element(made, "title", told)
    return made


def hit(parent: Element, left: float, top: float, wide: float, high: float) -> Element:
    """Add the room that belongs to a mark and its label: it can be pointed at, and overlaps no other."""
    return element(parent, "rect", class_="hit", x=left, y=top, width=wide, height=high)


def write(text: str, parent: Element, x: float, y: float, **attributes: float | str) -> Element:
    """Add a line of text."""
    return element(parent, "text", text, x=x, y=y, **attributes)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """The data of a path along straight lines."""
    return "M" + "L".join(f"{number(x)},{number(y)}" for x, y in points) + ("Z" if closed else "")


def clean(text: str) -> str:
    """A text without the characters that XML cannot carry."""
    return "".join(char if _carried(char) else "�" for char in text)


def _carried(char: str) -> bool:
    return char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"


def _value(value: float | str) -> str:
    return clean(value) if isinstance(value, str) else number(value)


def number(value: float) -> str:
    """A number as an attribute has it."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def finish(body: Element, look: Look, view: str, height: float, title: str, description: str) -> Drawing:
    """Put what was drawn into a document, with its name and its description for those who cannot see it."""
    frame = _Frame(look, look.title or title, height) if look.alone else None
    wide, high = (look.width, frame.height) if frame else (look.width, round(height))
    links = next(body.iter("a"), None) is not None
    root = element(
        None,
        "svg",
        xmlns=_SPACE,
        class_=f"figure-svg figure-{view}" + (" figure-alone" if frame else ""),
        viewBox=f"0 0 {wide} {high}",
        width=wide,
        height=high,
        role="group" if links else "img",
        aria_labelledby=f"{look.name}-title",
        aria_describedby=f"{look.name}-description",
    )
    element(root, "title", look.title or title, id=f"{look.name}-title")
    element(root, "desc", description, id=f"{look.name}-description")
    if frame:
        element(root, "style", look.style)
        frame.draw(root, body)
    else:
        root.append(body)
    return Drawing(view, tostring(root, encoding="unicode"), look.title or title, description, wide, high)


class _Frame:
    """What is around a figure that stands alone: paper, title above, credit below."""

    def __init__(self, look: Look, title: str, height: float) -> None:
        self._look = look
        self._lines = texts.wrap(title, _TITLE_SIZE * texts.BOLD, look.inner, 3)
        self._top = EDGE + _TITLE_LINE * len(self._lines) + 4
        self.height = round(self._top + height + (_CREDIT_LINE if look.credit else 0) + EDGE / 2)

    def draw(self, root: Element, body: Element) -> None:
        """Put paper, title, figure and credit into a document."""
        wide = self._look.width
        element(root, "rect", class_="paper", width=wide, height=self.height)
        for count, line in enumerate(self._lines, 1):
            write(line, root, EDGE, EDGE + _TITLE_LINE * count - 7, class_="headline")
        body.set("transform", f"translate({EDGE},{number(self._top)})")
        root.append(body)
        if self._look.credit:
            line = texts.fit(self._look.credit, _CREDIT_SIZE, self._look.inner)
            write(line, root, EDGE, self.height - EDGE / 2 - 2, class_="note")

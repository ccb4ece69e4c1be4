"""Chains of cause and effect: each event a box, each link an arrow from what led to what it led to.

A link that is stated, one that a source hedges and one of several alternatives differ in line and in word. Chains of
different missions stand side by side. Where the columns are called ?from and ?to an arrow is no cause: it carries what
the column ?by says of it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from marsgraph.figures import layers, svg
from marsgraph.figures import text as texts
from marsgraph.figures.errors import UnsuitableError, listed
from marsgraph.figures.layers import Box, Layout, Room, Route
from marsgraph.figures.look import Drawing, Look
from marsgraph.figures.table import Cell, Row, Table, address_of, text_of

MOST: Final = 400
_SIZE: Final = 13
_NARROW_SIZE: Final = 12
_LINE: Final = 17
_PADDING: Final = 9
_MOST_LINES: Final = 6
_HEAD: Final = 30
_BETWEEN: Final = 44
_BELOW: Final = 34
_ARROW: Final = 7.0
_WORD_SIZE: Final = 12
_TOLD_LINKS: Final = 24
_NO_CAUSE: Final = "no cause told"
_NEEDS: Final = "a column ?cause and a column ?effect, or ?from and ?to"
_PLAIN: Final = "plain"
"""A link that is no cause."""
_WORD_LINE: Final = 14
_WORD_SPACE: Final = 96.0
_ON_THE_WAY: Final = (0.42, 0.3, 0.56)
_ALL_THE_WAY: Final = (0.6, 0.5, 0.7, 0.4, 0.78, 0.3, 0.2)
"""Where on a curve its word may stand, the best first; what an arrow is called is told nowhere else."""

_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("stated", "led to"), "stated"),
    **dict.fromkeys(("hedged", "may have led to", "perhaps", "probably", "possibly"), "hedged"),
    **dict.fromkeys(("alternative", "either"), "alternative"),
}
_WORDS: Final[Mapping[str, str]] = {"stated": "", "hedged": "perhaps", "alternative": "either"}
_VERBS: Final[Mapping[str, str]] = {
    "stated": "led to",
    "hedged": "may have led to",
    "alternative": "is one of the explanations of",
    _PLAIN: "leads to",
}
_LEGEND: Final[Mapping[str, str]] = {
    "stated": "led to, as a source states",
    "hedged": "perhaps: the source hedges",
    "alternative": "either this or another",
}


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what."""

    cause: int
    effect: int
    how: int | None
    chain: int | None
    by: int | None = None
    """What an arrow is called, where it is no cause."""
    plain: bool = False
    """Whether arrows are no causes."""


def roles(table: Table) -> Roles:
    """Columns are known by their names: ?cause, ?effect, perhaps ?how; or ?from, ?to, perhaps ?by; and ?mission."""
    cause, effect = table.named("cause"), table.named("effect")
    plain = cause is None and effect is None
    if plain:
        cause, effect = table.named("from"), table.named("to")
    if cause is None or effect is None or not table.rows:
        remedy = "Name the variables so, such as in ?cause mg:ledTo ?effect."
        raise UnsuitableError.lacking("chain", _NEEDS, table, remedy)
    if len(table.rows) > MOST:
        raise UnsuitableError.too_many("chain", "links", len(table.rows), MOST)
    chain = table.named("chain", "mission")
    if plain:
        return Roles(cause, effect, None, chain, table.named("by"), plain=True)
    return Roles(cause, effect, table.named("how", "link"), chain)


@dataclass(slots=True)
class _Link:
    """What several rows may say of one cause and one effect."""

    cause: int
    effect: int
    kind: str
    told: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """What it is called, where it is no cause."""


@dataclass(slots=True)
class _Chain:
    """The events of one mission, and the links between them."""

    head: Cell | None
    events: list[Cell] = field(default_factory=list)
    links: dict[tuple[int, int], _Link] = field(default_factory=dict)
    _numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def event(self, cell: Cell) -> int:
        """The number of an event."""
        key = (address_of(cell), text_of(cell) if not address_of(cell) else "")
        if key not in self._numbers:
            self._numbers[key] = len(self.events)
            self.events.append(cell)
        return self._numbers[key]

    def stands_alone(self, number: int) -> bool:
        """Whether nobody tells what led to an event, nor what it led to."""
        return not any(number in pair for pair in self.links)

    def link(self, cause: Cell, effect: Cell, kind: str, told: str) -> _Link:
        """Add a link; of several words for the same, the surest counts."""
        pair = (self.event(cause), self.event(effect))
        link = self.links.setdefault(pair, _Link(*pair, kind))
        link.kind = min(link.kind, kind, key=list(_VERBS).index)
        if told and told not in link.told:
            link.told.append(told)
        return link


def draw(table: Table, look: Look) -> Drawing:
    """Draw chains, or raise why the table has none."""
    return _Chains(table, look).draw()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A chain where it lies."""

    chain: _Chain
    layout: Layout
    head: tuple[str, ...]
    width: float
    left: float = 0.0
    top: float = 0.0

    @property
    def body(self) -> float:
        """Where its events begin."""
        return self.top + (_HEAD + 18 * (len(self.head) - 1) if self.head else 0)

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.body + self.layout.height


class _Chains:
    def __init__(self, table: Table, look: Look) -> None:
        self._table = table
        self._look = look
        self._roles = roles(table)
        self._circles = 0
        self._chains = self._read()

    @property
    def _size(self) -> int:
        return _NARROW_SIZE if self._look.narrow else _SIZE

    @cached_property
    def _kinds(self) -> Counter[str]:
        return Counter(link.kind for chain in self._chains for link in chain.links.values())

    def _read(self) -> list[_Chain]:
        chains: dict[tuple[str, str], _Chain] = {}
        place = self._roles.chain
        for row in self._table.rows:
            head = row[place] if place is not None else None
            chain = chains.setdefault((text_of(head), address_of(head)), _Chain(head))
            self._add(chain, row)
        return [chain for chain in chains.values() if chain.events]

    def _add(self, chain: _Chain, row: Row) -> None:
        cause, effect = row[self._roles.cause], row[self._roles.effect]
        if cause and effect and chain.event(cause) == chain.event(effect):
            self._circles += 1
        elif cause and effect:
            told = "; ".join(self._table.told(row, self._roles.cause, self._roles.effect, self._roles.chain))
            link = chain.link(cause, effect, self._kind(row), told)
            word = text_of(row[self._roles.by]) if self._roles.by is not None else ""
            link.words += [word] if word and word not in link.words else []
        elif only := cause or effect:
            chain.event(only)

    def _kind(self, row: Row) -> str:
        if self._roles.plain:
            return _PLAIN
        told = text_of(row[self._roles.how]) if self._roles.how is not None else ""
        return _KINDS.get(told, "stated")

    # ---- Drawing

    def draw(self) -> Drawing:
        body = svg.element(None, "g")
        y = self._legend(body)
        packed = [replace(placed, top=placed.top + y) for placed in self._packed()]
        for placed in packed:
            self._chain(body, placed)
        wide = max((placed.left + placed.width for placed in packed), default=0.0)
        y = max((placed.bottom for placed in packed), default=y)
        if self._circles:
            y += 20
            svg.write(self._note(), body, 0, y, class_="note")
        look = self._look.widened(wide)
        title = "What leads where" if self._roles.plain else "What led to what"
        return svg.finish(body, look, "chain", y + 8, title, self._description())

    def _legend(self, body: Element) -> float:
        """The lines that are used, each with what it means."""
        legend = svg.group(body, "legend")
        x, y = 0.0, 12.0
        for kind in (kind for kind in _LEGEND if self._kinds[kind]):
            wide = 44 + texts.width(_LEGEND[kind], _SIZE)
            if x and x + wide > self._look.inner:
                x, y = 0.0, y + 22
            entry = svg.group(legend, "entry")
            svg.element(entry, "path", class_=f"link {kind}", d=svg.path([(x, y), (x + 26, y)]))
            _arrow(entry, kind, (x + 34, y), (1, 0))
            svg.write(_LEGEND[kind], entry, x + 42, y + 4.5, class_="label")
            x += wide + 18
        return y + 26 if self._kinds and not self._roles.plain else 4

    def _packed(self) -> list[_Placed]:
        """Chains in columns, each as high up as it can be, in their order."""
        packed: list[_Placed] = []
        column = self._room.widest + _BETWEEN
        columns = max(1, int((self._look.inner + _BETWEEN) // column))
        for placed in map(self._lay_out, self._chains):
            spanned = math.ceil((placed.width + _BETWEEN / 2) / column)
            free = [number * column for number in range(max(1, columns - spanned + 1))]
            left = min(free, key=lambda x: (_floor(packed, x, placed.width), x))
            packed.append(replace(placed, left=left, top=_floor(packed, left, placed.width)))
        return packed

    @property
    def _room(self) -> Room:
        wide, narrow = self._look.inner, self._look.narrow
        if self._roles.plain:
            return Room(width=wide, widest=150, narrowest=108 if narrow else 118, across=12, down=78)
        if narrow:
            return Room(width=wide, widest=150, narrowest=96, across=14, down=40)
        return Room(width=wide, widest=172, narrowest=120, across=20, down=40)

    def _lay_out(self, chain: _Chain) -> _Placed:
        arcs = [(link.cause, link.effect) for link in chain.links.values()]
        height = partial(self._height, chain)
        layout = layers.lay_out(len(chain.events), arcs, self._room, height)
        title = text_of(chain.head)
        space = max(layout.width, min(texts.width(title, 14) * texts.BOLD, self._look.inner, 240.0))
        head = tuple(texts.wrap(title, 14 * texts.BOLD, space, 2)) if title else ()
        return _Placed(chain, layout, head, max(layout.width, space if title else 0))

    def _lines(self, chain: _Chain, number: int, wide: float) -> list[tuple[str, str]]:
        """The lines in a box, each with its class."""
        lines = texts.wrap(text_of(chain.events[number]), self._size, wide - 2 * _PADDING, _MOST_LINES)
        more = [(_NO_CAUSE, "note")] if chain.stands_alone(number) and not self._roles.plain else []
        return [(line, "label") for line in lines] + more

    def _height(self, chain: _Chain, number: int, wide: float) -> float:
        return len(self._lines(chain, number, wide)) * _LINE + 2 * _PADDING - 2

    def _chain(self, body: Element, placed: _Placed) -> None:
        """Draw a chain with its head."""
        made = svg.group(body, "chain")
        chain, left, top = placed.chain, placed.left, placed.body
        if placed.head:
            head = svg.mark_of(made, "head", address_of(chain.head), text_of(chain.head))
            for count, line in enumerate(placed.head):
                svg.write(line, head, left, placed.top + 15 + count * 18, class_="label heading")
        links = list(zip(chain.links.values(), placed.layout.routes, strict=True))
        for link, route in links:
            self._arc(made, chain, link, route, left, top)
        for number, box in enumerate(placed.layout.boxes):
            self._box(made, chain, number, box, left, top)
        words: list[Box] = []
        for link, route in links:
            lines = texts.wrap(", ".join(link.words), _WORD_SIZE, _WORD_SPACE, 4) if link.words else []
            _word(made, link.kind, lines or [_WORDS.get(link.kind, "")], route, placed, words)

    def _box(self, made: Element, chain: _Chain, number: int, box: Box, left: float, top: float) -> None:
        cell = chain.events[number]
        end = not self._roles.plain and not any(link.cause == number for link in chain.links.values())
        event = svg.mark_of(made, "event end" if end else "event", address_of(cell), text_of(cell))
        x, y = left + box.left, top + box.top
        svg.element(event, "rect", class_="box hit", x=x, y=y, width=box.width, height=box.height, rx=5)
        lines = self._lines(chain, number, box.width)
        first = y + (box.height - len(lines) * _LINE) / 2 + 12.5
        for count, (line, class_) in enumerate(lines):
            middle = x + box.width / 2
            svg.write(line, event, middle, first + count * _LINE, class_=class_, text_anchor="middle")

    def _arc(self, made: Element, chain: _Chain, link: _Link, route: Route, left: float, top: float) -> None:
        arc = svg.group(made, "arc")
        names = (text_of(chain.events[link.cause]), text_of(chain.events[link.effect]))
        svg.element(arc, "title", "; ".join([_said(link, *names), *link.told]))
        first, last = route.start, route.spans[-1][1]
        svg.element(arc, "path", class_=f"link {link.kind}", d=_curve(route, left, top))
        tip, direction = (first, (0, -1)) if route.turned else (last, (0, 1))
        _arrow(arc, link.kind, (left + tip[0], top + tip[1]), direction)

    # ---- In words

    def _note(self) -> str:
        return f"Not drawn: {self._circles} that leads to itself."

    def _description(self) -> str:
        events = sum(len(chain.events) for chain in self._chains)
        kinds = [f"{self._kinds[kind]} {kind}" for kind in _VERBS if self._kinds[kind]]
        what = f"{len(self._chains)} chains of cause and effect" if len(self._chains) > 1 else "Cause and effect"
        parts = [f"{what}: {events} events, links: {listed(kinds)}." if kinds else f"{what}: {events} events."]
        if self._roles.plain:
            parts = [f"{events} boxes, joined by {self._kinds[_PLAIN]} arrows."]
        told = [self._sentence(chain, link) for chain in self._chains for link in chain.links.values()]
        parts += [
            f"{f'{head}: ' if head else ''}{'; '.join(said for _, said in group)}."
            for head, group in groupby(told[:_TOLD_LINKS], key=lambda one: one[0])
        ]
        alone = [self._alone(chain) for chain in self._chains if len(chain.events) == 1]
        if alone:
            parts.append(f"With no cause told: {listed(alone)}.")
        if len(told) > _TOLD_LINKS:
            parts.append(f"And {len(told) - _TOLD_LINKS} links more, in the table.")
        if self._circles:
            parts.append(self._note())
        return " ".join(parts)

    def _alone(self, chain: _Chain) -> str:
        head, event = text_of(chain.head), text_of(chain.events[0])
        return f"{head} ({event})" if head else event

    def _sentence(self, chain: _Chain, link: _Link) -> tuple[str, str]:
        cause, effect = text_of(chain.events[link.cause]), text_of(chain.events[link.effect])
        return text_of(chain.head), _said(link, cause, effect)


def _said(link: _Link, cause: str, effect: str) -> str:
    """A link in words."""
    if link.words:
        return f"{cause}: {', '.join(link.words)}: {effect}"
    return f"{cause} {_VERBS[link.kind]} {effect}"


def _floor(packed: Iterable[_Placed], left: float, wide: float) -> float:
    """How far down the chains above a place reach."""
    apart = _BETWEEN / 2
    above = [one for one in packed if one.left < left + wide + apart and left < one.left + one.width + apart]
    return max((one.bottom + _BELOW for one in above), default=0.0)


def _curve(route: Route, left: float, top: float) -> str:
    """A way from layer to layer: curved between them, straight through them."""

    def at(x: float, y: float) -> str:
        return f"{svg.number(left + x)},{svg.number(top + y)}"

    data = f"M{at(*route.start)}"
    for (x, y), (to_x, to_y) in route.spans:
        half = (y + to_y) / 2
        data += f"L{at(x, y)}C{at(x, half)} {at(to_x, half)} {at(to_x, to_y)}"
    return data


def _arrow(parent: Element, kind: str, tip: tuple[float, float], direction: tuple[int, int]) -> None:
    """The head of an arrow."""
    (x, y), (dx, dy) = tip, direction
    half = _ARROW * 0.55
    back = (x - dx * _ARROW, y - dy * _ARROW)
    corners = [tip, (back[0] + dy * half, back[1] + dx * half), (back[0] - dy * half, back[1] - dx * half)]
    svg.element(parent, "path", class_=f"tip {kind}", d=svg.path(corners, closed=True))


def _word(parent: Element, kind: str, lines: list[str], route: Route, placed: _Placed, words: list[Box]) -> None:
    """Write on a link what its line means or what it is called, where no other such word stands."""
    if not any(lines):
        return
    left, top = placed.left, placed.body
    wide, high = max(texts.width(line, _WORD_SIZE) for line in lines), _WORD_LINE * len(lines)
    for (x, y), (to_x, to_y) in reversed(route.spans):
        for part in _ALL_THE_WAY if kind == _PLAIN else _ON_THE_WAY:
            # the curve has its ends and their heights in common with this cubic
            at = x + (to_x - x) * (3 * part**2 - 2 * part**3)
            box = Box(
                left + min(max(at - wide / 2, 0), placed.layout.width - wide),
                top + y + (to_y - y) * part - high / 2 - 1,
                wide,
                high,
            )
            clear = len(lines) == 1 or (box.top > top + y and box.top + high < top + to_y - _ARROW)
            if clear and not any(_touch(box, other) for other in words):
                words.append(box)
                for count, line in enumerate(lines):
                    middle = box.left + wide / 2
                    svg.write(
                        line, parent, middle, box.top + 11 + count * _WORD_LINE, class_="word", text_anchor="middle"
                    )
                return


def _touch(one: Box, other: Box) -> bool:
    return (
        one.left < other.left + other.width + 4
        and other.left < one.left + one.width + 4
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )

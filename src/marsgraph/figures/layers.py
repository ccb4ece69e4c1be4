"""Laying a graph out in layers, causes above what they led to (after Sugiyama, Tagawa and Toda).

Arcs that close a circle are turned around while the graph is laid out. An arc over several layers gets a waypoint in
each, so that it passes between boxes and never behind one. No layer holds more boxes than fit beside each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, TypeAlias

_SWEEPS: Final = 12
_STRAIGHT: Final = 4.0
"""How much more than a box a waypoint wants to stay in line."""
_WAY: Final = 8.0
"""The width of a waypoint."""

Arc: TypeAlias = tuple[int, int]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Room:
    """What boxes may take."""

    width: float
    widest: float
    narrowest: float
    across: float
    """The space between boxes beside each other."""
    down: float
    """The space between layers, in which arcs run."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a node lies."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """The way of an arc: from point to point, each pair of which spans the space between two layers."""

    start: Point
    """Where it leaves its box; it goes straight down to where the first span begins."""
    spans: tuple[tuple[Point, Point], ...]
    turned: bool
    """Whether the arc closes a circle, and so runs from its last point to its first."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A graph that was laid out."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: float
    height: float


@dataclass(slots=True)
class _Graph:
    """Nodes and waypoints by layer; `arcs` between neighbouring layers alone."""

    layers: list[list[int]]
    arcs: list[Arc] = field(default_factory=list)
    above: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    below: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def join(self, upper: int, lower: int) -> None:
        self.arcs.append((upper, lower))
        self.below[upper].append(lower)
        self.above[lower].append(upper)


def lay_out(count: int, arcs: Sequence[Arc], room: Room, height: Callable[[int, float], float]) -> Layout:
    """Lay out nodes, numbered from zero; `height` tells how high a node is at a width."""
    turned = _turned(count, arcs)
    downward = [(end, start) if place in turned else (start, end) for place, (start, end) in enumerate(arcs)]
    fitting = max(1, int((room.width + room.across) // (room.narrowest + room.across)))
    level = _levels(count, downward, fitting)
    graph, ways = _with_waypoints(count, downward, level)
    _order(graph)
    wide = _box_width(graph, count, room)
    places, total = _across(graph, count, wide, room)
    tops, heights, bottom = _down(graph, count, wide, room, height)
    boxes = tuple(Box(places[node] - wide / 2, tops[level[node]], wide, height(node, wide)) for node in range(count))
    ports = _Ports(graph, boxes, places)
    routes = []
    for place, way in enumerate(ways):
        spans = tuple(
            ((ports.out(way, step), tops[here] + heights[here]), (ports.into(way, step + 1), tops[here + 1]))
            for step, here in enumerate(range(level[way[0]], level[way[-1]]))
        )
        start = boxes[way[0]].top + boxes[way[0]].height
        routes.append(Route((spans[0][0][0], start), spans, place in turned))
    return Layout(boxes, tuple(routes), total, bottom)


def _turned(count: int, arcs: Sequence[Arc]) -> set[int]:
    """The arcs that close a circle, found by walking from each node in turn."""
    outgoing: dict[int, list[int]] = defaultdict(list)
    for place, (start, _) in enumerate(arcs):
        outgoing[start].append(place)
    done: set[int] = set()
    turned: set[int] = set()
    for first in range(count):
        if first in done:
            continue
        walked, path = {first}, [first]
        while path:
            node = path[-1]
            if not outgoing[node]:
                walked.discard(path.pop())
                done.add(node)
                continue
            place = outgoing[node].pop(0)
            end = arcs[place][1]
            if end in walked:
                turned.add(place)
            elif end not in done:
                walked.add(end)
                path.append(end)
    return turned


def _levels(count: int, arcs: Iterable[Arc], fitting: int) -> list[int]:
    """The layer of each node: below all that led to it, as near to what it led to as that allows, none too full."""
    effects: dict[int, set[int]] = defaultdict(set)
    causes: dict[int, set[int]] = defaultdict(set)
    for start, end in arcs:
        effects[start].add(end)
        causes[end].add(start)
    level = [0] * count
    for node in range(count):
        _push(node, 0, level, effects)
    for node in range(count):
        if effects[node] and not causes[node]:
            level[node] = min(level[end] for end in effects[node]) - 1
    here = 0
    while here <= max(level, default=0):
        members = [node for node in range(count) if level[node] == here]
        # those whose effects are farthest away can best come later
        members.sort(key=lambda node: (min((level[end] for end in effects[node]), default=here + 1) - here, node))
        for node in members[fitting:]:
            _push(node, here + 1, level, effects)
        here += 1
    return level


def _push(node: int, to: int, level: list[int], effects: Mapping[int, set[int]]) -> None:
    """Put a node at a level or below, and below it whatever it led to."""
    waiting = [(node, to)]
    while waiting:
        one, least = waiting.pop()
        level[one] = max(level[one], least)
        waiting += [(end, level[one] + 1) for end in sorted(effects[one]) if level[end] <= level[one]]


def _with_waypoints(count: int, arcs: Sequence[Arc], level: Sequence[int]) -> tuple[_Graph, list[list[int]]]:
    graph = _Graph([[] for _ in range(max(level, default=0) + 1)])
    for node in range(count):
        graph.layers[level[node]].append(node)
    ways = []
    following = count
    for start, end in arcs:
        way = [start]
        for between in range(level[start] + 1, level[end]):
            graph.layers[between].append(following)
            way.append(following)
            following += 1
        way.append(end)
        for upper, lower in pairwise(way):
            graph.join(upper, lower)
        ways.append(way)
    return graph, ways


# ---- The order within layers


def _order(graph: _Graph) -> None:
    """Order each layer by the middle of its neighbours, down and up, and keep what crosses least."""
    best, fewest = [list(layer) for layer in graph.layers], _crossings(graph)
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 0
        layers = graph.layers[1:] if downward else graph.layers[-2::-1]
        for layer in layers:
            _by_middle(layer, graph.above if downward else graph.below, graph)
        _swap(graph)
        crossing = _crossings(graph)
        if crossing < fewest:
            best, fewest = [list(layer) for layer in graph.layers], crossing
    graph.layers[:] = best


def _by_middle(layer: list[int], neighbours: Mapping[int, list[int]], graph: _Graph) -> None:
    place = _places(graph)
    own = {node: number for number, node in enumerate(layer)}

    def middle(node: int) -> tuple[float, int]:
        found = [place[one] for one in neighbours.get(node, ())]
        return (sum(found) / len(found) if found else place[node], own[node])

    layer.sort(key=middle)


def _places(graph: _Graph) -> dict[int, float]:
    """Where each stands in its layer, from 0 to 1."""
    return {node: (number + 0.5) / len(layer) for layer in graph.layers for number, node in enumerate(layer)}


def _swap(graph: _Graph) -> None:
    """Swap neighbours wherever that saves crossings."""
    for layer in graph.layers:
        place = _places(graph)
        for left in range(len(layer) - 1):
            one, other = layer[left], layer[left + 1]
            if _pair(one, other, graph, place) > _pair(other, one, graph, place):
                layer[left], layer[left + 1] = other, one


def _pair(left: int, right: int, graph: _Graph, place: Mapping[int, float]) -> int:
    """The crossings between the arcs of two neighbours in this order."""
    return sum(
        place[one] > place[other]
        for neighbours in (graph.above, graph.below)
        for one in neighbours.get(left, ())
        for other in neighbours.get(right, ())
    )


def _crossings(graph: _Graph) -> int:
    place = _places(graph)
    layer_of = {node: number for number, layer in enumerate(graph.layers) for node in layer}
    by_layer: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for upper, lower in graph.arcs:
        by_layer[layer_of[upper]].append((place[upper], place[lower]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0
        for arcs in by_layer.values()
        for number, one in enumerate(arcs)
        for other in arcs[:number]
    )


# ---- Places


def _box_width(graph: _Graph, count: int, room: Room) -> float:
    """As wide as the fullest layer allows."""
    least = room.widest
    for layer in graph.layers:
        boxes = sum(node < count for node in layer)
        if boxes:
            ways = (len(layer) - boxes) * (_WAY + room.across)
            least = min(least, (room.width - ways + room.across) / boxes - room.across)
    return max(least, room.narrowest)


def _across(graph: _Graph, count: int, wide: float, room: Room) -> tuple[dict[int, float], float]:
    """The middles of all, near those of their neighbours and apart from those beside them, and the width of it all."""

    def size(node: int) -> float:
        return wide if node < count else _WAY

    needed = [sum(map(size, layer)) + room.across * (len(layer) - 1) for layer in graph.layers]
    total = max(needed, default=0.0)
    places: dict[int, float] = {}
    for layer, taken in zip(graph.layers, needed, strict=True):
        at = (total - taken) / 2
        for node in layer:
            places[node] = at + size(node) / 2
            at += size(node) + room.across
    for sweep in range(_SWEEPS):
        downward = sweep % 2 == 1  # the last time too, so that an event stands straight below its one cause
        for layer in graph.layers if downward else reversed(graph.layers):
            wanted = [_wanted(node, graph.above if downward else graph.below, places) for node in layer]
            weights = [1.0 if node < count else _STRAIGHT for node in layer]
            places.update(
                zip(layer, _apart(wanted, weights, [size(n) for n in layer], room.across, total), strict=True)
            )
    return places, total


def _wanted(node: int, neighbours: Mapping[int, list[int]], places: Mapping[int, float]) -> float:
    """The middle of the neighbours on one side; where a node has none, it stays."""
    found = sorted(places[one] for one in neighbours.get(node, ()))
    return (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2 if found else places[node]


def _apart(
    wanted: Sequence[float], weights: Sequence[float], sizes: Sequence[float], gap: float, total: float
) -> list[float]:
    """The places nearest to those wanted that keep the order and the space between (pools adjacent violators)."""
    offsets = [0.0]
    for left, right in pairwise(sizes):
        offsets.append(offsets[-1] + (left + right) / 2 + gap)
    pools: list[tuple[float, float, int]] = []
    for want, weight, offset in zip(wanted, weights, offsets, strict=True):
        pools.append((want - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, heavy, some), (other, light, more) = pools[-2], pools[-1]
            pools[-2:] = [((one * heavy + other * light) / (heavy + light), heavy + light, some + more)]
    level = [value for value, _, members in pools for _ in range(members)]
    low, high = sizes[0] / 2, total - offsets[-1] - sizes[-1] / 2
    return [min(max(value, low), high) + offset for value, offset in zip(level, offsets, strict=True)]


def _down(
    graph: _Graph, count: int, wide: float, room: Room, height: Callable[[int, float], float]
) -> tuple[list[float], list[float], float]:
    """The top and the height of each layer, and where the last one ends."""
    tops, heights, at = [], [], 0.0
    for layer in graph.layers:
        high = max((height(node, wide) for node in layer if node < count), default=0.0)
        tops.append(at)
        heights.append(high)
        at += high + room.down
    return tops, heights, at - room.down


class _Ports:
    """Where arcs leave and meet boxes: beside each other, in the order of where they come from and go to."""

    def __init__(self, graph: _Graph, boxes: Sequence[Box], places: Mapping[int, float]) -> None:
        self._places = places
        self._boxes = boxes
        self._above = {node: sorted(set(others), key=lambda one: places[one]) for node, others in graph.above.items()}
        self._below = {node: sorted(set(others), key=lambda one: places[one]) for node, others in graph.below.items()}

    def out(self, way: Sequence[int], step: int) -> float:
        """Where a way leaves one of its nodes downwards."""
        return self._port(way[step], way[step + 1], self._below)

    def into(self, way: Sequence[int], step: int) -> float:
        """Where a way meets one of its nodes from above."""
        return self._port(way[step], way[step - 1], self._above)

    def _port(self, node: int, other: int, sides: Mapping[int, list[int]]) -> float:
        middle = self._places[node]
        if node >= len(self._boxes):
            return middle
        others = sides[node]
        step = min(22.0, self._boxes[node].width * 0.7 / len(others))
        return middle + (others.index(other) - (len(others) - 1) / 2) * step

"""The report of `serving.py`: results as JSON, as tables in docs/performance.md, and as a figure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import geometric_mean, median
from typing import TypedDict
from xml.sax.saxutils import escape

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "performance.md"
_WIDTH, _LEFT, _LINE, _TOP = 760, 250, 18, 40


class Range(TypedDict):
    """The median of some figures, and the least and the greatest of them."""

    median: float
    min: float
    max: float


class Cell(TypedDict):
    """One line of the comparison."""

    workload: str
    name: str
    peer: str
    connections: int
    ours: Range
    theirs: Range
    ratios: list[float]
    """Ours to the peer's, in each round."""
    at_least: bool
    """Whether the peer did not finish one answer in some round, so that the ratio is at least this."""
    bad: int
    """Answers that were refused or broken, of either."""


class Results(TypedDict):
    """Everything that was measured in one run."""

    versions: dict[str, str]
    cores: int | None
    rounds: int
    seconds: float
    cells: list[Cell]
    disagreeing: dict[str, list[str]]
    isolation: Mapping[str, Range]
    rest_mib: dict[str, float]
    cold_s: dict[str, Range]


def spread(figures: Iterable[float]) -> Range:
    """Give the median of figures and their range."""
    known = sorted(figures)
    return {"median": round(median(known), 3), "min": round(known[0], 3), "max": round(known[-1], 3)}


def group_of(cell: Cell) -> str:
    """The workload that a line belongs to, as the tables name it."""
    plural = "connection" if cell["connections"] == 1 else "connections"
    return f"{cell['workload']}, {cell['connections']} {plural}, to {cell['peer']}"


def _grouped(results: Results) -> dict[str, list[Cell]]:
    groups: dict[str, list[Cell]] = {}
    for cell in results["cells"]:
        groups.setdefault(group_of(cell), []).append(cell)
    return groups


def _means(cells: Sequence[Cell]) -> Range:
    """The geometric mean over the lines of a workload, over the rounds."""
    return spread(geometric_mean(of_round) for of_round in zip(*(cell["ratios"] for cell in cells), strict=True))


def told(figures: Range, *, at_least: bool = False) -> str:
    """Write a figure with its range."""
    more = "> " if at_least else ""
    return f"{more}{_short(figures['median'])} [{_short(figures['min'])} .. {_short(figures['max'])}]"


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.2f}"


def tables(results: Results) -> str:
    """Write the results as Markdown."""
    lines = ["| workload | lines | ratio, geometric mean | the worst line |", "|---|---:|---:|---|"]
    for name, cells in _grouped(results).items():
        worst = min(cells, key=lambda cell: median(cell["ratios"]))
        more = any(cell["at_least"] for cell in cells)
        last = f"{told(spread(worst['ratios']))} {worst['name']}" if cells[1:] else ""
        lines.append(f"| {name} | {len(cells)} | {told(_means(cells), at_least=more)} | {last} |")
    beside, cold, rest = results["isolation"], results["cold_s"], results["rest_mib"]
    lines += [
        "",
        "| of the server | MarsGraph | Oxigraph |",
        "|---|---:|---:|",
        f"| p99 of look-ups alone, ms | {told(beside['alone_ms'])} | |",
        f"| p99 of look-ups beside twelve runaway queries, ms | {told(beside['beside_ms'])} | |",
        f"| the one to the other | {told(beside['ratio'])} | |",
        f"| start to first correct answer, s | {told(cold['marsgraph'])} | {told(cold['oxigraph'])} |",
        f"| memory at rest (PSS), MiB | {rest['marsgraph']} | {rest['oxigraph']} |",
        "",
        "| line | connections | peer | ours, a second | the peer's | ratio |",
        "|---|---:|---|---:|---:|---:|",
    ]
    lines += map(_line, results["cells"])
    lines += ["", *_remarks(results)]
    return "\n".join(lines)


def _line(cell: Cell) -> str:
    name, ratio = f"{cell['workload']}: {cell['name']}", told(spread(cell["ratios"]), at_least=cell["at_least"])
    ours, theirs = cell["ours"]["median"], cell["theirs"]["median"]
    return f"| {name} | {cell['connections']} | {cell['peer']} | {ours:,.0f} | {theirs:,.0f} | {ratio} |"


def _remarks(results: Results) -> list[str]:
    programs = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    remarks = [f"{results['rounds']} rounds of {results['seconds']:g} s; {programs}; {results['cores']} cores."]
    for peer, names in results["disagreeing"].items():
        remarks.append(f"Left out for {peer}, which answers otherwise or not at all: {', '.join(names)}.")
    if bad := sum(cell["bad"] for cell in results["cells"]):
        remarks.append(f"{bad:,} answers were refused or broken, and are not counted.")
    return remarks


# ---- The figure


class _Scale:
    """Powers of ten from left to right."""

    def __init__(self, ratios: Sequence[float]) -> None:
        self.low = math.floor(math.log10(min(0.1, *ratios)))
        self.high = math.ceil(math.log10(max(10.0, *ratios)))

    def at(self, ratio: float) -> float:
        """Where a ratio is."""
        return _LEFT + (math.log10(ratio) - self.low) / (self.high - self.low) * (_WIDTH - _LEFT - 20)


def figure(results: Results) -> str:
    """Draw the ratio of each line as a bar with its range, on a scale of powers of ten, as SVG."""
    cells = [cell for cell in results["cells"] if cell["peer"] == "oxigraph" and cell["connections"] > 1]
    scale = _Scale([ratio for cell in cells for ratio in cell["ratios"]])
    height = _TOP + _LINE * len(cells) + 10
    title = "Requests a second, ours to the Oxigraph server's, 16 connections"
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
    drawn = [f'{begin} font-family="sans-serif" font-size="11"><title>{title}</title>']
    drawn.append(f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/><text x="4" y="14">{title}</text>')
    for power in range(scale.low, scale.high + 1):
        x, dash = scale.at(10**power), "" if power == 0 else ' stroke-dasharray="2 3"'
        drawn.append(f'<path d="M{x:.1f} {_TOP - 6}V{height - 8}" stroke="#777"{dash}/>')
        drawn.append(f'<text x="{x:.1f}" y="{_TOP - 10}" text-anchor="middle">{10.0**power:g}</text>')
    for place, cell in enumerate(cells):
        drawn += _bar(cell, _TOP + place * _LINE, scale)
    return "\n".join([*drawn, "</svg>", ""])


def _bar(cell: Cell, y: float, scale: _Scale) -> list[str]:
    known = spread(cell["ratios"])
    start, end = sorted((scale.at(1), scale.at(known["median"])))
    colour = "#2c6e9b" if known["median"] >= 1 else "#b4552d"
    name, width = escape(f"{cell['workload']}: {cell['name']}"), max(end - start, 1)
    return [
        f'<text x="{_LEFT - 6}" y="{y + 12}" text-anchor="end">{name}</text>',
        f'<rect x="{start:.1f}" y="{y + 3}" width="{width:.1f}" height="{_LINE - 6}" fill="{colour}"/>',
        f'<path d="M{scale.at(known["min"]):.1f} {y + _LINE / 2}H{scale.at(known["max"]):.1f}" stroke="#000"/>',
    ]


def write(results: Results) -> None:
    """Keep the results and the figure, and put the tables between the marks of the page."""
    keep("serving", results)
    (RESULTS / "serving.svg").write_text(figure(results), encoding="utf-8")
    put(PAGE, "serving", tables(results))


def keep(name: str, results: object) -> None:
    """Keep results as JSON."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def put(page: Path, mark: str, table: str) -> None:
    """Put a table between its marks in a page."""
    text = page.read_text(encoding="utf-8")
    marked = re.compile(rf"(?<=<!-- {mark}: written by {mark}.py -->\n).*(?=<!-- end of {mark} -->)", re.DOTALL)
    page.write_text(marked.sub(lambda _: f"\n{table}\n\n", text), encoding="utf-8")

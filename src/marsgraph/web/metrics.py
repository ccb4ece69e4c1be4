"""Figures for Prometheus: what was asked, how it ended, how long it took, how much was answered from what is kept.

Each process counts in a small file of its own that it holds in memory, in the folder of the query processes; who is
asked for the figures adds up all of them. To count is a few additions: every request does.
"""

from __future__ import annotations

import mmap
import os
import secrets
import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from marsgraph.endpoint.problems import KINDS

if TYPE_CHECKING:
    from prometheus_client.core import Metric

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_FOLDER: Final = "figures"
_SECONDS: Final = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_OUTCOMES: Final = (*(str(status.value) for status in HTTPStatus), *KINDS)
_CACHE: Final = ("kept", "made", "shared")
_CELLS: Final = (*_OUTCOMES, *_CACHE, "held", "rows", "bytes", "sum", *_SECONDS, "more")
_PLACE: Final = {name: place for place, name in enumerate(_CELLS)}
_ROWS, _BYTES, _SUM, _HELD = (_PLACE[name] for name in ("rows", "bytes", "sum", "held"))
_CELL_BYTES: Final = 8


class Metrics:
    """The counters of one application, below the address of its query processes."""

    def __init__(self, address: str) -> None:
        self._folder = Path(address) / _FOLDER
        self._cells: Any = self._open()  # a memoryview, which the checker takes for one of bytes
        self._lock = threading.Lock()

    def count(self, outcome: str, seconds: float, rows: int, length: int) -> None:
        """Count one request to the endpoint, answered or not."""
        cells, bucket = self._cells, _PLACE[_SECONDS[0]] + bisect_left(_SECONDS, seconds)
        with self._lock:
            cells[_PLACE[outcome]] += 1
            cells[bucket] += 1
            cells[_SUM] += seconds
            cells[_ROWS] += rows
            cells[_BYTES] += length

    def cache(self, how: str) -> None:
        """Count an answer that was `kept`, `made`, or `shared` with those who asked the same at the same time."""
        with self._lock:
            self._cells[_PLACE[how]] += 1

    def holds(self, more: int) -> None:
        """Count the bytes that are kept in memory, or given back."""
        with self._lock:
            self._cells[_HELD] += more

    def write(self, running: int, version: str) -> bytes:
        """All figures in Prometheus' text form, with those that are true only now."""
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        registry.register(_Figures(self._total(), running, version))
        return generate_latest(registry)

    def _open(self) -> Any:
        """The cells of this process, shared by a file; where there can be none, its own alone."""
        length = len(_CELLS) * _CELL_BYTES
        try:
            self._folder.mkdir(exist_ok=True)
            with (self._folder / f"{os.getpid()}-{secrets.token_hex(4)}").open("x+b") as file:
                file.truncate(length)
                return memoryview(mmap.mmap(file.fileno(), length)).cast("d")
        except OSError:
            return memoryview(bytearray(length)).cast("d")

    def _total(self) -> dict[object, float]:
        found = [list(self._cells)]
        with suppress(OSError):
            found = [array("d", file.read_bytes()).tolist() for file in self._folder.iterdir()] or found
        return {name: sum(values) for name, *values in zip(_CELLS, *found, strict=True)}


class _Figures:
    """What is written, in the terms of Prometheus' own library."""

    def __init__(self, total: dict[object, float], running: int, version: str) -> None:
        self._total = total
        self._running = running
        self._version = version

    def collect(self) -> Iterator[Metric]:
        """Give the figures."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        total = self._total
        told = "Requests to the SPARQL endpoint by how they ended: a status, or the kind of problem."
        queries = CounterMetricFamily("marsgraph_queries", told, labels=["outcome"])
        for outcome in _OUTCOMES:
            if total[outcome]:
                queries.add_metric([outcome], total[outcome])
        yield queries
        buckets = self._buckets()
        told = "Seconds from a request to the decision how to answer it."
        yield HistogramMetricFamily("marsgraph_query_seconds", told, buckets, total["sum"])
        yield CounterMetricFamily("marsgraph_rows", "Rows and triples in answers.", total["rows"])
        yield CounterMetricFamily("marsgraph_answer_bytes", "Bytes in answers, uncompressed.", total["bytes"])
        told = "Answers that were kept from before, made, or shared by those who asked the same at the same time."
        cache = CounterMetricFamily("marsgraph_cache_answers", told, labels=["how"])
        for how in _CACHE:
            cache.add_metric([how], total[how])
        yield cache
        yield GaugeMetricFamily("marsgraph_cache_bytes", "Bytes that kept answers take.", total["held"])
        yield GaugeMetricFamily("marsgraph_queries_running", "Queries that run now, in all processes.", self._running)
        data = GaugeMetricFamily("marsgraph_data_info", "The version of the data.", labels=["version"])
        data.add_metric([self._version], 1)
        yield data

    def _buckets(self) -> list[tuple[str, float]]:
        found, below = [], 0.0
        for name in (*_SECONDS, "more"):
            below += self._total[name]
            found.append((str(float(name)) if name != "more" else "+Inf", below))
        return found

"""Figures for Prometheus: what was asked, how it ended, how long it took.

With the environment variable PROMETHEUS_MULTIPROC_DIR, which `marsgraph serve` sets, the figures are those of all
processes together; without it, those of the process that is asked.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def share(folder: Path) -> None:
    """Count in this folder, together with all processes that are forked from this one."""
    folder.mkdir()
    os.environ[_FOLDER] = str(folder)
    importlib.import_module("prometheus_client")  # where it counts is decided when it is imported


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        self._registry = CollectorRegistry()
        self._queries = Counter(
            "marsgraph_queries",
            "Requests to the SPARQL endpoint by how they ended: a status, or the kind of problem.",
            ["outcome"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "marsgraph_query_seconds",
            "Seconds from a request to the decision how to answer it.",
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._rows = Counter("marsgraph_rows", "Rows and triples in answers.", registry=self._registry)
        self._bytes = Counter("marsgraph_answer_bytes", "Bytes in answers, uncompressed.", registry=self._registry)

    def count(self, outcome: str, seconds: float, rows: int, length: int) -> None:
        """Count one request to the endpoint."""
        self._queries.labels(outcome).inc()
        self._seconds.observe(seconds)
        if rows:
            self._rows.inc(rows)
        if length:
            self._bytes.inc(length)

    def write(self, running: int, version: str) -> bytes:
        """All figures in Prometheus' text form, with those that are true only now."""
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = self._registry
        if _FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        now = CollectorRegistry()
        now.register(_Now(running, version))
        return generate_latest(registry) + generate_latest(now)


class _Now:
    """Figures that are looked up when they are asked for."""

    def __init__(self, running: int, version: str) -> None:
        self._running = running
        self._version = version

    def collect(self) -> list[GaugeMetricFamily]:
        """Give the figures."""
        from prometheus_client.core import GaugeMetricFamily

        running = GaugeMetricFamily("marsgraph_queries_running", "Queries that run now, in all processes.")
        running.add_metric([], self._running)
        data = GaugeMetricFamily("marsgraph_data_info", "The version of the data.", labels=["version"])
        data.add_metric([self._version], 1)
        return [running, data]

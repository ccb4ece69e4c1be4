"""What pages show is gathered with few queries, and travels from process to process as it was."""

from __future__ import annotations

import pytest
from jinja2 import Environment
from served import ROOT

from marsgraph.endpoint.dataset import Address
from marsgraph.figures import Look
from marsgraph.paths import Project
from marsgraph.store import Answer, Store
from marsgraph.web import rendering, work
from marsgraph.web.drawing import STORED, Job
from marsgraph.web.settings import Settings
from marsgraph.web.shown import transfer
from marsgraph.web.shown.things import Thing
from marsgraph.web.work import Loaded

MOST = 5
TASKS = {
    "home": work.ask_view("home"),
    "missions": work.ask_view("missions", chosen={"stage": "blok-l"}, sort="date", descending=False),
    "failures": work.ask_view("failures"),
    "figures of failures": work.ask_figures(
        [Job(None, view, (Look(),), "", stored=name) for name, view in STORED.items()]
    ),
    "disagreements": work.ask_view("disagreements", chosen={}),
    "sources": work.ask_view("sources"),
    "about": work.ask_view("about"),
    "search": work.ask_view("search", text="sputnk"),
    "mission": work.ask_page(Address("id", "sputnik-24")),
    "event": work.ask_page(Address("id", "sputnik-24-vibration")),
    "place": work.ask_page(Address("id", "baikonur")),
    "concept": work.ask_page(Address("concept", "probably")),
    "source": work.ask_page(Address("source", "mars-1")),
    "passage": work.ask_page(Address("graph", "mars-1")),
    "vocabulary": work.ask_page(Address("ns", "ns")),
}


class Taken:
    """Takes what a task writes."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes) -> int:
        """Take more."""
        self.data += data
        return len(data)


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    """The shipped graph as query processes have it."""
    return work.load(Settings(Project.at(ROOT)))


@pytest.mark.parametrize("name", TASKS)
def test_few_queries(loaded: Loaded, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A page asks the store at most five times."""
    asked: list[str] = []
    ask = Store.ask

    def counting(self: Store, query: str, **how: object) -> Answer:
        asked.append(query)
        return ask(self, query, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "ask", counting)
    work.evaluate(loaded, TASKS[name], Taken())

    assert [] == asked[MOST:]


def test_way_between_processes(loaded: Loaded) -> None:
    """A page that was taken apart and put together again is the same."""
    out = Taken()
    work.evaluate(loaded, TASKS["mission"], out)
    thing = transfer.unpack(Thing, out.data)

    assert transfer.unpack(Thing, transfer.pack(thing)) == thing
    assert out.data == transfer.pack(thing)


def test_templates_are_compiled_before_anybody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the preparation no page compiles a template."""
    rendering.prepare()
    compiled: list[object] = []
    monkeypatch.setattr(Environment, "compile", lambda _, source, *more, **how: compiled.append((source, more, how)))
    rendering.render("limits.html", rendering.LimitsPage("", "1", "Told.", {"seconds": 1.0}))

    assert [] == compiled

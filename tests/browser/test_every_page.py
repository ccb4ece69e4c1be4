"""Every page, in both schemes, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from visitors import Visitor

PAGES = (
    *("/", "/query", "/limits", "/missions", "/missions?stage=blok-l", "/failures", "/sources"),
    *("/ns#Mission", "/about", "/downloads", "/search?q=sputnk", "/page/sputnik-24", "/page/blok-l"),
    "/page/source/mars-1",
    *("/page/graph/derived", "/page/concept/probably", "/report?thing=https://w3id.org/marsgraph/id/sputnik-24"),
    *(
        "/disagreements",
        "/disagreements?mission=sputnik-24",
        "/examples",
        "/questions/launch-failures",
        "/problem/time-limit",
    ),
)
DESK = {"width": 1280, "height": 900}
MOVES = """
    window.moved = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; })
      .observe({ type: "layout-shift", buffered: true });
"""
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("path", PAGES)
def test_accessible(visit: Callable[..., Visitor], path: str) -> None:
    """A page loads without an error and has nothing that axe finds wrong."""
    visitor = visit(viewport=DESK, color_scheme="light")
    assert 200 == visitor.go(path)

    assert [] == visitor.violations()


@pytest.mark.parametrize("path", PAGES)
def test_readable_in_the_dark(visit: Callable[..., Visitor], path: str) -> None:
    """A page loads in the dark scheme, where it is of the same parts, and its colours differ enough."""
    visitor = visit(viewport=DESK, color_scheme="dark")
    assert 200 == visitor.go(path)

    assert [] == visitor.violations("color-contrast")


@pytest.mark.parametrize("path", PAGES)
def test_phone(visit: Callable[..., Visitor], path: str) -> None:
    """A page is no wider than a phone."""
    visitor = visit(viewport=PHONE)
    assert 200 == visitor.go(path)

    assert 0 == visitor.overflow()


def test_answer_is_accessible(visit: Callable[..., Visitor], scheme: str) -> None:
    """The query page with an answer, its list of completions and a fault has nothing that axe finds wrong."""
    visitor = visit(viewport=DESK, color_scheme=scheme)
    visitor.refusals_expected = True
    visitor.open_query("/query?example=launch-failures").wait()
    answered = visitor.violations()
    visitor.write("SELECT * WHERE { ?m a ")
    visitor.complete()
    completing = visitor.violations()
    visitor.page.keyboard.press("Escape")
    visitor.run()

    assert ([], [], []) == (answered, completing, visitor.violations())


def test_answer_on_a_phone(visit: Callable[..., Visitor]) -> None:
    """On a phone a wide answer scrolls within its own box."""
    visitor = visit(viewport=PHONE).open_query("/query?example=contradicted-values").wait()

    assert 0 == visitor.overflow()


@pytest.mark.parametrize("scripts", [True, False])
def test_term_opens_where_its_iri_leads(visit: Callable[..., Visitor], *, scripts: bool) -> None:
    """The IRI of a term leads to its definition, which is in sight though its class was closed; without scripts too."""
    visitor = visit(viewport=DESK, java_script_enabled=scripts)
    assert 200 == visitor.go("/ns#launchDate")

    term = visitor.page.locator("#launchDate")
    term.wait_for(state="visible")
    assert "launch date" in term.inner_text().lower()
    assert not visitor.page.locator("#ledTo").is_visible()


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_moves(visit: Callable[..., Visitor], size: dict[str, int]) -> None:
    """What the scripts of the query page put in place of its form moves nothing that a visitor reads by then."""
    visitor = visit(viewport=size)
    visitor.page.add_init_script(MOVES)
    visitor.open_query("/query")

    assert pytest.approx(0, abs=0.05) == visitor.page.evaluate("moved")

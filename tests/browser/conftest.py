"""A real browser for tests: chromium of this machine, driven by Playwright. Without one they are skipped.

`MARSGRAPH_BROWSER`, when set, demands it. A page that tests use fails them on any console error (a violation of the
content security policy is one) and on any request to another host.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from visitors import SCHEMES, Visitor

DEMANDED = "MARSGRAPH_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, started once."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    missing = [
        what
        for what, there in (
            ("chromium", executable),
            ("playwright", importlib.util.find_spec("playwright")),
            ("axe-playwright-python", importlib.util.find_spec("axe_playwright_python")),
        )
        if not there
    ]
    if missing and os.environ.get(DEMANDED):
        pytest.fail(f"{DEMANDED} is set and {', '.join(missing)} not installed.")
    if missing:
        pytest.skip(f"Not installed: {', '.join(missing)} (pip install '.[browser]', apt-get install chromium).")
    from playwright.sync_api import sync_playwright

    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable, args=as_root)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(serve: Callable[..., str]) -> str:
    """The address of a server of the shipped graph."""
    return serve("--no-access-log", "--time-limit", "60")


@pytest.fixture
def visit(browser: Any, site: str) -> Iterator[Callable[..., Visitor]]:
    """Open the site as a visitor, with options of a browser context; what went wrong is told when the test ends."""
    visitors: list[Visitor] = []

    def begin(**options: Any) -> Visitor:
        visitor = Visitor(browser.new_context(base_url=site, **options), urlsplit(site).netloc)
        visitors.append(visitor)
        return visitor

    yield begin
    for visitor in visitors:
        visitor.context.close()
    assert [] == [fault for visitor in visitors for fault in visitor.faults]


@pytest.fixture
def visitor(visit: Callable[..., Visitor]) -> Visitor:
    """A visitor at a desk."""
    return visit(viewport={"width": 1280, "height": 900})


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    """Light and dark."""
    return str(request.param)

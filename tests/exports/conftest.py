"""The shipped graph as exports see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsgraph import coverage
from marsgraph.exports.content import Content
from marsgraph.paths import Project

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shipped() -> Content:
    """The built graph."""
    project = Project.at(ROOT)
    return Content.of(project, version=coverage.version_of(project))


@pytest.fixture(scope="session")
def small() -> Content:
    """A few statements."""
    return Content.of(Project.at(ROOT), ROOT / "tests" / "fixtures" / "small.trig")

"""The shipped graph and its examples, opened once."""

from __future__ import annotations

from pathlib import Path

import pytest

from marsgraph.paths import Project
from marsgraph.questions.examining import Examiner
from marsgraph.reading import Reading


@pytest.fixture(scope="session")
def shipped() -> Reading:
    """The shipped graph."""
    return Reading.of(Project.at(Path(__file__).parents[2]))


@pytest.fixture(scope="session")
def examiner(shipped: Reading) -> Examiner:
    """Runs examples over the shipped graph."""
    return Examiner(shipped, "tested")

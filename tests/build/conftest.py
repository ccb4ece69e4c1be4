"""The fixture project, built."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from workshop import Workshop

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """Give a fresh copy of the fixture project with its graph built."""
    shutil.copytree(FIXTURES / "project", tmp_path / "project")
    (tmp_path / "project" / "queries").symlink_to(FIXTURES.parents[1] / "queries")
    workshop = Workshop(tmp_path / "project")
    assert workshop.run("build").exit_code == 0
    return workshop

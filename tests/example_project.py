"""A project over the shipped graph whose example questions are those of the tests, one of each kind."""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "fixtures" / "examples"


def make(folder: Path) -> Path:
    """Make the project in a folder."""
    for name in ("ontology", "data"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "queries").mkdir()
    (folder / "queries" / "pages").symlink_to(ROOT / "queries" / "pages")
    shutil.copytree(EXAMPLES, folder / "queries" / "examples")
    return folder

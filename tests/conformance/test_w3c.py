"""The tests of the W3C over HTTP, and the score that is published of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import score
import w3c
from checks import CHECKS
from w3c import Entry

pytestmark = pytest.mark.skipif(
    w3c.folder() is None, reason=f"The W3C's tests are not here; {w3c.FOLDER_IS} names them."
)
KNOWN = score.known()


def parameters() -> list[object]:
    """Each test by its name; one that is known to fail has to."""
    return [
        pytest.param(entry, id=entry.id, marks=_fails(KNOWN[entry.id]) if entry.id in KNOWN else ())
        for entry in w3c.entries()
    ]


def _fails(reason: str) -> pytest.MarkDecorator:
    return pytest.mark.xfail(reason=reason, raises=AssertionError, strict=True)


@pytest.fixture(scope="session")
def address(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where a server answers that holds the data of all tests."""
    data: Path = tmp_path_factory.mktemp("w3c") / "data.nq"
    w3c.write_data(data)
    return serve("--data", str(data), "--processes", "1", "--no-access-log")


@pytest.mark.parametrize("entry", parameters())
def test_conforms(entry: Entry, address: str) -> None:
    """The endpoint does what a test of the W3C demands."""
    CHECKS[entry.kind](entry, address)


def test_failures_are_tests() -> None:
    """Every test that is listed as failing is one that there is."""
    assert set(KNOWN) <= {entry.id for entry in w3c.entries()}


def test_score_is_published() -> None:
    """The page about conformance tells the score of these tests."""
    assert score.PAGE.read_text("utf-8") == score.page()

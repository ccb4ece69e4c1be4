"""A small graph for the tests of the endpoint."""

from __future__ import annotations

import pytest
import service

from marsgraph.endpoint.evaluation import Served


@pytest.fixture(scope="session")
def graph() -> Served:
    """The graph of hard values; a query changes nothing."""
    return service.served()

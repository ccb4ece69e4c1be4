"""`marsgraph link --check`: accepted links against what a server says of their items today."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from traps import ITEM, THING

BROKEN = 1
ENDPOINT_ERROR = 8

EXPECTED = {
    ("launched", "mars-1-launch", "1962-11-01", "1962-11-02"),
    ("mass", "mars-1-craft", "894 kg", "893 kg"),
    ("cospar", "mars-3-craft", "1971-049A", "1971-049B"),
    ("cospar", "mars-2-craft", "1971-045A", ""),
    ("redirected", "mars-5", ITEM + "Q9000024", ITEM + "Q9000020"),
    ("deleted", "mars-6", ITEM + "Q9000099", ""),
}


def differences(told: Any) -> set[tuple[str, str, str, str]]:
    """What has drifted."""
    return {(one["what"], one["thing"].removeprefix(THING), one["ours"], one["theirs"]) for one in told["differences"]}


def test_drift(told: Callable[..., Any], endpoint: str) -> None:
    """Merged and deleted items, changed identifiers and other values are told; what agrees is not."""
    found = differences(told("--check", "--endpoint", endpoint))
    sites = {one for one in found if one[0] == "site"}

    assert EXPECTED == found - sites


def test_drift_of_a_site(told: Callable[..., Any], endpoint: str) -> None:
    """A launch from elsewhere is told with both names; Baikonur, where ours lies within it, is no difference."""
    found = differences(told("--check", "--endpoint", endpoint))

    assert [("mars-1-launch", "Plesetsk")] == [(thing, theirs) for what, thing, _, theirs in found if what == "site"]


def test_exit_code(run: Callable[..., Any], endpoint: str) -> None:
    """A link that leads nowhere or elsewhere ends the check with 1."""
    assert BROKEN == run("--check", "--endpoint", endpoint).exit_code


def test_table_for_either_side(run: Callable[..., Any], endpoint: str) -> None:
    """The CSV names item, thing and both values in each row."""
    rows = list(csv.DictReader(io.StringIO(run("--check", "--endpoint", endpoint, "--csv").stdout)))

    assert {
        "what": "mass",
        "item": "wd:Q9000020",
        "label there": "Mars 1",
        "thing": "mars-1-craft",
        "here": "894 kg",
        "there": "893 kg",
    } in rows


def test_text(run: Callable[..., Any], endpoint: str) -> None:
    """For people, the table ends with the counts."""
    last = run("--check", "--endpoint", endpoint).stdout.strip().splitlines()[-1]

    assert "7 differences; 11 links to 6 items looked at." == last


def test_server_of_something_else(run: Callable[..., Any], serve: Callable[..., str]) -> None:
    """A server that knows none of the items is no proof that all of them were deleted."""
    result = run("--check", "--endpoint", serve() + "/sparql")

    assert (ENDPOINT_ERROR, True) == (result.exit_code, "holds none of the 6 items" in result.stderr)


@pytest.mark.parametrize("other", [("--out", "file"), ("--crosswalk", "file")])
def test_check_proposes_nothing(run: Callable[..., Any], other: tuple[str, str]) -> None:
    """A check takes no option that is for proposals."""
    assert "exclude each other" in run("--check", *other).stderr

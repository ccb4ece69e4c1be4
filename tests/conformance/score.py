"""The published score: what docs/conformance.md says, from the manifests and the list of known failures.

`python tests/conformance/score.py` writes the page.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

from w3c import ROOT, entries

PAGE: Final = ROOT / "docs" / "conformance.md"
KNOWN: Final = Path(__file__).parent / "known.toml"
_HEAD: Final = """# Conformance

The tests of the W3C for SPARQL 1.1 (query, result formats, protocol, service description), sent over HTTP to a
running `marsgraph serve`. This page is written by `tests/conformance/score.py`; the tests fail when it is not what
they find, when a test fails that is not listed here, and when one that is listed here passes.

One server holds the data of all tests: each data file is a graph named by the address at which the W3C published it.
A test selects its graphs with `default-graph-uri` and `named-graph-uri`, as any caller can; a query that names its
graphs itself (`FROM`) is sent without. `BASE` is put before a query that has data, since HTTP has no other way to
tell where its text came from. The answer is asked for in the format of the file that holds the expected one.
Numbers and booleans are equal when datatype and value are; blank nodes when the answers match under some renaming;
the order of rows counts where the query sorts.

"""


def known() -> dict[str, str]:
    """The tests that fail, each with the reason."""
    groups = tomllib.loads(KNOWN.read_text("utf-8"))["group"]
    return {test: group["reason"] for group in groups for test in group["tests"]}


def page() -> str:
    """The text of the page."""
    totals = Counter(entry.suite for entry in entries())
    failing = Counter(test.partition("/")[0] for test in known())
    passed = totals.total() - failing.total()
    lines = [f"**{passed} of {totals.total()} pass.**", "", "| suite | pass | of |", "|---|---:|---:|"]
    lines += [f"| {suite} | {count - failing[suite]} | {count} |" for suite, count in sorted(totals.items())]
    lines += ["", "## What fails, and why", ""]
    for group in tomllib.loads(KNOWN.read_text("utf-8"))["group"]:
        tests = ", ".join(f"`{test}`" for test in group["tests"])
        lines += [f"- {group['reason']} ({len(group['tests'])}) {tests}"]
    return _HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

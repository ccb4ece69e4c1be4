"""A visitor of the site: a page of a browser that remembers what went wrong, and the hands to use the query page."""

from __future__ import annotations

import importlib
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

SCHEMES: Final = ("light", "dark")
PATIENCE: Final = 20_000
"""Milliseconds until what is waited for has to be there, on a machine that is busy."""
OF_THE_EDITOR: Final = 'scrollable-region-focusable: <ul id="cm-ac-'
"""The list of completions scrolls with the choice, which the arrow keys move while the text has the focus."""
NOTICED: Final = 150
"""Milliseconds after which the list of completions takes keys; it ignores them for the first 75."""


class Visitor:
    """One page of one browser context."""

    def __init__(self, context: Any, host: str) -> None:
        self.context = context
        self.faults: list[str] = []
        self.refusals_expected = False
        """Whether the test asks for what the server refuses; a browser tells refusals on its console."""
        self._host = host
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        refused = message.text.startswith("Failed to load resource")
        if message.type == "error" and not (refused and self.refusals_expected):
            self.faults.append(f"console: {message.text} ({message.location})")

    def _see(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self._host:
            self.faults.append(f"request to {request.url}")

    # ---- The query page

    def open_query(self, path: str = "/query") -> Visitor:
        """Open the query page and wait until its scripts are ready."""
        self.page.goto(path)
        self.page.wait_for_selector("#query-page[data-ready=yes]")
        if self.page.get_attribute("#query-page", "data-editor") == "no":
            pytest.skip("MarsGraph was installed without its editor (npm's registry was not reached).")
        return self

    def write(self, text: str) -> Visitor:
        """Put a text in the place of what the editor holds, as one types it."""
        self.page.click(".cm-content")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)
        return self

    @property
    def text(self) -> str:
        """What the editor holds: its text goes into the form's field, too."""
        return str(self.page.input_value("#query"))

    def run(self) -> Visitor:
        """Run the query and wait until the answer, or why there is none, is shown."""
        self.page.click("#run")
        return self.wait()

    def wait(self) -> Visitor:
        """Wait until what runs has ended."""
        self.page.wait_for_selector("#answer[aria-busy=false]:has(h2)")
        return self

    def rows(self) -> list[list[str]]:
        """The rows that the page holds."""
        told: list[list[str]] = self.page.eval_on_selector_all(
            ".result-table tbody tr:not(.unseen)", "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
        )
        return told

    def complete(self) -> list[str]:
        """Ask for completions, wait for them, and give their texts."""
        self.page.keyboard.press("Control+Space")
        self.page.wait_for_selector(".cm-tooltip-autocomplete li")
        told: list[str] = self.page.eval_on_selector_all(
            ".cm-tooltip-autocomplete .cm-completionLabel", "all => all.map(one => one.textContent)"
        )
        return told

    def accept(self) -> None:
        """Take the completion that is chosen."""
        self.page.wait_for_timeout(NOTICED)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".cm-tooltip-autocomplete", state="detached")

    # ---- Any page

    def go(self, path: str) -> int:
        """Open a page, and give its status."""
        return int(self.page.goto(path, wait_until="load").status)

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def violations(self, *rules: str) -> list[str]:
        """What axe finds wrong, by all its rules or by these."""
        axe = importlib.import_module("axe_playwright_python.sync_playwright").Axe()
        options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
        found = axe.run(self.page, options=options).response["violations"]
        told = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
        return [one for one in told if not one.startswith(OF_THE_EDITOR)]

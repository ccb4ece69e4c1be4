"""A fault before it has a place: what is wrong, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with a term, a value or an entry, in words that may follow its name."""

    message: str
    remedy: str = ""

    def of(self, name: str) -> Fault:
        """Say whose fault it is."""
        return Fault(f"{name} {self.message}", self.remedy)

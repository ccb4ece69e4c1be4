"""Choices that sift a list, with counts beside them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a list can be sifted by."""

    value: str
    """As it stands in an address."""
    label: str
    count: int
    """How many entries it leaves, given the choices made elsewhere."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One trait of the entries with its values."""

    name: str
    """The parameter of the address."""
    label: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        """The choice that was made, if any."""
        return next((choice for choice in self.choices if choice.chosen), None)

"""Numbers for passages, so that a page of text can name each of them once."""

from __future__ import annotations

from collections.abc import Iterable

from marsgraph.passages import Passage


class Footnotes:
    """Passages in the order in which a text first mentions them."""

    def __init__(self) -> None:
        self._numbers: dict[Passage, int] = {}

    def mark(self, passages: Iterable[Passage]) -> str:
        """The numbers of some passages: [1][3]; a hedge stands before the number of the passage that makes it."""
        return " ".join(self._mark(passage) for passage in passages)

    def _mark(self, passage: Passage) -> str:
        number = self._numbers.setdefault(passage, len(self._numbers) + 1)
        return f"({', '.join(passage.hedges)}) [{number}]" if passage.hedges else f"[{number}]"

    def lines(self) -> list[str]:
        """The list that explains the numbers."""
        size = len(str(len(self._numbers)))
        return [f"  [{number}]{' ' * (size - len(str(number)))} {passage}" for passage, number in self._numbers.items()]

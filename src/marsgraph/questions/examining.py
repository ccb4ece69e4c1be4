"""Do the examples still hold? Each is run on two engines and compared with the answer that is kept."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from marsgraph.errors import MarsGraphError
from marsgraph.questions import answers, binding
from marsgraph.questions.answers import Pinned, Table
from marsgraph.questions.choices import choices_of, read_values
from marsgraph.questions.question import Question
from marsgraph.reading import Reading

if TYPE_CHECKING:
    import rdflib

OURS: Final = "the embedded engine"
OTHER: Final = "rdflib"
_TRIED: Final = 2
"""So many values of each parameter are tried beside the kept answer."""
NOT_RUN: Final = "not run here"
"""The version of an answer that nobody has yet fetched from the other endpoint; the only one that may be empty."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one example."""

    question: Question
    faults: tuple[str, ...] = ()
    """Why it does not hold, with the difference; nothing if it does."""
    rows: int = 0
    version: str = ""
    """The version of the data that gave the kept answer."""

    @property
    def status(self) -> str:
        """In a word."""
        return "failed" if self.faults else "not run here" if self.question.endpoint else "passed"


@dataclass
class Examiner:
    """Runs examples over one graph."""

    reading: Reading
    version: str

    @cached_property
    def _dataset(self) -> rdflib.Dataset:
        from marsgraph.conversion import to_dataset

        return to_dataset(self.reading.store)

    def check(self, question: Question) -> Outcome:
        """Compare the answers of both engines with the kept one, and with each other for some values of parameters."""
        try:
            pinned = answers.read(question)
        except MarsGraphError as error:
            return Outcome(question, (str(error),))
        rows = len(pinned.table.rows)
        if question.endpoint:
            faults = [] if pinned.version == NOT_RUN else _empty(pinned.table)
            return Outcome(question, tuple(faults), rows, pinned.version)
        try:
            ours, faults = self._asked(question)
            different = answers.differences(pinned.table, ours, ordered=question.ordered)
            faults = [f"{OURS} gives another answer:", *different] if different else faults
            faults = faults or [
                fault for given in self._variants(question) for fault in self._asked(question, given)[1]
            ]
        except MarsGraphError as error:
            faults = [str(error)]
        return Outcome(question, tuple(faults), rows, pinned.version)

    def update(self, question: Question) -> tuple[Outcome, list[str]]:
        """Keep the answer of today if it differs, and tell what is different; an answer that is none is not kept."""
        if question.endpoint:
            return self._leave_open(question)
        ours, faults = self._asked(question)
        if faults:
            return Outcome(question, tuple(faults)), []
        try:
            pinned = answers.read(question)
            different = answers.differences(pinned.table, ours, ordered=question.ordered)
        except MarsGraphError:
            pinned, different = Pinned(self.version, ours), ["a new answer"]
        if different:
            pinned = Pinned(self.version, ours)
            answers.write(question, pinned)
        return Outcome(question, (), len(ours.rows), pinned.version), different

    def _leave_open(self, question: Question) -> tuple[Outcome, list[str]]:
        """Say of a question for another endpoint that it was not run, unless an answer was put beside it by hand."""
        if answers.file_of(question).exists():
            return self.check(question), []
        answers.write(question, Pinned(NOT_RUN, Table("rows", (), ())))
        return self.check(question), ["not run here: an answer from there has to be put beside it by hand"]

    def _asked(self, question: Question, given: dict[str, str] | None = None) -> tuple[Table, list[str]]:
        """The answer, and what is wrong with it before any other is looked at."""
        text = binding.bind(question.text, read_values(question, given or {}, self.reading.ask))
        ours = answers.read_engine(self.reading.store.ask(text, place=question.place))
        told = " ".join(f"{name}={value}" for name, value in (given or {}).items())
        try:
            theirs = self._ask_other(text)
        except Exception as error:  # noqa: BLE001 - rdflib raises what it likes
            return ours, [f"{OTHER} cannot run it{f' with {told}' if told else ''}: {type(error).__name__}: {error}"]
        if different := answers.differences(ours, theirs, ordered=question.ordered):
            return ours, [f"{OTHER} gives another answer{f' with {told}' if told else ''}:", *different]
        return ours, [] if given else list(_empty(ours))

    def _ask_other(self, text: str) -> Table:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # rdflib warns of what it does itself
            return _read_other(self._dataset.query(text))

    def _variants(self, question: Question) -> Iterator[dict[str, str]]:
        """Some values for each parameter, to be tried beside the kept answer."""
        for parameter in question.parameters:
            found: Sequence[Any] = choices_of(parameter, self.reading.ask)
            texts = [choice.text for choice in found][:_TRIED] or [parameter.type.example]
            yield from ({parameter.name: text} for text in texts)


def _read_other(result: Any) -> Table:
    """Take an answer of rdflib's, which is made while it is read."""
    from marsgraph.conversion import to_term

    if result.type == "ASK":
        return answers.of_truth(truth=bool(result.askAnswer))
    if result.type == "SELECT":
        rows = ({str(name): to_term(term) for name, term in row.asdict().items()} for row in result)
        return Table("rows", tuple(map(str, result.vars)), tuple(rows))
    return answers.of_nodes(tuple(map(to_term, triple)) for triple in result.graph)


def _empty(table: Table) -> Iterator[str]:
    if table.kind != "truth" and not table.rows:
        yield "the answer is empty"

"""Derivations: lines put in order, the wrong line found, the missing line chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import DerivationQuestion, Text
from quiz.marking.points import part_marking
from quiz.posed import Answers, Posed, Rows, first_cell, single_cell
from quiz.verdicts import CellStatus, Marking

ORDER, LINE = "order", "line"


@dataclass(frozen=True)
class PosedDerivation(Posed[DerivationQuestion]):
    """An instance of a derivation.

    `shown` are keys of lines: all lines as shuffled ("order"), the lines with the wrong one among them ("wrong"), or
    the lines to choose from ("missing"). An answer is one row: the keys in order, or the key of one line.
    """

    shown: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the lines as they are shown."""
        return {"shown": list(self.shown)}

    @property
    def part(self) -> str:
        """The name of the single part: "order" or "line"."""
        return ORDER if self.question.task == "order" else LINE

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part."""
        return (self.part,)

    @property
    def texts(self) -> dict[str, Text]:
        """Every line that may be shown, by key."""
        return _texts(self.question)

    @property
    def right(self) -> tuple[str, ...]:
        """The keys of the derivation as it should be."""
        return tuple(line.key for line in self.question.lines)

    @property
    def wanted(self) -> str:
        """The key of the line asked for: the wrong one that is shown, or the right one that is missing."""
        return self.shown[_place(self.question)] if self.question.task == "wrong" else self.right[_place(self.question)]

    def reasons(self) -> dict[str, Text]:
        """Why each of the wrong lines is wrong, by key."""
        return {wrong.text.key: wrong.reason for wrong in self.question.instead}

    def order(self, answers: Answers) -> tuple[str, ...]:
        """The lines as they were put, or as they were shuffled."""
        rows = answers.get(ORDER, ())
        put = tuple(map(str, rows[0])) if len(rows) else ()
        return put if sorted(put) == sorted(self.shown) else self.shown

    def needs(self, key: str) -> set[str]:
        """The keys of the lines that a line follows from."""
        return {self.right[n - 1] for n in self.question.needed(self.right.index(key) + 1)}

    def follows(self, order: tuple[str, ...]) -> list[bool]:
        """For each line of an order, whether all lines that it follows from stand before it."""
        return [self.needs(key) <= set(order[:n]) for n, key in enumerate(order)]

    def mark(self, answers: Answers) -> Marking:
        """The marking: all or nothing for one line; an order by the lines that stand behind those they follow from."""
        rows = answers.get(self.part, ())
        if self.question.task != "order":
            return Marking((self._one_line(first_cell(answers, LINE)),))
        put = tuple(map(str, rows[0])) if len(rows) else ()
        if sorted(put) != sorted(self.shown):
            status: CellStatus = "unreadable" if any(put) else "blank"
            return Marking((part_marking(ORDER, [status], self.possible, 0),))
        fine = self.follows(put)
        cells: list[CellStatus] = ["right" if one else "wrong" for one in fine]
        bound = [one for one, key in zip(fine, put, strict=True) if self.needs(key)]
        return Marking((part_marking(ORDER, cells, self.possible, sum(bound) / len(bound)),))

    def _one_line(self, chosen: str) -> Any:
        status: CellStatus = "right" if chosen == self.wanted else "wrong" if chosen else "blank"
        return part_marking(LINE, [status], self.possible, float(status == "right"))

    def solution(self) -> dict[str, Rows]:
        """The lines in order, or the key of the line asked for."""
        return {ORDER: (self.right,)} if self.part == ORDER else {LINE: single_cell(self.wanted)}


def _texts(question: DerivationQuestion) -> dict[str, Text]:
    return {line.key: line for line in (*question.lines, *(wrong.text for wrong in question.instead))}


def _place(question: DerivationQuestion) -> int:
    return (question.at or 1) - 1


def _possible(question: DerivationQuestion) -> list[tuple[str, ...]]:
    """What may be shown, each apart from its order."""
    lines = [line.key for line in question.lines]
    wrong = [one.text.key for one in question.instead]
    if question.task == "wrong":
        at = _place(question)
        return [(*lines[:at], key, *lines[at + 1 :]) for key in wrong]
    return [tuple(lines) if question.task == "order" else (lines[_place(question)], *wrong)]


def pose(question: DerivationQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedDerivation:
    """An instance in random order, or as stored. Raises LookupError if the lines have changed since."""
    possible = _possible(question)
    if drawn:
        shown = tuple(map(str, drawn["shown"]))
        kept = [shown] if question.task == "wrong" else [tuple(sorted(shown))]
        if kept[0] not in (possible if question.task == "wrong" else [tuple(sorted(one)) for one in possible]):
            raise LookupError("The derivation has other lines since.")
        return PosedDerivation(question, seed, shown)
    rng = np.random.default_rng(seed)
    chosen = possible[int(rng.integers(len(possible)))]
    if question.task == "wrong":
        return PosedDerivation(question, seed, chosen)
    shuffled = tuple(chosen[k] for k in rng.permutation(len(chosen)))
    while question.task == "order" and all(PosedDerivation(question, seed, shuffled).follows(shuffled)):
        shuffled = tuple(chosen[k] for k in rng.permutation(len(chosen)))
    return PosedDerivation(question, seed, shuffled)

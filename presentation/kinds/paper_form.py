"""What a kind of question is on paper: its printed form, its answers in words, the names of its parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from presentation.printed_numbers import as_printed

Rows = Sequence[Sequence[str]]
Cells = Sequence[Sequence[str]]  # the status of each cell of an answer; none for a solution


@dataclass(frozen=True)
class PrintedQuestion:
    """A question as HTML: what is asked, room to answer, the solution, and the precision if there is one."""

    asked: str
    room: str
    solution: str
    decimals: int | None = None


@dataclass(frozen=True)
class PaperForm:
    """How a kind stands in papers; all text is HTML.

    `printed` is a posed question in print; `answer` shows what was answered in a part, with the cells' marks, as
    `matrices` or as `words`; `part_names` says what each part is called.
    """

    printed: Callable[[Any], PrintedQuestion]
    answer: Callable[[Any, str, Rows, Cells], str]
    part_names: Callable[[Any], dict[str, str]]
    layout: Literal["matrices", "words"] = "words"


def answered(say: Callable[[Any, str], str]) -> Callable[[Any, str, Rows, Cells], str]:
    """An answer whose entries are said one by one; several are a list, none is a dash."""

    def answer(posed: Any, part: str, rows: Rows, cells: Cells) -> str:
        items = [say(posed, text) for row in rows for text in row if text.strip()]
        if len(items) > 1:
            return "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"
        return items[0] if items else "–"

    return answer


def as_typed(_posed: Any, text: str) -> str:
    """A number or shape as it was typed, with a proper minus."""
    return escape(as_printed(text))

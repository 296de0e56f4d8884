"""What was answered in a paper beside what is right, as HTML: grids for worked steps, words for everything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from string import ascii_uppercase
from typing import Any

from content import topic
from engine.readings.formulas.symbols import plain
from presentation.attempt import Attempt
from presentation.content_words import misconception, titles
from presentation.printing.markup import raised
from presentation.translate import _, language
from quiz.answers.grid import padded
from quiz.kinds.choice import PosedChoice
from quiz.kinds.convention import PosedConvention
from quiz.kinds.find import PosedFind, key
from quiz.kinds.order import PosedOrder
from quiz.kinds.result import RIGHT, PosedResult
from quiz.kinds.steps import PosedSteps
from quiz.posed import Posed
from quiz.verdicts import StepMarking

Rows = Sequence[Sequence[str]]
Say = Callable[[Any, str], str]  # an entry of an answer to a posed question, in words
PIECES = re.compile(r"(\$[^$]+\$|`[^`]+`)")
SIGNS = re.compile(r"\\([A-Za-z]+|,)")  # what stands in choices and names beside letters
SAID_AS = {"cdot": "·", "approx": "≈", "sum": "Σ", "infty": "∞", "sqrt": "√", "tau": "τ", ",": " "}


def beside(attempt: Attempt, marked: StepMarking) -> str:
    """A part's answer and its solution next to each other."""
    posed, right = attempt.posed, attempt.posed.solution().get(marked.step, ())
    yours = attempt.answers.get(marked.step, ())
    if isinstance(posed, PosedSteps):
        mine, truth = _grid(padded(yours, posed.sheet.program.steps[marked.step].shape), marked.cells), _grid(right)
    else:
        mine, truth = _said(posed, yours), _said(posed, right)
    made = [] if marked.status == "blank" else [_figure(_("Your answer"), mine)]
    if any(cell != "right" for row in marked.cells for cell in row):
        made.append(_figure(_("The solution"), truth))
    kind = "matrices" if isinstance(posed, PosedSteps) else "words"
    return f'<div class="pair {kind}">{"".join(made)}</div>'


def _figure(caption: str, body: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{body}</figure>"


def _grid(rows: Rows, marks: Sequence[Sequence[str]] = ()) -> str:
    """Numbers in rows, each cell of the learner's with its mark; what was left empty is a dash."""

    def cell(text: str, i: int, j: int) -> str:
        mark = marks[i][j] if i < len(marks) and j < len(marks[i]) else ""
        return f'<td class="{mark}">{escape(_number(text)) or "–"}</td>'

    body = "".join(
        "<tr>" + "".join(cell(text, i, j) for j, text in enumerate(row)) + "</tr>" for i, row in enumerate(rows)
    )
    return f'<table class="numbers">{body}</table>'


def _number(text: str) -> str:
    return {"-inf": "−∞", "inf": "∞"}.get(text.strip(), text.strip().replace("-", "−"))


# ---- words for what is no matrix ----


def _said(posed: Posed[Any], rows: Rows) -> str:
    texts = [text for row in rows for text in row if text.strip()]
    say: Say = SAID.get(type(posed), _as_it_stands)
    items = [say(posed, text) for text in texts]
    if len(items) > 1:
        return "<ol>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"
    return items[0] if items else "–"


def _as_it_stands(_posed: Posed[Any], text: str) -> str:
    return escape(_number(text))


def words(text: str) -> str:
    """A sentence with its formulas as text and its code (HTML): a page of Streamlit lets no MathML through."""
    return "".join(
        f"<code>{escape(piece[1:-1])}</code>"
        if piece.startswith("`")
        else raised(_formula(piece[1:-1]))
        if piece.startswith("$")
        else escape(piece)
        for piece in PIECES.split(text)
    )


def _formula(latex: str) -> str:
    return plain(SIGNS.sub(lambda found: SAID_AS.get(found[1], found[0]), latex)).replace("-", "−").replace("^⊤", "ᵀ")


def _choice(posed: PosedChoice, text: str) -> str:
    if text not in posed.names:
        return escape(text)
    return words(posed.question.choices[posed.names.index(text)].text.of(language()))


def _order(posed: PosedOrder, text: str) -> str:
    if text in posed.code:
        return f"<code>{escape(posed.code[text])}</code>"
    return words(titles(topic(posed.question.topic), posed.program)(text)) if text in posed.shuffled else escape(text)


def _find(posed: PosedFind, text: str) -> str:
    if text in posed.sheet.asked:
        title = titles(topic(posed.question.topic), posed.sheet.program)(text)
        return f"{posed.sheet.asked.index(text) + 1} · {words(title)}"
    named = {key(step, id): misconception(posed.question.topic, id, step)[0] for step, id in posed.offered}
    return words(named[text]) if text in named else escape(text)


def _result(posed: PosedResult, text: str) -> str:
    if text not in posed.offered:
        return escape(text)
    letter = ascii_uppercase[posed.offered.index(text)]
    name = "" if text == RIGHT else misconception(posed.question.topic, text, posed.question.step)[0]
    return f"{letter} · {words(name)}" if name else letter


def _convention(posed: PosedConvention, text: str) -> str:
    if text not in posed.names:
        return escape(text)
    k = posed.names.index(text)
    return f"{ascii_uppercase[posed.order.index(k)]} · {words(posed.question.among[k].name.of(language()))}"


SAID: dict[type, Say] = {
    PosedChoice: _choice,
    PosedOrder: _order,
    PosedFind: _find,
    PosedResult: _result,
    PosedConvention: _convention,
}

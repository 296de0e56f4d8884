"""One number to find: a cell of a matrix, a size, or a count."""

from __future__ import annotations

import streamlit as st

from content import topic
from engine.expression.node import names
from engine.readings.formulas.latex import amount
from presentation.arithmetic import yours_and_right
from presentation.content_words import bare, misconception, titles
from presentation.figure.build import Reading, View, given, reading
from presentation.figure.layout import layout
from presentation.question_view import question_view
from presentation.rules import conventions, digits, rules
from presentation.sizes import count_terms, shape_rule
from presentation.translate import _, sentence
from quiz.answers.parse import Unreadable
from quiz.attempt import Attempt
from quiz.exercises.feedback import one_cell
from quiz.exercises.sheet import Sheet
from quiz.kinds.number import PART, PosedNumber, Term
from quiz.posed import first
from ui import elements
from ui.components.figure.component import answer, figure
from ui.kinds import frame

LONGEST = 4  # terms of a sum on one line


def show(attempt: Attempt) -> None:
    """The question; after Check the number and how one comes to it."""
    posed = attempt.posed
    assert isinstance(posed, PosedNumber)
    frame.head(attempt, " · ".join(_binding(posed)))
    _given(attempt, posed)
    if not attempt.handed_in:
        frame.field(attempt, PART, _label(posed))
        frame.hints(attempt)
        frame.check_typed(attempt, _complaints)
        return
    marked = attempt.marking.steps[0]
    with st.container(key="number_answer", horizontal=True, vertical_alignment="center"):
        st.markdown(f"{_label(posed)}", width="content")
        frame.answered(marked.cells[0][0], first(attempt.answers, PART))
        frame.verdict(attempt)
    if marked.misconceptions:
        _misconception(attempt, posed, marked.misconceptions)
    _worked(attempt, posed)
    frame.onwards(attempt)


def _binding(posed: PosedNumber) -> list[str]:
    """How precisely, and under which conventions."""
    if posed.sheet is None:
        return conventions(posed) if posed.question.of != "size" else []
    return rules(posed, digits(posed.question.decimals))


def _shown(sheet: Sheet) -> tuple[str, ...]:
    """What is given, in the order of the computation."""
    order = [*sheet.program.inputs, *sheet.program.steps]
    return tuple(sorted(sheet.provided, key=order.index))


def _given(attempt: Attempt, posed: PosedNumber) -> None:
    if posed.sheet:
        with st.container(key="given"):
            figure(f"given_{attempt.id}", given(_view(posed, posed.sheet), _shown(posed.sheet)))
        return
    with st.container(key="sizes"):
        elements.terms(count_terms(posed))


def _label(posed: PosedNumber) -> str:
    """What the number is called."""
    if posed.sheet:
        return _view(posed, posed.sheet).cell(posed.question.step or "", posed.index).replace("*", r"\*")
    counted = {
        "size": _("Rows") if posed.question.axis == "rows" else _("Columns"),
        "parameters": _("Trained numbers"),
        "multiply_adds": _("Multiply-adds"),
        "bytes": _("Bytes"),
    }
    return counted[posed.question.of]


def _complaints(attempt: Attempt) -> list[str]:
    """What keeps the number from being marked."""
    posed = attempt.posed
    assert isinstance(posed, PosedNumber)
    found = posed.read(first(attempt.answers, PART))
    if isinstance(found, Unreadable):
        return [sentence(found.error)]
    if attempt.marking.steps[0].cells[0][0] == "few_digits":
        return [_("Too few digits to be marked: write {n} after the point.").format(n=posed.question.decimals)]
    return []


def _view(posed: PosedNumber, sheet: Sheet) -> View:
    return question_view(posed, sheet.truth, sheet.decimals, sheet.asked)


# ---- afterwards ----


def _misconception(attempt: Attempt, posed: PosedNumber, ids: tuple[str, ...]) -> None:
    step = posed.question.step or ""
    said = [misconception(posed.question.topic, id, step) for id in ids]
    rows = []
    if posed.sheet:
        cell = one_cell(posed.sheet, step, posed.index, ids[0], first(attempt.answers, PART))
        rows = yours_and_right(_view(posed, posed.sheet), cell)
    elements.insight("misconception", _(" or ").join(dict.fromkeys(name for name, _text in said)), said[0][1], rows)


def _worked(attempt: Attempt, posed: PosedNumber) -> None:
    """How one comes to the number."""
    step = posed.question.step or ""
    if posed.sheet:
        _cell(attempt, posed)
    elif posed.question.of == "size":
        title = titles(topic(posed.question.topic), posed.program)(step)
        st.markdown(f"{title}: {shape_rule(posed.program, step)}")
    else:
        _count(posed)


def _cell(attempt: Attempt, posed: PosedNumber) -> None:
    """The step with the cell opened; before it the steps that nobody was shown."""
    assert posed.sheet is not None
    step, view = posed.question.step or "", _view(posed, posed.sheet)
    placed = layout(posed.sheet.program, (step,), posed.index[:-2])
    operands = {p.name for p in placed.placed if p.operand}
    between = tuple(name for name in _between(posed.sheet, step) if name not in operands)
    if between:
        st.caption(_("On the way:"))
        figure(f"between_{attempt.id}", given(view, between))
    result = placed.results[0]
    i, j = posed.index[-2:] if not result.turned else posed.index[-2:][::-1]
    key = f"worked_{attempt.id}"
    chosen = answer(st.session_state.get(key)).selected
    figure(key, reading(view, placed, Reading(chosen or (result.id, i, j))))


def _between(sheet: Sheet, step: str) -> tuple[str, ...]:
    """The steps in the learner's head that this one needs, in order."""
    wanted, needed = [step], set[str]()
    while wanted:
        for name in names(sheet.program.steps[wanted.pop()].whole):
            if name in sheet.hidden and name not in needed:
                needed.add(name)
                wanted.append(name)
    return tuple(name for name in sheet.program.steps if name in needed)


def _count(posed: PosedNumber) -> None:
    """Each part of the count, and what they come to."""
    title = titles(topic(posed.question.topic), posed.program)
    with st.container(key="terms"):
        for term in posed.terms:
            name = title(term.id) if term.repeated == 1 else bare(title(term.id))
            st.markdown(f"{name}&ensp; ${_equation(posed, term)}$")
        st.markdown("**{}**&ensp; {}".format(_("Together"), _together(posed)))


def _equation(posed: PosedNumber, term: Term) -> str:
    inserted = amount(term.amount, posed.sizes)
    said = [amount(term.amount), *([inserted] if inserted != str(int(term.amount)) else []), _grouped(int(term.amount))]
    return " = ".join(dict.fromkeys(said))


def _together(posed: PosedNumber) -> str:
    """The sum, spelled out where it is short, and how many times it is taken."""
    times, numbers = posed.question.times, [int(term.amount) for term in posed.terms]
    spelled = [" + ".join(map(_grouped, numbers))] if 1 < len(numbers) <= LONGEST else []
    said = [" = ".join([*spelled, _grouped(sum(numbers))])]
    if times > 1:
        said.append(rf"{times} \cdot {_grouped(sum(numbers))} = {_grouped(int(posed.right))}")
    return " &emsp; ".join(f"${formula}$" for formula in said)


def _grouped(number: int) -> str:
    """109{,}482{,}240, as LaTeX sets it without gaps."""
    return f"{number:,}".replace(",", "{,}")

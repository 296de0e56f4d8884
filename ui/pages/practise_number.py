"""One number to find: a cell of a matrix, a size, or a count."""

from __future__ import annotations

import streamlit as st

from content import topic
from engine import Trace, run
from engine.expression.node import names
from engine.readings.explanation.explain import explain
from engine.readings.misconceptions import with_mistake
from presentation.attempt import Attempt
from presentation.content_words import bare, binding, misconception, titles
from presentation.figure.build import Reading, View, given, reading
from presentation.figure.layout import layout
from presentation.sizes import count_terms, shape_rule
from presentation.translate import _, sentence
from quiz.answers.parse import Unreadable
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.kinds.number import PART, PosedNumber, Term
from quiz.posed import first
from ui import elements
from ui.components.figure.component import answer, figure
from ui.pages import practise_frame as frame

LONGEST = 4  # terms of a sum on one line
LAYOUT = ("tokens", "weights")  # where rows and columns lie changes no count


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
    here = topic(posed.question.topic)
    if posed.sheet is None:
        return binding(here, posed.chosen, LAYOUT) if posed.question.of != "size" else []
    digits = _("{n} digits after the point").format(n=posed.question.decimals)
    return [digits, *binding(here, posed.chosen, posed.sheet.undecided)]


def _shown(sheet: Sheet) -> tuple[str, ...]:
    """What is given, in the order of the computation."""
    order = [*sheet.program.inputs, *sheet.program.steps]
    return tuple(sorted(sheet.provided, key=order.index))


def _given(attempt: Attempt, posed: PosedNumber) -> None:
    if posed.sheet:
        with st.container(key="given"):
            figure(f"given_{attempt.id}", given(_view(posed), _shown(posed.sheet)))
        return
    with st.container(key="sizes"):
        elements.terms(count_terms(posed))


def _view(posed: PosedNumber) -> View:
    assert posed.sheet is not None
    here, sheet = topic(posed.question.topic), posed.sheet
    exact = frozenset(sheet.program.steps) - frozenset(sheet.asked)
    return View(sheet.truth, sheet.decimals, (), titles(here, sheet.program), exact)


def _label(posed: PosedNumber) -> str:
    """What the number is called."""
    if posed.sheet:
        return _view(posed).cell(posed.question.step or "", posed.index).replace("*", r"\*")
    of_size = _("Rows") if posed.question.axis == "rows" else _("Columns")
    words = {"parameters": _("Trained numbers"), "multiply_adds": _("Multiply-adds"), "bytes": _("Bytes")}
    return words.get(posed.question.of, of_size)


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


# ---- afterwards ----


def _misconception(attempt: Attempt, posed: PosedNumber, ids: tuple[str, ...]) -> None:
    step = posed.question.step or ""
    said = [misconception(posed.question.topic, id, step) for id in ids]
    rows = _both(attempt, posed, ids[0]) if posed.sheet else []
    elements.insight("misconception", _(" or ").join(dict.fromkeys(name for name, _text in said)), said[0][1], rows)


def _both(attempt: Attempt, posed: PosedNumber, mistake: str) -> list[tuple[str, str]]:
    """The cell as the learner found it, and by definition."""
    assert posed.sheet is not None
    step, truth = posed.question.step or "", posed.sheet.truth
    wrong = next((w for w in wrong_formulas(posed.sheet.program, step, posed.sheet.hidden) if w.id == mistake), None)
    yours = first(attempt.answers, PART)
    if wrong:
        earlier = {s: truth[s] for s in posed.sheet.program.steps if s != step}
        program = with_mistake(posed.sheet.program, {step: wrong.expr})
        yours = _line(run(program, posed.sheet.inputs, earlier), posed)
    return [(_("you"), yours), (_("by definition"), _line(truth, posed))]


def _line(trace: Trace, posed: PosedNumber) -> str:
    found = explain(trace, posed.question.step or "", posed.index, posed.question.decimals, longest=6)
    sign = "=" if all(line.exact for line in found.lines[:1]) else "≈"
    return " ".join([*(f"{line} {sign}" for line in found.lines[:1]), found.result])


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
    step, view = posed.question.step or "", _view(posed)
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
    formula, number = term.amount.latex, int(term.amount)
    inserted = posed.inserted(formula)
    return " = ".join(dict.fromkeys([formula, *([inserted] if inserted != str(number) else []), _grouped(number)]))


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

"""A question of steps: given matrices, the answered steps with their marks, the open one to fill in."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from content.own_question import OwnQuestion
from presentation.certificate import in_a_sentence
from presentation.figure import Figure
from presentation.figure.build import EntryState, entry, given
from presentation.figure.layout import stacked
from presentation.figure.model import Mark
from presentation.figure.view import View
from presentation.formulas import formula
from presentation.hints import hint_label
from presentation.hints import hints as step_hints
from presentation.mark_words import mark_meanings, step_verdict
from presentation.progress.aim_words import aim_sentence
from presentation.question_rules import digits_in_every_step, rules
from presentation.question_view import question_view
from presentation.translate import _, language
from quiz.answers.grid import padded
from quiz.attempt import Attempt
from quiz.kinds.steps import PosedSteps
from quiz.marking.points import HINT_COSTS
from quiz.marking.sitting import Sitting
from quiz.verdicts import StepMarking
from ui import elements
from ui.components.figure.component import answer, figure
from ui.components.focus import focus
from ui.components.held.component import declared
from ui.kinds import certificate, solution, step_feedback
from ui.kinds.next_buttons import moves
from ui.kinds.question_frame import HINT_KEY
from ui.kinds.rating import rating
from ui.session import persistence
from ui.session.language import fragment
from ui.session.practise import move, still_open
from ui.session.state import Warned, session

Marks = tuple[tuple[Mark, ...], ...]


def show(attempt: Attempt) -> None:
    """The whole sheet."""
    sitting = attempt.sitting
    assert sitting is not None
    posed, sheet = attempt.posed, sitting.sheet
    assert isinstance(posed, PosedSteps)
    view = question_view(posed, sitting.carried, sheet.decimals, sheet.asked)
    row = st.container(key="title_row", horizontal=True, vertical_alignment="center")
    with row:
        st.title(posed.question.title.of(language()), anchor=False, width="content")
    if attempt.aim:  # instead of the prompt, which tells to fill in more than is asked
        elements.note(aim_sentence(posed, attempt.aim))
    else:
        st.markdown(posed.prompt.of(language()))
    st.caption(" · ".join(rules(posed, digits_in_every_step(sheet.decimals))))
    if isinstance(posed.question, OwnQuestion):
        st.caption(in_a_sentence(posed))
    with st.container(key="given"):
        figure(f"given_{attempt.id}", given(view, sheet.provided))
    with st.container(key="story", gap=None):
        answers(attempt, row)
    elements.legend(mark_meanings())


@fragment
@declared("sheet")
def answers(attempt: Attempt, row: DeltaGenerator) -> None:
    """What changes while a sheet is filled in: the marks in the row of the title, the steps, and what ends them."""
    sitting, posed = attempt.sitting, attempt.posed
    assert sitting is not None
    assert isinstance(posed, PosedSteps)
    view = question_view(posed, sitting.carried, sitting.sheet.decimals, sitting.sheet.asked)
    with row:
        marks_so_far(sitting, view)
    for n, step in enumerate(sitting.sheet.asked, 1):
        one_step(attempt, sitting, view, n, step)
    if sitting.finished:
        persistence.record(attempt)
        finished(attempt, sitting, view)
    else:
        to_next_step(attempt, sitting)


def to_next_step(attempt: Attempt, sitting: Sitting) -> None:
    """The focus goes to the step to fill in, when it becomes that."""
    n = len(sitting.typed) + 1
    of = f"{attempt.id}{sitting.open}{sitting.retries}"
    focus("next_step", of, f"[class*=st-key-step_{n}_now]", bring=n > 1)


def marks_so_far(sitting: Sitting, view: View) -> None:
    """The marks of each step and their sum."""
    done = {m.step: m for m in sitting.marking.steps if m.step in sitting.typed}
    items: list[tuple[str, str, str]] = []
    for n, step in enumerate(sitting.sheet.asked, 1):
        kind = done[step].status if step in done else "open"
        points = _number(sitting.points(done[step])) if step in done else "–"
        items.append((kind, f"{n} {view.title(step)}", f"{points}/{_number(sitting.sheet.marks)}"))
    total = _("{points} / {possible} marks").format(
        points=_number(sitting.score), possible=_number(sitting.marking.possible)
    )
    elements.strip(items, total)


def _number(points: float) -> str:
    return f"{points:g}"


# ---- one step ----


def one_step(attempt: Attempt, sitting: Sitting, view: View, n: int, step: str) -> None:
    """An answered step with its marking, the open step, or the heading of a later one."""
    state = "done" if step in sitting.typed else "now" if step == sitting.open else "later"
    marked = sitting.marking[step] if state == "done" else None
    program = sitting.sheet.on_paper(step)
    with elements.step(n, state, last=n == len(sitting.sheet.asked)):
        mark = elements.badge(marked.status, step_verdict(sitting, marked)) if marked else ""
        carry_on = _("Carry on from your own numbers.") if state == "now" and sitting.typed else ""
        elements.step_head(view.title(step), [formula(program, step)], carry_on, mark)
        if marked:
            with elements.side_by_side(step):
                figure(_key(attempt, sitting, step), _figure(attempt, sitting, view, step, marked))
                step_feedback.show(attempt, sitting, view, marked)
        elif state == "now":
            open_step(attempt, sitting, view, step)


def _key(attempt: Attempt, sitting: Sitting, step: str) -> str:
    return f"entry_{attempt.id}_{step}_{sitting.retries.get(step, 0)}_{step in sitting.typed}"


def open_step(attempt: Attempt, sitting: Sitting, view: View, step: str) -> None:
    """The step to fill in, its hints beside it."""
    key = _key(attempt, sitting, step)
    with elements.side_by_side(step):
        figure(
            key,
            _figure(attempt, sitting, view, step, None),
            on_submit=partial(hand_in, attempt.id, key, step),
            on_draft=partial(keep, attempt.id, key, step),
        )
        if message := warning(attempt, step).sentence:
            st.warning(message)
        hints(attempt, sitting, view, step)


def _figure(attempt: Attempt, sitting: Sitting, view: View, step: str, marked: StepMarking | None) -> Figure:
    placed = stacked(sitting.sheet.on_paper(step), step)
    shape = sitting.sheet.program.steps[step].shape
    marks: Marks = ()
    if marked:
        text = padded(sitting.typed[step], shape)
        marks = tuple(tuple("" if c == "blank" else c for c in row) for row in marked.cells)
    else:
        text = padded(persistence.draft(attempt).get(step, ()), shape)
        marks = warning(attempt, step).marks
    asked = EntryState(
        text,
        marks,
        locked=marked is not None,
        labels={"check": _("Check"), "next_cell": _("next cell"), **dict(mark_meanings())},
        written=frozenset(sitting.typed),
        version=f"{attempt.id}{step}{sitting.retries.get(step, 0)}{language()}",
    )
    return entry(view, placed, asked)


# ---- moves ----


def hand_in(id: str, key: str, step: str) -> None:
    """Mark what was handed in; cells that cannot be marked are shown once before they count."""
    attempt = still_open(id)
    sitting = attempt.sitting if attempt else None
    submitted = answer(st.session_state.get(key)).submitted
    if attempt is None or sitting is None or not submitted or sitting.open != step:
        return
    rows = [row for grid in submitted.values() for row in grid]
    try:
        after = sitting.hand_in(rows)
        session().warned = objection(attempt, step, after.marking[step])
        if session().warned is None:
            attempt.sitting = after
    finally:
        persistence.keep_draft(attempt, step, rows)  # whatever becomes of it, what was typed is kept


def objection(attempt: Attempt, step: str, marked: StepMarking) -> Warned | None:
    """What has to be said before a step counts: nothing is filled in, or cells that cannot be marked, once."""
    before, shown = warning(attempt, step).marks, problems(marked)
    if marked.status == "blank":
        said = _("Nothing is filled in yet. Enter your numbers, or leave the step blank.")
        return Warned(attempt.id, step, before, said)
    if any(cell for row in shown for cell in row) and before != shown:
        dotted = _(
            "The dotted cells cannot be marked: they are no numbers, or have too few digits. "
            "Correct them, or check again to leave them out."
        )
        return Warned(attempt.id, step, shown, dotted)
    return None


def problems(marked: StepMarking) -> Marks:
    """The cells that cannot be marked, and nothing about the others."""
    return tuple(tuple(c if c in ("unreadable", "few_digits") else "" for c in row) for row in marked.cells)


def warning(attempt: Attempt, step: str) -> Warned:
    """What was said under this attempt's step since it was last handed in; nothing at first."""
    found = session().warned
    return found if found and (found.attempt, found.step) == (attempt.id, step) else Warned(attempt.id, step)


def keep(id: str, key: str, step: str) -> None:
    """Save what stands in the open step while it is typed."""
    attempt = still_open(id)
    draft = answer(st.session_state.get(key)).draft
    if attempt and draft:
        rows = [row for grid in draft.values() for row in grid]
        persistence.keep_draft(attempt, step, rows)


# ---- hints ----


def hints(attempt: Attempt, sitting: Sitting, view: View, step: str) -> None:
    """What was asked for so far, and the next hint with what it costs."""
    taken = sitting.hints.get(step, 0)
    for n, text in enumerate(step_hints(attempt.question, sitting.sheet, view, step, taken), 1):
        elements.hint(_("Hint {n}").format(n=n), text)
    if taken < len(HINT_COSTS):
        cost = HINT_COSTS[taken]
        label = hint_label(taken + 1) + (f"  −{_number(cost)}" if cost else "")
        st.button(label, key=f"take_hint_{step}_{taken}", shortcut=HINT_KEY, on_click=move, args=("hint", step))
    st.button(
        _("Leave blank, carry on with the truth"),
        key=f"blank_{step}",
        type="tertiary",
        on_click=move,
        args=("blank", step),
    )


def finished(attempt: Attempt, sitting: Sitting, view: View) -> None:
    """The result, the solution, and what may come next."""
    with st.container(key="finished", horizontal=True, vertical_alignment="center"):
        said = _("**Done: {points} of {possible} marks.**").format(
            points=_number(sitting.score), possible=_number(sitting.marking.possible)
        )
        kept = _("It is in your progress.") if attempt.recorded and not attempt.told else ""
        st.markdown(f"{said} {kept}", width="content")
        moves(attempt)
    if not attempt.told:
        rating(attempt)
    assert isinstance(attempt.posed, PosedSteps)
    solution.show(attempt.posed, view, attempt.id)
    certificate.show(attempt.posed)

"""The mark sheet of a paper: every question and part with its marks, and what they were given for."""

from __future__ import annotations

from html import escape

import streamlit as st

from content import topic
from quiz.kinds.steps import PosedSteps
from quiz.marking import StepMarking
from quiz.sitting import Sitting
from ui import parts
from ui.attempt import Attempt
from ui.exam import Exam
from ui.translate import _, language
from ui.views import paper_print
from ui.views.paper_answers import beside, mistake
from ui.words import titles


def show(found: Exam) -> None:
    """The total and what it is made of, then question by question."""
    from ui.views.papers import when

    paper = found.paper
    st.title(_("Paper of {when}").format(when=when(paper.composed_at)), anchor=False)
    total(found)
    for n, attempt in enumerate(found.attempts, 1):
        one(n, attempt)
    if len(found.attempts) < len(paper.items):
        st.caption(_("Questions that have been changed since are not shown."))
    paper_print.offer(found)


def total(found: Exam) -> None:
    """The marks, and which of them followed from an own error or were for the method alone."""
    paper = found.paper
    marked = [step for attempt in found.attempts for step in attempt.marking.steps]
    follow = sum(step.points for step in marked if step.status == "follows")
    method = sum(step.points for step in marked if step.status in ("misconception", "convention"))
    big, unit = f"{paper.points or 0:g}", _("of {possible} marks").format(possible=f"{paper.possible:g}")
    st.html(f'<span class="big">{escape(big)}</span><span class="unit">{escape(unit)}</span>')
    said = []
    if follow:
        said.append(_("{n} for right work that follows from an own error").format(n=f"{follow:g}"))
    if method:
        said.append(
            _("{n} for the method, where a known slip or another convention cost the rest").format(n=f"{method:g}")
        )
    if said:
        st.caption(" · ".join(said))


def one(n: int, attempt: Attempt) -> None:
    """A question: its title and marks, its parts, and a way to see it worked."""
    here = topic(attempt.question.topic)
    with st.container(key=f"marked_{n}"):
        with st.container(key=f"marked_head_{n}", horizontal=True, vertical_alignment="center"):
            title = f"**{n}. {attempt.question.title.of(language())}** &ensp; {here.title.of(language())}"
            st.markdown(title, width="stretch")
            st.markdown(f"**{attempt.points:g}** / {attempt.posed.possible:g}", width="content")
            if st.button(_("Look at it"), key=f"look_{n}"):
                look(attempt)
        named = part_names(attempt)
        rows = "".join(_row(named.get(step.step, step.step), attempt, step) for step in attempt.marking.steps)
        st.html(f'<table class="marksheet">{rows}</table>')


def _row(name: str, attempt: Attempt, step: StepMarking) -> str:
    named = " / ".join(dict.fromkeys(mistake(attempt.posed, id, step.step) for id in step.misconceptions))
    return (
        f"<tr><td>{escape(name)}</td><td>{parts.badge(step.status, verdict(step))} {escape(named)}</td>"
        f'<td>{step.points:g} / {step.possible:g}</td></tr><tr class="beside"><td colspan="3">'
        f"{beside(attempt, step)}</td></tr>"
    )


def verdict(step: StepMarking) -> str:
    """What a part's marks were given for."""
    words = {
        "right": _("right"),
        "follows": _("follow-through") if step.earned else _("follows, but from too simple numbers"),
        "convention": _("another convention"),
        "misconception": _("a known slip"),
        "slip": _("looks like a slip"),
        "wrong": _("wrong") if not step.points else _("partly right"),
        "blank": _("left blank"),
    }
    return words[step.status]


def part_names(attempt: Attempt) -> dict[str, str]:
    """Steps by their titles, the parts of other kinds by what they ask."""
    named = {
        "number": _("the number"),
        "choices": _("the choice"),
        "order": _("the order"),
        "result": _("the result"),
        "convention": _("the convention"),
        "step": _("the wrong step"),
        "misconception": _("what was done"),
    }
    posed = attempt.posed
    program = posed.sheet.program if isinstance(posed, PosedSteps) else getattr(posed, "program", None)
    if program is not None:
        title = titles(topic(attempt.question.topic), program)
        named |= {part: title(part) for part in posed.parts if part in program.steps}
    return named


def look(attempt: Attempt) -> None:
    """The question as Practise shows it when it is finished."""
    posed = attempt.posed
    seen = Attempt(posed, attempt.id, attempt.started, answers=attempt.answers, handed_in=True, recorded=True)
    if isinstance(posed, PosedSteps):
        seen.sitting = Sitting(posed.sheet, {step: attempt.answers.get(step, ()) for step in posed.parts})
    st.session_state["attempt"] = seen
    st.switch_page(st.session_state["pages"]["practise"], query_params={"q": attempt.question.id})

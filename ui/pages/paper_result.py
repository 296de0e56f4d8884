"""The mark sheet of a paper: every question and part with its marks, and what they were given for."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from content import topic
from presentation.attempt import Attempt
from presentation.content_words import misconception, titles, when
from presentation.translate import _, language
from quiz.kinds.steps import PosedSteps
from quiz.marking.points import halves
from quiz.marking.sitting import Sitting
from quiz.posed import Posed
from quiz.verdicts import Marking, StepMarking
from ui import elements
from ui.pages import paper_print
from ui.pages.paper_answers import beside, words
from ui.session import persistence
from ui.session.exam import Exam


def show(found: Exam) -> None:
    """The total and what it is made of, then question by question."""
    paper = found.paper
    st.title(_("Paper of {when}").format(when=when(paper.composed_at, persistence.local_zone())), anchor=False)
    total(found)
    for n, attempt in enumerate(found.attempts, 1):
        one(n, found, attempt)
    if len(found.attempts) < len(paper.items):
        st.caption(_("Questions that have been changed since are not shown."))
    paper_print.offer(found)


def total(found: Exam) -> None:
    """The marks, their share, and what they are made of."""
    points, possible = found.paper.points or 0.0, found.paper.possible
    unit = _("of {possible} marks").format(possible=f"{possible:g}") + f" · {int(100 * points / possible + 0.5)}%"
    st.html(f'<span class="big">{points:g}</span><span class="unit">{escape(unit)}</span>')
    said = made_of([found.marking(attempt) for attempt in found.attempts])
    if any(rounded(attempt.posed, found.marking(attempt)) for attempt in found.attempts):
        said.append(_("marks come in halves, rounded down"))
    if said:
        st.caption(" · ".join(said))


def made_of(markings: list[Marking]) -> list[str]:
    """Which marks followed from an own error, and which were for the method alone."""
    marked = [step for marking in markings for step in marking.steps]
    follow = sum(step.points for step in marked if followed(step))
    method = sum(s.points for s in marked if s.status in ("misconception", "convention") and not followed(s))
    said = []
    if follow:
        said.append(_("{n} for right work that follows from an own error").format(n=f"{follow:g}"))
    if method:
        said.append(
            _("{n} for the method, where a known slip or another convention cost the rest").format(n=f"{method:g}")
        )
    return said


def followed(step: StepMarking) -> bool:
    """Whether what was right in itself came of an own error: a slip that is repeated costs its marks once."""
    return (step.status == "follows" and step.earned) or (step.status == "misconception" and step.repeated)


def rounded(posed: Posed[Any], marking: Marking) -> bool:
    """Whether rounding cost a question something: its parts add up to more, or a matrix has more cells right."""
    shares = [_share(step) for step in marking.steps if step.status in ("right", "follows", "wrong")]
    return halves(marking.points) < marking.points or (
        isinstance(posed, PosedSteps) and any(halves(share) < share for share in shares)
    )


def _share(step: StepMarking) -> float:
    good = step.count("right") + (step.count("follows") if step.earned else 0)
    return step.possible * good / sum(map(len, step.cells))


def one(n: int, found: Exam, attempt: Attempt) -> None:
    """A question: its title and marks, its parts, and a way to see it worked."""
    here, marking = topic(attempt.question.topic), found.marking(attempt)
    points = halves(marking.points)
    with st.container(key=f"marked_{n}"):
        with st.container(key=f"marked_head_{n}", horizontal=True, vertical_alignment="center"):
            title = f"**{n}. {attempt.question.title.of(language())}** &ensp; {here.title.of(language())}"
            st.markdown(title, width="stretch")
            st.markdown(f"**{points:g}** / {attempt.posed.possible:g}", width="content")
            if st.button(_("Look at it"), key=f"look_{n}"):
                look(attempt)
        st.html(f'<table class="marksheet">{"".join(rows(attempt, marking))}</table>')


def rows(attempt: Attempt, marking: Marking) -> list[str]:
    """A row for each part; its marks where they are halves, else only the question has marks."""
    named = part_names(attempt)
    apart = all(halves(step.possible) == step.possible for step in marking.steps)
    return [_row(named.get(step.step, escape(step.step)), attempt, step, apart) for step in marking.steps]


def _row(name: str, attempt: Attempt, step: StepMarking, apart: bool) -> str:
    about = attempt.question.topic
    named = " / ".join(dict.fromkeys(misconception(about, id, step.step)[0] for id in step.misconceptions))
    points = f"{step.points:g} / {step.possible:g}" if apart else ""
    return (
        f"<tr><td>{name}</td><td>{elements.badge(*verdict(step))} {escape(named)}</td><td>{points}</td></tr>"
        f'<tr class="beside"><td colspan="3">{beside(attempt, step)}</td></tr>'
    )


def verdict(step: StepMarking) -> tuple[str, str]:
    """What a part's marks were given for: the mark that stands for it, and the words."""
    if step.status in ("right", "wrong"):
        full = step.status == "right" and step.points == step.possible
        kind = "right" if full else "partly" if step.points else "wrong"
        return kind, {"right": _("right"), "partly": _("partly right"), "wrong": _("wrong")}[kind]
    said = {
        "follows": _("follow-through") if step.earned else _("follows, but from too simple numbers"),
        "convention": _("another convention"),
        "misconception": _("a known slip, counted once") if step.repeated else _("a known slip"),
        "slip": _("looks like a slip"),
        "blank": _("left blank"),
    }
    return step.status, said[step.status]


def part_names(attempt: Attempt) -> dict[str, str]:
    """Steps by their titles (HTML), the parts of other kinds by what they ask."""
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
        named |= {part: words(title(part)) for part in posed.parts if part in program.steps}
    return named


def look(attempt: Attempt) -> None:
    """The question as Practise shows it when it is finished; back on this page, the mark sheet is there again."""
    posed = attempt.posed
    seen = Attempt(posed, attempt.id, attempt.started, answers=attempt.answers, handed_in=True, recorded=True)
    if isinstance(posed, PosedSteps):
        seen.sitting = Sitting(posed.sheet, {step: attempt.answers.get(step, ()) for step in posed.parts})
    st.session_state["attempt"], st.session_state["looked_at"] = seen, attempt.paper
    st.switch_page(st.session_state["pages"]["practise"], query_params={"q": attempt.question.id})

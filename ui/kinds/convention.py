"""Whose result is this? One step under several conventions, on the same numbers."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from content import topic
from engine.expression.node import names
from engine.readings.formulas.build import equation
from engine.readings.formulas.tree import Equation
from presentation.content_words import stated
from presentation.figure import Block, Figure
from presentation.figure.build import given
from presentation.formulas import markdown
from presentation.question_view import convention_view
from presentation.rules import conventions, digits
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.exercises.sheet import Sheet
from quiz.kinds.convention import PART, PosedConvention
from quiz.posed import first
from ui import elements
from ui.components.figure.component import figure
from ui.kinds import frame
from ui.kinds.pick import Candidate, alone, candidate, choose_from, letters, pick


def show(attempt: Attempt) -> None:
    """What is given and the results to choose from; after Check whose each of them is, and by which formulas."""
    posed = attempt.posed
    assert isinstance(posed, PosedConvention)
    frame.head(attempt, " · ".join([digits(posed.question.decimals), *conventions(posed)]))
    with st.container(key="given"):
        figure(f"given_{attempt.id}", everything_given(posed))
    step = posed.question.step
    called = dict(zip((posed.names[k] for k in posed.order), letters(len(posed.order)), strict=True))
    shown = {k: candidate(called[posed.names[k]], convention_view(posed, k), step, posed.array(k)) for k in posed.order}
    if attempt.handed_in:
        frame.verdict(attempt)
        st.caption(_("The flagged cells differ from what is right."))
        for k in posed.order:
            told(attempt, posed, shown[k], k)
        frame.onwards(attempt)
        return
    choose_from(attempt, tuple(shown.values()), step)
    pick(attempt, PART, called, _("Your answer"), across=True)
    frame.hints(attempt)
    frame.check(bool(first(attempt.answers, PART)))


# ---- what is given ----


def everything_given(posed: PosedConvention) -> Figure:
    """What any of the conventions reads, once."""
    blocks: list[Block] = []
    for k in range(len(posed.question.among)):
        there = {made.id for made in blocks}
        own = given(convention_view(posed, k), posed.sheet_of(k).provided).blocks
        blocks += [made for made in own if made.id.partition("@")[0] not in {id.partition("@")[0] for id in there}]
    return Figure(tuple(replace(made, column=n) for n, made in enumerate(blocks, 1)))


# ---- what each of them is ----


def told(attempt: Attempt, posed: PosedConvention, shown: Candidate, k: int) -> None:
    """One of the results: whose it is, what that convention says, and its formulas."""
    step = posed.question.step
    mine = first(attempt.answers, PART) == posed.names[k]
    with st.container(key=f"told_{shown.letter}"):
        left, right = st.columns([5, 6], gap="medium")
        with left:
            figure(f"matrix_{attempt.id}_{shown.letter}", alone(shown, step, posed.array(posed.wanted)))
        with right:
            st.html(badge(k == posed.wanted, mine))
            st.markdown(f"**{posed.question.among[k].name.of(language())}**")
            st.caption(" · ".join(said(attempt, posed, k)))
            for line in formulas(posed, k):
                st.markdown(markdown(line))


def badge(right: bool, mine: bool) -> str:
    """Whether it is the one asked for, and whether it was chosen."""
    if mine:
        return elements.badge("right" if right else "convention", _("your choice"))
    return elements.badge("right" if right else "blank", _("right") if right else _("not this one"))


def said(attempt: Attempt, posed: PosedConvention, k: int) -> list[str]:
    """The conventions in which it is not like the others."""
    here, options = topic(attempt.question.topic), posed.under(k)
    differing = dict.fromkeys(option for one in posed.question.among for option in one.options)
    return stated(here, options, differing)


def formulas(posed: PosedConvention, k: int) -> list[Equation]:
    """The step's formula, before it those on the way to it that another convention writes differently."""
    every = [_formulas(posed.sheet_of(n), posed.question.step) for n in range(len(posed.question.among))]
    own = every[k]
    differ = [step for step in own if any(other.get(step) != own[step] for other in every)]
    return [own[step] for step in own if step in differ or step == posed.question.step]


def _formulas(sheet: Sheet, step: str) -> dict[str, Equation]:
    """The step and every step it comes from that is not given, in the order they are computed."""
    needed, steps = {step}, sheet.program.steps
    for id in reversed(steps):
        if id in needed and id not in sheet.given:
            needed |= set(names(steps[id].expr))
    return {id: equation(sheet.program, id) for id in steps if id in needed and id not in sheet.given}

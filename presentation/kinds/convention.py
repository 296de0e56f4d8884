"""Results of several conventions: what each of them is, and the question on paper."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from string import ascii_uppercase

from content import topic
from engine.expression.node import names
from engine.readings.formulas.build import equation
from engine.readings.formulas.tree import Equation
from presentation.content_words import stated
from presentation.figure import Figure, MatrixBlock
from presentation.figure.build import given
from presentation.inline_html import inline_html
from presentation.kinds.paper_form import PaperForm, PrintedQuestion, answered
from presentation.printing import markup, matrices
from presentation.printing.markup import inline, listed, side_by_side
from presentation.question_view import convention_view
from presentation.translate import _, language
from quiz.exercises.sheet import Sheet
from quiz.kinds.convention import PART, PosedConvention


def printed(posed: PosedConvention) -> PrintedQuestion:
    """The question in print."""
    step = posed.question.step
    given: dict[str, str] = {}
    for k in posed.order:
        own = posed.sheet_of(k)
        shown = convention_view(posed, k)
        for name in own.provided:
            given.setdefault(name, "".join(matrices.matrices(shown, (name,))))
    candidates = matrices.lettered(
        posed.order,
        posed.array,
        convention_view(posed, posed.wanted),
        step,
    )
    names = [inline(posed.question.among[k].name.of(language())) for k in posed.order]
    letters = dict(zip(posed.order, ascii_uppercase, strict=False))
    wanted = f'<b data-part="convention" data-answer="{posed.names[posed.wanted]}">{letters[posed.wanted]}</b>'
    right = f"<p>{wanted}</p>" + listed(names, letters=True)
    return PrintedQuestion(
        side_by_side(list(given.values())) + candidates, markup.line(""), right, posed.question.decimals
    )


def _said(posed: PosedConvention, text: str) -> str:
    if text not in posed.names:
        return escape(text)
    k = posed.names.index(text)
    return f"{ascii_uppercase[posed.order.index(k)]} · {inline_html(posed.question.among[k].name.of(language()))}"


def _part_names(_posed: PosedConvention) -> dict[str, str]:
    return {PART: _("the convention")}


# ---- on the page ----


def everything_given(posed: PosedConvention) -> Figure:
    """What any of the conventions reads, once."""
    blocks: list[MatrixBlock] = []
    there: set[str] = set()
    for k in range(len(posed.question.among)):
        new = tuple(id for id in posed.sheet_of(k).provided if id not in there)
        blocks += given(convention_view(posed, k), new).blocks
        there.update(new)
    return Figure(tuple(replace(made, column=n) for n, made in enumerate(blocks, 1)))


def conventions_of(posed: PosedConvention, k: int) -> list[str]:
    """The conventions in which it is not like the others."""
    here, options = topic(posed.question.topic), posed.under(k)
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


ON_PAPER = PaperForm(printed, answered(_said), _part_names)

"""Each kind of question on paper: how it is asked, where it is answered, how it is solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from string import ascii_uppercase
from typing import Any

from content import topic
from engine import Trace
from engine.readings.explanation.explain import explain
from engine.readings.formulas.latex import formula as latex
from presentation.content_words import bare, misconception, titles
from presentation.figure.build import View
from presentation.printing import markup, matrices
from presentation.printing.markup import apart, beside, formula, inline, listed, side_by_side
from presentation.sizes import count_terms, input_terms, size_terms
from presentation.translate import _, language
from quiz.exercises.sheet import Sheet
from quiz.kinds.choice import PosedChoice
from quiz.kinds.convention import PosedConvention
from quiz.kinds.find import PosedFind, key
from quiz.kinds.number import PosedNumber
from quiz.kinds.order import PosedOrder
from quiz.kinds.result import RIGHT, PosedResult
from quiz.kinds.shapes import PosedShapes
from quiz.kinds.steps import PosedSteps
from quiz.posed import Posed


@dataclass(frozen=True)
class Printed:
    """A question as HTML: what is asked, room to answer, the solution, and the precision if there is one."""

    asked: str
    room: str
    solution: str
    decimals: int | None = None


def printed(posed: Posed[Any]) -> Printed:
    """A posed question of any kind that stands in papers."""
    return KINDS[posed.question.kind](posed)


# ---- worked steps ----


def _steps(posed: PosedSteps) -> Printed:
    paper = posed.sheet
    shown = matrices.view(posed, paper.truth, paper.decimals, paper.asked)
    given = side_by_side(matrices.matrices(shown, paper.provided))
    programs = {step: paper.on_paper(step) for step in paper.asked}
    heads = {step: matrices.heading(shown, programs[step], step) for step in paper.asked}
    room = [beside(heads[step], matrices.boxes(paper.program, step)) for step in paper.asked]
    solved = {s: matrices.solved(paper.program, s, paper.truth[s], paper.decimals) for s in paper.asked}
    right = [beside(heads[step], solved[step]) for step in paper.asked]
    return Printed(given + listed(list(heads.values())), listed(room), listed(right), paper.decimals)


# ---- one number, shapes ----


def _number(posed: PosedNumber) -> Printed:
    if posed.sheet:
        paper = posed.sheet
        shown = matrices.view(posed, paper.truth, paper.decimals, paper.asked)
        given = side_by_side(matrices.matrices(shown, paper.provided))
        label = markup.raised(shown.cell(posed.question.step or "", posed.index))
        return Printed(given, markup.line(f"{label} ="), f"<p>{label} {_arithmetic(posed, paper)}</p>", paper.decimals)
    return Printed(apart(count_terms(posed)), markup.line(""), _terms(posed) + _total(posed))


def _arithmetic(posed: PosedNumber, paper: Sheet) -> str:
    """The cell by its symbols, in numbers, and the result."""
    found = explain(paper.truth, posed.question.step or "", posed.index, paper.decimals)
    signs = ["=", "=", *("=" if line.exact else "≈" for line in found.lines)]
    said = (markup.raised(str(line)) for line in (found.symbols, *found.lines))
    return " ".join(f"{sign} {part}" for sign, part in zip(signs, [*said, _right(posed)], strict=True))


def _terms(posed: PosedNumber) -> str:
    """What each step adds to a count, as a formula in the sizes and as a number; nothing for a size."""
    title = titles(topic(posed.question.topic), posed.program)
    names = {term.id: title(term.id) if term.repeated == 1 else bare(title(term.id)) for term in posed.terms}
    rows = [
        f"<tr><td>{inline(names[term.id])}</td><td>{formula(term.amount.latex)}</td><td>{int(term.amount):,}</td></tr>"
        for term in posed.terms
    ]
    return f'<table class="terms">{"".join(rows)}</table>' if rows else ""


def _total(posed: PosedNumber) -> str:
    """The count, or how many times it is taken; thousands set apart."""
    times, right = posed.question.times, int(posed.right)
    said = f"{times} · {right // times:,} = " if times > 1 else ""
    return f'<p>{said}<b data-part="{posed.parts[0]}" data-answer="{right}">{right:,}</b></p>'


def _right(posed: PosedNumber) -> str:
    text = posed.solution()[posed.parts[0]][0][0]
    return f'<b data-part="{posed.parts[0]}">{text.replace("-", "−")}</b>'


def _shapes(posed: PosedShapes) -> Printed:
    title = titles(topic(posed.question.topic), posed.program)
    heads = {s: f"<b>{inline(title(s))}</b> &ensp; {formula(latex(posed.program, s))}" for s in posed.parts}
    sizes = apart(size_terms(posed.program, posed.sizes)) + apart(input_terms(posed.program))
    solution = posed.solution()
    return Printed(
        sizes + listed(list(heads.values())),
        listed([f"{head} &ensp; {markup.blank('5rem')}" for head in heads.values()]),
        listed([f'{head} &ensp; <b data-part="{s}">{solution[s][0][0]}</b>' for s, head in heads.items()]),
    )


# ---- a wrong step ----


def _find(posed: PosedFind) -> Printed:
    paper = posed.sheet
    shown = matrices.view(posed, Trace(paper.program, posed.shown.arrays), paper.decimals, paper.asked)
    given = side_by_side(matrices.matrices(shown, paper.provided))
    story = [
        beside(matrices.heading(shown, paper.program, step), side_by_side(matrices.matrices(shown, (step,))))
        for step in paper.asked
    ]
    names = [misconception(posed.question.topic, id, step)[0] for step, id in posed.offered]
    room = markup.line(_("The wrong step")) + markup.line(_("What was done"))
    offered = [key(step, id) for step, id in posed.offered]
    letter = ascii_uppercase[offered.index(key(posed.step, posed.mistake))]
    name, why = misconception(posed.question.topic, posed.mistake, posed.step)
    number = paper.asked.index(posed.step) + 1
    right = (
        f'<p><b data-part="step" data-answer="{posed.step}">{number}</b> '
        f'<b data-part="misconception" data-answer="{key(posed.step, posed.mistake)}">{letter}</b> &ensp; '
        f"{inline(name)}<br><i>{inline(why)}</i></p>"
    )
    done = _("What was done there?")
    asked = given + listed(story) + f"<p>{done}</p>" + listed(list(map(inline, names)), letters=True)
    return Printed(asked, room, right, paper.decimals)


# ---- order, choice, results ----


def _order(posed: PosedOrder) -> Printed:
    title = titles(topic(posed.question.topic), posed.program)
    code = posed.code
    lines = [
        f"<code>{escape(code[s])}</code>"
        if code
        else f"<b>{inline(title(s))}</b> &ensp; {formula(latex(posed.program, s))}"
        for s in posed.shuffled
    ]
    order = posed.solution()["order"][0]
    letters = [ascii_uppercase[posed.shuffled.index(step)] for step in order]
    note = _("Any order in which each line can be computed is right.")
    right = f'<p><b data-part="order" data-answer="{" ".join(order)}">{" ".join(letters)}</b> &ensp; <i>{note}</i></p>'
    return Printed(listed(lines, letters=True), _letters(len(order)), right)


def _letters(count: int) -> str:
    return '<p class="answer">' + '<span class="write short"></span>' * count + "</p>"


def _choice(posed: PosedChoice) -> Printed:
    choices = [posed.question.choices[k] for k in posed.order]
    texts = [inline(choice.text.of(language())) for choice in choices]
    right = [
        (ascii_uppercase[n], posed.names[k]) for n, k in enumerate(posed.order) if posed.question.choices[k].correct
    ]
    answer = " ".join(name for _letter, name in right)
    reasons = [f"{inline(c.text.of(language()))}<br><i>{inline(c.reason.of(language()))}</i>" for c in choices]
    several = _("More than one may be right.")
    many = f"<p>{several}</p>" if posed.question.multiple else ""
    said = f'<p><b data-part="choices" data-answer="{answer}">{" ".join(letter for letter, _name in right)}</b></p>'
    return Printed(many + listed(texts, letters=True), markup.line(""), said + listed(reasons, letters=True))


def _result(posed: PosedResult) -> Printed:
    paper, step = posed.sheet, posed.question.step
    shown = matrices.view(posed, paper.truth, paper.decimals, (step,))
    given = side_by_side(matrices.matrices(shown, paper.provided))
    candidates = _candidates(posed.offered, lambda name: posed.array(name), shown, step)
    letters = dict(zip(posed.offered, ascii_uppercase, strict=False))
    about = posed.question.topic
    names = [_("right") if id == RIGHT else inline(misconception(about, id, step)[0]) for id in posed.offered]
    right = f'<p><b data-part="result" data-answer="{RIGHT}">{letters[RIGHT]}</b></p>' + listed(names, letters=True)
    return Printed(given + candidates, markup.line(""), right, paper.decimals)


def _convention(posed: PosedConvention) -> Printed:
    step = posed.question.step
    given: dict[str, str] = {}
    for k in posed.order:
        own = posed.sheet_of(k)
        shown = matrices.view(posed, posed.trace(k), posed.question.decimals, (step,))
        for name in own.provided:
            given.setdefault(name, "".join(matrices.matrices(shown, (name,))))
    candidates = _candidates(
        posed.order,
        posed.array,
        matrices.view(posed, posed.trace(posed.wanted), posed.question.decimals, (step,)),
        step,
    )
    names = [inline(posed.question.among[k].name.of(language())) for k in posed.order]
    letters = dict(zip(posed.order, ascii_uppercase, strict=False))
    wanted = f'<b data-part="convention" data-answer="{posed.names[posed.wanted]}">{letters[posed.wanted]}</b>'
    right = f"<p>{wanted}</p>" + listed(names, letters=True)
    return Printed(side_by_side(list(given.values())) + candidates, markup.line(""), right, posed.question.decimals)


def _candidates(names: Any, array: Callable[[Any], Any], shown: View, step: str) -> str:
    """Matrices under letters; those of several heads follow each other."""
    made = []
    for letter, name in zip(ascii_uppercase, names, strict=False):
        one = View(Trace(shown.trace.program, {**shown.trace.arrays, step: array(name)}), shown.digits, (), shown.title)
        made.append(
            f'<div class="candidate"><b>{letter}</b>{"".join(matrices.matrices(one, (step,), named=False))}</div>'
        )
    return side_by_side(made)


KINDS: dict[str, Callable[[Any], Printed]] = {
    "steps": _steps,
    "number": _number,
    "shapes": _shapes,
    "find": _find,
    "order": _order,
    "choice": _choice,
    "result": _result,
    "convention": _convention,
}

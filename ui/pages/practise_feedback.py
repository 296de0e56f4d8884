"""What the examiner says about a step, in words."""

from __future__ import annotations

import numpy as np
import streamlit as st

from content import topic
from engine import Trace, run
from engine.expression.cell import Index
from engine.readings.explanation.explain import explain
from engine.readings.misconceptions import with_mistake
from presentation.attempt import Attempt
from presentation.content_words import choice_title, misconception, option_note, option_title, why
from presentation.figure.build import View
from presentation.translate import _, language, ngettext
from quiz.exercises.sheet import wrong_formulas
from quiz.marking.sitting import Sitting
from quiz.verdicts import StepMarking
from ui import elements
from ui.session.practise import move

READABLE = 130  # characters of arithmetic; a longer line is given up for a later one, or for the result alone


def meanings() -> list[tuple[str, str]]:
    """What each mark means."""
    return [
        ("right", _("right")),
        ("follows", _("follows from your earlier numbers")),
        ("convention", _("right in another convention")),
        ("misconception", _("a slip with a name")),
        ("wrong", _("wrong")),
    ]


def badge(sitting: Sitting, marked: StepMarking) -> str:
    """The verdict and the marks, in one line."""
    words = {
        "right": _("right"),
        "follows": _("follows from step {n}").format(n=_numbers(sitting, marked.carried)),
        "convention": _("another convention"),
        "misconception": _("a known slip"),
        "slip": _("looks like a slip"),
        "wrong": _("wrong"),
        "blank": _("left blank"),
    }
    points = _("{points} of {possible}").format(points=f"{sitting.points(marked):g}", possible=f"{marked.possible:g}")
    missing = unmarked(marked)
    said = words[marked.status]
    if missing and marked.status != "blank":
        said += " · " + ngettext("{n} cell not marked", "{n} cells not marked", missing).format(n=missing)
    return elements.badge(marked.status, f"{said} · {points}")


def unmarked(marked: StepMarking) -> int:
    """How many cells hold no number, or too few digits."""
    return sum(marked.count(status) for status in ("blank", "unreadable", "few_digits"))


def _numbers(sitting: Sitting, steps: tuple[str, ...]) -> str:
    return ", ".join(str(sitting.sheet.asked.index(step) + 1) for step in steps)


def show(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    """The margin beside an answered step."""
    say = {
        "follows": _follows,
        "convention": _convention,
        "misconception": _misconception,
        "slip": _slip,
        "wrong": _wrong,
    }.get(marked.status)
    if say is not None:
        say(attempt, sitting, view, marked)
    if not attempt.recorded and (marked.status not in ("right", "follows") or unmarked(marked)):
        st.button(
            _("Try this step again"),
            key=f"retry_{marked.step}",
            on_click=move,
            args=("retry", marked.step),
            help=_("A second try may earn one mark less. Later steps are opened again."),
        )


def _follows(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    n = _numbers(sitting, marked.carried)
    if marked.earned:
        elements.note(
            _("This is right for the numbers you wrote in step {n}, so the method earns full marks.").format(n=n)
        )
    else:
        elements.note(
            _(
                "This follows from step {n}, but the numbers there are so simple that other methods give the same."
            ).format(n=n)
        )


def _convention(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    assert marked.convention is not None
    option, value = marked.convention
    here = topic(attempt.question.topic)
    stated = choice_title(here, option, getattr(sitting.sheet.options, option))
    title = _("Right in another convention: {theirs}").format(theirs=choice_title(here, option, value))
    text = _("{option}: this sheet says “{stated}”, and what the sheet says binds.").format(
        option=option_title(here, option), stated=stated
    )
    elements.insight(
        "convention",
        title,
        f"{text} {option_note(here, option) or ''}",
        _both(sitting, view, marked, None),
        marked.step,
    )


def _misconception(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    said = [misconception(attempt.question.topic, id, marked.step) for id in marked.misconceptions]
    title = _(" or ").join(dict.fromkeys(name for name, _text in said))
    text = said[0][1]
    if marked.repeated:
        text += " " + _("The same slip as before: it costs its marks only once.")
    elements.insight("misconception", title, text, _both(sitting, view, marked, marked.misconceptions[0]), marked.step)


def _slip(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    words = {
        "transposed": _("This looks like the right matrix, transposed."),
        "rows_exchanged": _("This looks like the right matrix with two rows exchanged."),
        "columns_exchanged": _("This looks like the right matrix with two columns exchanged."),
        "sign": _("This looks like a lost sign."),
        "dropped_term": _("This looks like a sum with one term left out."),
    }
    elements.insight("slip", words[marked.slip or "sign"], "", _both(sitting, view, marked, None), marked.step)


def _wrong(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    bad, few = marked.count("wrong"), marked.count("few_digits")
    cells = sum(map(len, marked.cells))
    title = _("{bad} of {cells} cells are wrong").format(bad=bad, cells=cells)
    if not bad:
        title = _("{few} of {cells} cells have too few digits").format(few=few, cells=cells)
    elements.insight(
        "wrong", title, _("Here is the first of them, worked out."), _both(sitting, view, marked, None), marked.step
    )


# ---- one cell, the learner's way and by definition ----


def _both(sitting: Sitting, view: View, marked: StepMarking, mistake: str | None) -> list[tuple[str, str]]:
    """The first cell that is off: what the learner wrote (and how, if that is known), and what the definition gives."""
    at = _first(sitting, marked)
    if at is None:
        return []
    index = _index(sitting, marked.step, at)
    before = _before(sitting, marked)
    name = view.cell(marked.step, index)
    typed = sitting.typed[marked.step][at[0]][at[1]]
    yours = f"{name} = {typed}"
    if mistake:
        how = _mistaken(sitting, before, marked.step, mistake, index)
        yours = f"{name} = {arithmetic(how, marked.step, index, sitting.sheet.decimals)}" if how else yours
    right = f"{name} = {arithmetic(before, marked.step, index, sitting.sheet.decimals)}"
    return [(_("you"), yours), (_("by definition"), right)]


def _first(sitting: Sitting, marked: StepMarking) -> tuple[int, int] | None:
    places = {(i, j): status for i, row in enumerate(marked.cells) for j, status in enumerate(row)}
    off = {at: status for at, status in places.items() if status not in ("right", "follows", "blank")}
    worst = [at for at, status in off.items() if status not in ("unreadable", "few_digits")]
    return next(iter([*worst, *off]), None)


def _index(sitting: Sitting, step: str, at: tuple[int, int]) -> Index:
    """A cell of the grid as an index of the array: leading axes are stacked in the grid."""
    shape = tuple(map(int, sitting.sheet.program.steps[step].shape))
    flat = at[0] * shape[-1] + at[1]
    return tuple(int(k) for k in np.unravel_index(flat, shape))


def _before(sitting: Sitting, marked: StepMarking) -> Trace:
    """What the learner had before this step: their earlier numbers, and the right ones from here on."""
    asked = sitting.sheet.asked
    earlier = asked[: asked.index(marked.step)]
    carried = {step: sitting.carried[step] for step in earlier if step in sitting.typed}
    return run(sitting.sheet.program, sitting.sheet.inputs, carried)


def _mistaken(sitting: Sitting, before: Trace, step: str, mistake: str, index: Index) -> Trace | None:
    """The same numbers with the step done wrong, in the way that comes nearest to what was typed."""
    sheet = sitting.sheet
    steps = list(sheet.program.steps)
    carried = {s: before[s] for s in steps[: steps.index(step)]}
    traces = [
        run(with_mistake(sheet.program, {step: wrong.expr}), sheet.inputs, carried)
        for wrong in wrong_formulas(sheet.program, step, sheet.hidden)
        if wrong.id == mistake and wrong.expr.shape == sheet.program.steps[step].shape
    ]
    typed = float(sitting.carried[step][index])
    return min(traces, key=lambda trace: abs(float(trace[step][index]) - typed), default=None)


def arithmetic(trace: Trace, step: str, index: Index, digits: int) -> str:
    """A cell's first worked line that is not too long to read, and what it comes to: 4 ÷ √2 = 2.83."""
    found = explain(trace, step, index, digits, longest=6)
    line = next((line for line in found.lines if len(str(line)) <= READABLE), None)
    return f"{line} {'=' if line.exact else '≈'} {found.result}" if line else found.result


# ---- hints ----


def hint_label(n: int) -> str:
    """What the next hint is."""
    return [_("Hint 1: what to think of"), _("Hint 2: the formula of one cell"), _("Hint 3: one cell worked")][n - 1]


def hints(attempt: Attempt, sitting: Sitting, view: View, step: str) -> list[str]:
    """Three hints, each saying more: in words, one cell in symbols, one cell in the learner's own numbers."""
    words = [why(topic(attempt.question.topic), step, sitting.sheet.program), *own_hints(attempt, sitting, step)]
    index = _telling(view.trace[step], sitting.sheet.half)
    trace = Trace(sitting.sheet.on_paper(step), view.trace.arrays)
    found = explain(trace, step, index, sitting.sheet.decimals, longest=6)
    name = view.cell(step, index)
    return [
        "\n\n".join(text for text in words if text),
        f"{name} = {found.symbols}".replace("*", r"\*"),
        f"{name} = {arithmetic(trace, step, index, sitting.sheet.decimals)}",
    ]


def _telling(array: np.ndarray[tuple[int, ...], np.dtype[np.float64]], half: float) -> Index:
    """The last cell of the second row; the largest where that is 0, as a product with 0 shows nothing."""
    index = tuple(n - 1 if k >= array.ndim - 1 else min(1, n - 1) for k, n in enumerate(array.shape))
    if abs(array[index]) > half:
        return index
    largest = int(np.where(np.isfinite(array), np.abs(array), -1.0).argmax())
    return tuple(int(k) for k in np.unravel_index(largest, array.shape))


def own_hints(attempt: Attempt, sitting: Sitting, step: str) -> list[str]:
    """What the question says to this step; before the first one also what it says to all of them."""
    at_first = step == sitting.sheet.asked[0]
    return [
        hint.of(language()) for hint in attempt.question.hints if hint.step == step or (at_first and hint.step is None)
    ]

"""A check of results in words: the verdict, each given step, what explains the difference, and what to print next."""

from __future__ import annotations

from collections.abc import Callable

from check import PLACES, Arrangement, Cause, CodeLine, Explanation, Findings, Largest, StepFinding
from content import Topic, headings, topic
from engine import Program
from engine.ids import joined
from engine.readings.numbers import significant
from presentation.check.check_mistakes import own_words
from presentation.content_words import choice_title, option_title, part_of_model, titles
from presentation.inline_html import plain_text
from presentation.translate import _, language, ngettext, together

Title = Callable[[str], str]
PRESETS = {
    "pytorch": "PyTorch",
    "keras": "Keras",
    "onnx": "ONNX",
    "gpt2": "GPT-2",
    "bert": "BERT",
    "llama": "Llama",
    "t5": "T5",
    "huggingface": "Hugging Face Transformers",
    "annotated": "The Annotated Transformer",
}


def topic_of(mechanism: str) -> Topic:
    """The topic that teaches a mechanism."""
    return next(found for found in (topic(heading.id) for heading in headings()) if found.mechanism == mechanism)


def report(found: Findings) -> list[str]:
    """The whole check, a sentence or two a line, as plain text."""
    here = topic_of(found.mechanism)
    title = titles(here, found.program)
    lines = [verdict(found, title)]
    alone = len(found.steps) == 1
    lines += [step_sentence(step, title, alone) for step in found.steps]
    for explanation in found.explanations:
        lines += explained(explanation, here, found)
    if line := line_of_the_fault(found):
        lines.append(code_sentence(line, title))
    more = clue_sentence(found), next_sentence(found, title), allowed_sentence(found)
    return [*lines, *filter(None, more)]


# ---- the verdict ----


def verdict(found: Findings, title: Title) -> str:
    """The outcome in one sentence."""
    if found.verdict == "equal":
        return ngettext("What you gave is right.", "All {n} steps you gave are right.", len(found.steps)).format(
            n=len(found.steps)
        )
    if found.verdict == "arranged":
        return _("The numbers are right; only their arrangement differs.")
    begins = title(found.begins or found.steps[0].step)
    if found.verdict == "unknown" and len(found.steps) == 1:
        return _("“{step}” differs, and no known mistake gives your numbers.").format(step=begins)
    said = {
        "convention": _("Right under another convention; it shows first in: {step}."),
        "mistake": _("One thing was done otherwise; it shows first in: {step}."),
        "mistakes": _("More than one thing was done otherwise; the first shows in: {step}."),
        "layout": _("The numbers are there, but in other cells; it shows first in: {step}."),
        "unknown": _("It differs, and no known mistake gives your numbers. The first wrong step you gave: {step}."),
    }
    return said[found.verdict].format(step=begins)


def step_sentence(step: StepFinding, title: Title, alone: bool = False) -> str:
    """One given step: equal, following from earlier numbers, or wrong, with the index and the pair of numbers.

    `alone` if no other step was given, so that none can be said to be the wrong one.
    """
    said = _judged(step, title(step.step), alone)
    return together(said, arrangement(step.arrangement)) if step.arrangement else said


def _judged(step: StepFinding, name: str, alone: bool) -> str:
    if step.equal or step.largest is None:
        return _("{step}: right.").format(step=name)
    if step.follows:
        return _("{step}: follows from your earlier numbers. {pair}").format(step=name, pair=pair(step.largest))
    if alone:
        return _("{step}: different. {pair}").format(step=name, pair=pair(step.largest))
    return _("{step}: wrong in itself. {pair}").format(step=name, pair=pair(step.largest))


def pair(apart: Largest) -> str:
    """The largest difference: its place and the two numbers."""
    place = ", ".join(str(k + 1) for k in apart.index)
    return _("The largest difference is at [{place}]: you have {given}, right is {right}.").format(
        place=place, given=significant(apart.given, 6), right=significant(apart.right, 6)
    )


def arrangement(found: Arrangement) -> str:
    """How an array lies, in a sentence."""
    said = {
        "axes_of_1": _("Axes of length 1 were dropped."),
        "element": _("It is element {n} of your batch."),
        "axes_moved": _("Heads and rows were exchanged to compare it."),
        "transposed_shape": _("It was transposed to compare it."),
        "flat": _("It was read row by row."),
        "heads_merged": _("Your heads stand side by side."),
        "heads_averaged": _("It is the mean over the heads, as nn.MultiheadAttention returns it."),
        "head": _("It is head {n} alone."),
        "last_row": _("It is row {n}, the last."),
        "row": _("It is row {n} alone."),
        "column": _("It is column {n} alone."),
        "row_of_heads": _("It is row {n} of each head."),
        "transposed": _("The matrix is transposed."),
        "reshaped": _("It was reshaped where it has to be transposed."),
        "heads_reshaped": _("The heads were reshaped where they have to be permuted."),
        "cut_off": _("The digits were cut off where they have to be rounded."),
        "last_digit": _("It is one off in the last digit: numbers were rounded on the way."),
        "rows": _("The rows stand in the order {order}."),
        "columns": _("The columns stand in the order {order}."),
    }
    order = ", ".join(str(k + 1) for k in found.order)
    if found.id in PLACES and not found.sure:
        return _("It was held against {part}, the nearest; which part it is, nothing known tells.").format(
            part=part(found)
        )
    own = said[found.id].format(n=(found.element or 0) + 1, order=order)
    whole = together(own, arrangement(found.within)) if found.within else own
    if found.id in PLACES and found.order:
        return together(
            whole,
            _("It may be number {order} instead: there, too, something known gives your numbers.").format(order=order),
        )
    return whole


def part(found: Arrangement) -> str:
    """Which part of a step a result stands for, as a noun."""
    said = {
        "element": _("element {n} of your batch"),
        "head": _("head {n}"),
        "heads_averaged": _("the mean over the heads"),
        "last_row": _("row {n}"),
        "row": _("row {n}"),
        "column": _("column {n}"),
        "row_of_heads": _("row {n} of each head"),
    }
    own = said[found.id].format(n=(found.element or 0) + 1)
    inner = found.within and found.within.id in PLACES
    return _("{part} of {whole}").format(part=part(found.within), whole=own) if found.within and inner else own


# ---- explanations ----


def explained(found: Explanation, here: Topic, whole: Findings) -> list[str]:
    """One explanation as plain text: what was done, and the line of code that does it."""
    title = titles(here, whole.program)
    said = [plain_text(cause_sentence(cause, here, whole)) for cause in found.causes]
    others = dict.fromkeys(plain_text(cause_sentence(cause, here, whole)) for causes in found.also for cause in causes)
    said += [
        _("Or, the same numbers at every step: {other}").format(other=other) for other in others if other not in said
    ]
    return [*said, *(code_sentence(line, title) for line in found.lines)]


def cause_sentence(cause: Cause, here: Topic, whole: Findings) -> str:
    """One thing that was done otherwise, as Markdown."""
    if cause.kind in ("convention", "setting"):
        return _option_sentence(cause, here)
    if cause.kind == "layout" and cause.arrangement:
        return arrangement(cause.arrangement)
    if cause.kind == "dropout":
        return _(
            "Some cells are 0 and all others too large by one factor: dropout is on, so the result is "
            "not deterministic. Call eval()."
        )
    name, why = mistake_words(cause, here, whole.program)
    stands = places(cause, titles(here, whole.program))
    return _("{step}: {name}. {why}").format(step=stands, name=name, why=why).strip()


def mistake_words(cause: Cause, here: Topic, program: Program) -> tuple[str, str]:
    """What a mistake is called, and why it is one."""
    own = own_words(cause.id, lambda name: here.called(name, language()), _parts(here, program))
    return own or here.about(cause.id, cause.steps[0], language())


def _parts(here: Topic, program: Program) -> Title:
    """What a part of the model is called, by its path as a mistake's id has it: a layer, a direction, a sublayer."""
    things = (*program.inputs.values(), *program.steps.values())
    paths = {joined(x.path[:n]): x.path[:n] for x in things for n in range(1, len(x.path) + 1)}
    return lambda text: part_of_model(here, paths[text]) if text in paths else text


def places(cause: Cause, title: Title) -> str:
    """Where a mistake was made: the step, or the first of several and how many more."""
    named = list(dict.fromkeys(title(step) for step in cause.steps))
    return named[0] if len(named) == 1 else _("{first} and {n} more").format(first=named[0], n=len(named) - 1)


def _option_sentence(cause: Cause, here: Topic) -> str:
    values = [
        _("{option}: {value}").format(option=option_title(here, name), value=choice_title(here, name, value))
        for name, value in cause.values
    ]
    having = [PRESETS[name] for name in cause.presets if name in PRESETS]
    having += [_("the original paper")] * ("paper" in cause.presets)
    said = _("Your numbers are right with {values}.").format(values=_("; ").join(values))
    return together(said, _("So in {names}.").format(names=_(", ").join(having)) if having else "")


def line_of_the_fault(found: Findings) -> CodeLine | None:
    """The line of code where it begins, where no explanation has one; None where it may begin before, in another."""
    open_before = found.between and not found.explanations
    return None if open_before or any(one.lines for one in found.explanations) else found.line


def code_sentence(line: CodeLine, title: Title) -> str:
    """The line of code of a step, and the one that gives the numbers that were given."""
    if line.numpy_wrong and line.numpy_wrong != line.numpy:
        return _("In code: {right}; your numbers result from: {wrong}").format(right=line.numpy, wrong=line.numpy_wrong)
    return _("In code: {right}").format(right=line.numpy)


def clue_sentence(found: Findings) -> str:
    """What the numbers have in common with the right ones; "" where that is nothing."""
    if found.clue is None:
        return ""
    said = {
        "no_number": _(
            "A cell that is no number comes from 0 ÷ 0, from ∞ − ∞, from the root or the logarithm of a number "
            "below 0, or from a softmax of a row in which everything is masked: look for the first one in your program."
        ),
        "infinite": _(
            "An infinite cell comes from a mask that lies on it, from a division by 0, from the logarithm of 0, or "
            "from a number that is too large for its type, such as e^x of a large x: look for the first one in your "
            "program."
        ),
        "factor": _("All of these numbers are {value} times what they should be."),
        "amount": _("All of these numbers are off by the same amount, {value}."),
        "amount_of_columns": _("In each column all numbers are off by the same amount, as by a bias."),
        "amount_of_rows": _("In each row all numbers are off by the same amount."),
    }
    return said[found.clue.id].format(value=significant(found.clue.value, 4))


def next_sentence(found: Findings, title: Title) -> str:
    """Which step to print next, and what for; "" where there is none to print."""
    if found.next is None:
        return ""
    if found.explanations:
        return _("Several explanations fit. Print this step next, it tells them apart: {step}.").format(
            step=title(found.next)
        )
    return _("Print this step next, it halves the search: {step}.").format(step=title(found.next))


def allowed_sentence(found: Findings) -> str:
    """That printed inputs were allowed for, and how to be surer; "" where nothing was."""
    if found.input_decimals is None:
        return ""
    return ngettext(
        "Your inputs have {n} decimal: what the missing digits can do to the results was allowed for.",
        "Your inputs have {n} decimals: what the missing digits can do to the results was allowed for.",
        found.input_decimals,
    ).format(n=found.input_decimals)

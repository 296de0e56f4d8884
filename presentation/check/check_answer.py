"""The answer of Check mine as the page shows it: what was found, where it begins, and what would give such numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from check import Cause, CodeLine, Explanation, Findings, Largest, StepFinding
from content.schema import Topic
from engine import Program
from engine.expression.dim import named
from engine.readings.explanation.explain import symbol_at
from engine.readings.formulas.plain import plain
from engine.readings.numbers import significant
from presentation.check.check_words import (
    allowed_sentence,
    arrangement,
    cause_sentence,
    clue_sentence,
    line_of_the_fault,
    mistake_words,
    next_sentence,
    places,
    verdict,
)
from presentation.content_words import titles
from presentation.translate import _, escaped, language, ngettext, together

# arrangements in which an index is the step's own
LIES_LIKE_OURS = (None, "axes_of_1", "element", "transposed_shape", "last_row", "row", "column")
KINDS = {
    "convention": "convention",
    "setting": "convention",
    "mistake": "misconception",
    "layout": "slip",
    "dropout": "slip",
}


@dataclass(frozen=True)
class Apart:
    """The largest difference of a step: the step's title, the cell in the learner's words, and the two numbers."""

    step: str
    place: str
    given: str
    right: str


@dataclass(frozen=True)
class Told:
    """One explanation: its mark, what was done (plain text), why that is otherwise and what else fits (Markdown).

    `step` is where it begins, `mistakes` are those that may be practised.
    """

    kind: str
    title: str
    text: str
    lines: tuple[CodeLine, ...]
    step: str
    mistakes: tuple[Cause, ...]


@dataclass(frozen=True)
class StepLine:
    """One given step: its mark, its title, what is said of it (plain text), and whether it `lies` in another way."""

    kind: str
    title: str
    said: str
    lies: bool


@dataclass(frozen=True)
class CheckAnswer:
    """Everything the page says of one check; `next` is "" where there is nothing to print next."""

    kind: str
    first: str
    apart: Apart | None
    told: tuple[Told, ...]
    steps: tuple[StepLine, ...]
    next: str
    line: CodeLine | None
    begins: str | None

    @property
    def more(self) -> bool:
        """Whether the lines of the steps say more than the largest difference does."""
        return len(self.steps) > 1 or self.apart is None or self.steps[0].lies


def answer(found: Findings, here: Topic, words: Mapping[str, tuple[str, ...]]) -> CheckAnswer:
    """The answer in the language being spoken; `words` are those along the axes of the learner's numbers."""
    title = titles(here, found.program)
    told = tuple(_told(one, here, found, title) for one in found.explanations)
    said = together(clue_sentence(found), next_sentence(found, title), allowed_sentence(found))
    wrong = next((step for step in found.steps if step.step == found.begins), None)
    return CheckAnswer(
        told[0].kind if told else "right" if found.right else "wrong",
        first_sentence(found, here),
        _apart(wrong, found.program, title, words) if wrong else None,
        told,
        tuple(_step_line(step, found, title, words) for step in found.steps),
        said,
        None if any(one.lines for one in told) else line_of_the_fault(found),
        found.begins,
    )


# ---- the first sentence ----


def first_sentence(found: Findings, here: Topic) -> str:
    """What was found, as plain text: equal, under which convention, by which mistake, or nothing known."""
    if found.verdict == "arranged" or not found.explanations:
        return verdict(found, titles(here, found.program))
    if len(found.explanations) > 1:
        n = len(found.explanations)
        return ngettext("{n} explanation fits your numbers.", "{n} explanations fit your numbers.", n).format(n=n)
    causes = found.explanations[0].causes
    if len(causes) > 1:
        count = len(causes)
        return ngettext(
            "{n} thing was done otherwise: {names}.", "{n} things were done otherwise: {names}.", count
        ).format(n=count, names=_("; ").join(_name(cause, here, found) for cause in causes))
    return _single(causes[0], here, found)


def _single(cause: Cause, here: Topic, found: Findings) -> str:
    if cause.kind == "mistake":
        return _("A known mistake gives your numbers: {name}. It begins at: {step}.").format(
            name=_name(cause, here, found), step=places(cause, titles(here, found.program))
        )
    if cause.kind == "layout":
        return together(_("The numbers are there, but in other cells."), cause_sentence(cause, here, found))
    return cause_sentence(cause, here, found)


def _name(cause: Cause, here: Topic, found: Findings) -> str:
    """A cause as a few words."""
    if cause.kind == "mistake":
        return mistake_words(cause, here, found.program)[0]
    return {"layout": _("numbers in other cells"), "dropout": _("dropout is on")}.get(
        cause.kind, _("another convention")
    )


# ---- explanations ----


def _told(one: Explanation, here: Topic, found: Findings, title: Callable[[str], str]) -> Told:
    first, *others = one.causes
    texts = [_why(first, here, found), *(_whole(cause, here, found) for cause in others)]
    also = dict.fromkeys(_whole(cause, here, found) for causes in one.also for cause in causes)
    texts += [_("Or, the same numbers at every step: {other}").format(other=other) for other in also]
    alone = (found.line,) if found.line and len(found.explanations) == 1 else ()
    lines = one.lines or alone  # right numbers in wrong cells have no wrong line
    return Told(
        KINDS[first.kind],
        _title(first, here, found, title),
        "\n\n".join(filter(None, texts)),
        lines,
        lines[0].step if lines else found.begins or found.steps[0].step,
        tuple(cause for cause in one.causes if cause.kind == "mistake"),
    )


def _title(cause: Cause, here: Topic, found: Findings, title: Callable[[str], str]) -> str:
    if cause.kind != "mistake":
        return cause_sentence(cause, here, found)
    return _("{step}: {value}").format(step=places(cause, title), value=mistake_words(cause, here, found.program)[0])


def _why(cause: Cause, here: Topic, found: Findings) -> str:
    """Why a mistake is one, as Markdown: content writes formulas, our own words are read as they stand."""
    if cause.kind != "mistake":
        return ""
    name, why = mistake_words(cause, here, found.program)
    return why if here.about(cause.id, cause.steps[0], language()) == (name, why) else escaped(why)


def _whole(cause: Cause, here: Topic, found: Findings) -> str:
    """A cause with its reason, as Markdown."""
    return together(escaped(_ended(_title(cause, here, found, titles(here, found.program)))), _why(cause, here, found))


def _ended(text: str) -> str:
    return text if text.endswith((".", "。")) else _("{sentence}.").format(sentence=text)


# ---- steps ----


def _step_line(
    step: StepFinding, found: Findings, title: Callable[[str], str], words: Mapping[str, tuple[str, ...]]
) -> StepLine:
    kind = "right" if step.equal else "follows" if step.follows else "wrong"
    if step.equal:
        said = _("equal")
    else:
        apart = _apart(step, found.program, title, words)
        template = (
            _("follows from your earlier numbers; {place} is {given}, right is {right}")
            if step.follows
            else _("differs; {place} is {given}, right is {right}")
        )
        said = template.format(place=apart.place, given=apart.given, right=apart.right) if apart else _("differs")
    lies = arrangement(step.arrangement) if step.arrangement else ""
    return StepLine(kind, title(step.step), together(_ended(said), lies), bool(lies))


def _apart(
    step: StepFinding, program: Program, title: Callable[[str], str], words: Mapping[str, tuple[str, ...]]
) -> Apart | None:
    if step.largest is None:
        return None
    lies = (step.arrangement.within or step.arrangement).id if step.arrangement else None
    place = cell(program, step.step, step.largest, words if lies in LIES_LIKE_OURS else {})
    return Apart(title(step.step), place, number(step.largest.given), number(step.largest.right))


def cell(program: Program, step: str, apart: Largest, words: Mapping[str, tuple[str, ...]]) -> str:
    """The cell of the largest difference by symbol and words, as in the figures: S[journey, starts]."""
    shape = program.steps[step].shape
    if len(apart.index) != len(shape):
        return f"{plain(program.steps[step].symbol)}[{', '.join(str(k + 1) for k in apart.index)}]"
    places = [
        _word(words.get(named(n).name, ()), k, int(n))
        for k, n in zip(apart.index[-2:], shape[-2:], strict=True)
        if n > 1
    ]
    symbol = plain(symbol_at(program, step, apart.index))
    return f"{symbol}[{', '.join(places)}]" if places else symbol


def _word(words: tuple[str, ...], k: int, n: int) -> str:
    return words[k] if len(words) == n else str(k + 1)


def number(x: float) -> str:
    """A number in six digits, as figures print them."""
    return significant(x, 6)

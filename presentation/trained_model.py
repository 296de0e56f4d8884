"""A trained model on Explain: its answer in words, with a head cut or a gate held, and what its heads and units do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from content.claims import AlignmentClaim, HeadClaim, UnitClaim, claims
from content.schema import AnswerRow, TrainedWeights
from engine import Trace
from engine.expression.cell import Index
from engine.expression.dim import named
from engine.readings.appended_tokens import is_as_before, kept
from engine.readings.interventions import Cut, Hold, Intervention, gates, intervened
from engine.readings.numbers import fixed
from presentation.content_words import DOT, place, slice_name, step_titles
from presentation.translate import _, escaped, language
from presentation.workspaces.changed_model import Changed
from presentation.workspaces.workspace import Workspace

MOST_WORDS = 4  # of an answer


@dataclass(frozen=True)
class Chance:
    """A word that the model may answer, its probability, and that after a change; None where nothing was changed."""

    word: str
    before: float
    after: float | None


def trained_of(space: Workspace) -> TrainedWeights | None:
    """The trained model of the workspace's example, where its answer can be read off."""
    trained = space.topic.preset(space.preset).trained if space.preset else None
    there = trained and trained.answer and trained.answer.step in space.trace.program.steps
    return trained if there else None


def interventions(space: Workspace, changed: Changed) -> tuple[Intervention, ...]:
    """What is done to the computation; what its present sizes do not have is left out."""
    program = space.trace.program
    across = -2 if space.options.tokens_are_columns else -1
    cuts = [Cut(step, lead, across) for step, lead in sorted(changed.cut) if step in program.steps]
    steps = gates(program).get(changed.gate, ())[changed.first : changed.last + 1]
    return (*cuts, *([Hold(steps, changed.value, changed.unit, across)] if steps else []))


def changed_trace(space: Workspace, changed: Changed) -> Trace | None:
    """The computation with these changes; None where there are none."""
    wanted = interventions(space, changed)
    return intervened(space.trace, wanted) if wanted else None


def chances(space: Workspace, answer: AnswerRow, after: Trace | None, row: int) -> list[Chance]:
    """The most probable words at a row of the answer, before or after the change, the most probable first."""
    words = space.axis_labels.get(_axis(space, answer), ())
    p = _rows(space, space.trace, answer)[row]
    q = _rows(space, after, answer)[row] if after else None
    rank = p if q is None else np.maximum(p, q)
    order = np.argsort(-rank, kind="stable")[:MOST_WORDS]
    return [Chance(words[k], float(p[k]), None if q is None else float(q[k])) for k in order if k < len(words)]


def answered_rows(space: Workspace, answer: AnswerRow) -> tuple[int, ...]:
    """The rows at which the model answers: the last, or those of the words that are hidden."""
    count = len(_rows(space, space.trace, answer))
    if answer.row != "hidden":
        return (count - 1,)
    return tuple(k for k, word in enumerate(space.words[:count]) if word == answer.hidden)


def _rows(space: Workspace, trace: Trace, answer: AnswerRow) -> Any:
    array = trace[answer.step]
    return array.T if space.options.tokens_are_columns else array


def _axis(space: Workspace, answer: AnswerRow) -> str:
    shape = space.trace.program.steps[answer.step].shape
    return named(shape[-2 if space.options.tokens_are_columns else -1]).name


# ---- in words ----


def answer_sentence(space: Workspace, answer: AnswerRow, row: int) -> str:
    """What the model is asked at a row: the next word, the class of the sentence, the hidden word."""
    if answer.row == "next":
        return _("Most probable next words")
    return _("Most probable answers") if answer.row == "last" else _("Most probable at word {n}").format(n=row + 1)


def on_a_line(found: Iterable[Chance]) -> str:
    """The words with their probabilities, those before and after a change with an arrow between them."""
    rows = ((chance.word, [x for x in (chance.before, chance.after) if x is not None]) for chance in found)
    return DOT.join(f"**{escaped(word)}** {' → '.join(fixed(x, 3) for x in both)}" for word, both in rows)


def table(found: Iterable[Chance]) -> str:
    """The words with their probabilities, before and after, as a Markdown table; on one line where nothing changed."""
    rows = list(found)
    if all(chance.after is None for chance in rows):
        return on_a_line(rows)
    trained, changed = _("as trained"), _("changed")
    lines = [f"| | {trained} | {changed} |", "|---|---:|---:|"]
    lines += [f"| **{escaped(one.word)}** | {fixed(one.before, 3)} | {fixed(one.after or 0.0, 3)} |" for one in rows]
    return "\n".join(lines)


def head_name(space: Workspace, step: str, lead: Index) -> str:
    """Which head it is: layer 2 · attention · head 1."""
    found = space.trace.program.steps[step]
    where = place(space.topic, tuple(group for group in found.path if group.branch == "layer"))
    return DOT.join(filter(None, [where, slice_name(tuple(map(int, found.shape[:-2])), lead)]))


def head_claim(trained: TrainedWeights, step: str, lead: Index) -> HeadClaim | None:
    """What is claimed of a head."""
    found = claims(trained.model).heads_of(trained.weights)
    return next((claim for claim in found if claim.step == step and (claim.head - 1,) == lead), None)


def head_line(claim: HeadClaim) -> str:
    """What a head does in one line, and how often the model is right without it."""
    right = claims_right(claim.right_when_cut)
    return _("{says} Without it the model is right in {right} of such texts.").format(
        says=claim.says.of(language()), right=right
    )


def unit_claims(trained: TrainedWeights) -> tuple[UnitClaim, ...]:
    """What is claimed of the units."""
    return claims(trained.model).units_of(trained.weights)


def unit_line(claim: UnitClaim) -> str:
    """What a unit does in one line, and how often the model is right if it forgets."""
    said = _("Unit {n}: {says} If it forgets half at every word, the model is right in {right} of such sentences.")
    return said.format(n=claim.unit, says=claim.says.of(language()), right=claims_right(claim.right_when_held))


def alignment_claim(trained: TrainedWeights) -> AlignmentClaim | None:
    """What is claimed of the alignment of a translation."""
    return claims(trained.model).alignment_of(trained.weights)


def alignment_line(claim: AlignmentClaim) -> str:
    """What the alignment shows in one line, and how often the model is right without it."""
    said = _("{says} With equal attention weights the model is right in {right} of such sentences.")
    return said.format(says=claim.says.of(language()), right=claims_right(claim.right_with_equal_weights))


def claims_right(fraction: float) -> str:
    """A fraction of texts in per cent."""
    return f"{round(100 * fraction)} %"


def gate_titles(space: Workspace) -> dict[str, str]:
    """The gates that can be held, and what each is called."""
    title = step_titles(space.topic, space.trace.program)
    return {gate: title(steps[0]).name for gate, steps in gates(space.trace.program).items()}


# ---- one word more ----


def cache_sentence(space: Workspace, answer: AnswerRow) -> str:
    """What is kept of the words before the last, found from what its numbers read; "" where nothing is."""
    axis = -1 if space.options.tokens_are_columns else -2
    steps = kept(space.trace, answer.step, axis)
    if not steps:
        return ""
    title, program = step_titles(space.topic, space.trace.program), space.trace.program
    names = dict.fromkeys(title(step).name for step in steps)
    count = sum(int(np.prod(program.steps[step].shape)) // int(program.steps[step].shape[axis]) for step in steps)
    joined = _("; ").join(names)
    return _("Of earlier words the last one reads only this: {steps}, {n} numbers a word. That is the cache.").format(
        steps=joined, n=count
    )


def appended_sentence(before: Workspace, space: Workspace, answer: AnswerRow) -> str:
    """What a word that was appended has changed of what is kept."""
    axis = -1 if space.options.tokens_are_columns else -2
    steps = [id for id in kept(space.trace, answer.step, axis) if id in before.trace.program.steps]
    same = all(is_as_before(space.trace, before.trace, step, axis) for step in steps)
    words = len(before.words)
    if same:
        return _("Kept as they were: the rows of the first {n} words. New: one row in every step.").format(n=words)
    return _("The rows of the first {n} words have changed: without a causal mask nothing can be kept.").format(n=words)

"""Choices in lines of arithmetic: the branch taken where the other is a mask, else in the language being spoken."""

from __future__ import annotations

import pytest

from content import topic
from engine.execution.run import run
from engine.readings.explanation.explain import explain
from engine.readings.misconceptions import with_mistake
from presentation.arithmetic import arithmetic
from presentation.formulas import line_pieces, line_text
from presentation.translate import speaking
from presentation.workspaces.workspace import opened
from quiz.exercises.sheet import wrong_formulas


def test_a_mistake_in_a_step_that_is_not_defined_everywhere_is_worked_like_the_step() -> None:
    trace = opened(topic("word-similarity")).trace
    given = {id: trace[id] for id in trace.program.inputs}
    wrong = {one.id: one.expr for one in wrong_formulas(trace.program, "cosines", ())}
    for id, expr in wrong.items():
        done = run(with_mistake(trace.program, {"cosines": expr}), given)
        for lang in ("en", "zh"):
            with speaking(lang):
                said = arithmetic(done, "cosines", (0, 1), 2)
            assert not any(word in said for word in ("if", "else", "若", "[")), id
    assert len(wrong) > 2


@pytest.mark.parametrize(("id", "step"), [("sparse-attention", "masked"), ("mixture-of-experts", "chosen_logits")])
def test_a_cell_that_is_not_masked_is_its_number(id: str, step: str) -> None:
    found = explain(opened(topic(id)).trace, step, (0, 0), 4)
    assert not [str(line) for line in found.lines if "if" in str(line)]


def test_where_both_branches_count_the_words_between_them_are_the_learner_s() -> None:
    found = explain(opened(topic("relative-bias")).trace, "buckets", (0, 0), 4)
    for lang, words in (("en", ("if", "else")), ("zh", ("若", "否则"))):
        with speaking(lang):
            assert all(word in line_text(found.lines[0]) for word in words)
            assert all(word in "".join(one.text for one in line_pieces(found.symbols.tokens)) for word in words)

"""The notebook says which mistake was made where one id is several: what was typed tells."""

from __future__ import annotations

from typing import Any

import pytest

from content import question
from db.store import Store
from engine.execution.run import evaluate
from presentation.mistake_words import mistake_names
from presentation.translate import speaking
from quiz.answers.write import written
from quiz.exercises.sheet import wrong_formulas
from quiz.kinds import pose
from tests.answered import recorded
from tests.ui.app import page, sound
from tests.ui.test_mistakes import kept, said

ASKED, STEP, MISTAKE = "mixture-of-experts/combine", "combined", "exchanged.output.output"


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_row_names_the_mistake_that_was_typed(store: Store, lang: str, which: int) -> None:
    posed: Any = pose(question(ASKED), 1)
    paper = posed.sheet
    versions = [w.expr for w in wrong_formulas(paper.program, STEP, paper.hidden) if w.id == MISTAKE]
    typed = written(evaluate(versions[which], paper.truth.arrays), paper.decimals)
    record = kept(store, recorded(posed, posed.solution() | {STEP: typed}))
    assert (STEP, MISTAKE) in record.misconceptions
    shown = said(sound(page("mistakes", lang)))
    with speaking(lang):
        names = mistake_names(posed.question.topic, paper, MISTAKE, STEP)
    assert len(names) == 3
    assert names[which] in shown.replace(" or ".join(names), "")

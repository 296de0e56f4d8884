"""True or false, and why, as a page: the reason is asked after the verdict, and every reason is answered for."""

from __future__ import annotations

import pytest

from quiz.kinds.judge import PosedJudge
from tests.ui.app import attempt_of, button, page, posed_of, sound

ID = "lstm/can-h-exceed-one"
CHECK = {"en": "Check", "zh": "批改"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_judged_reasoned_and_explained(lang: str) -> None:
    at = sound(page("practise", lang, q=ID))
    posed = posed_of(at, PosedJudge)
    assert posed.question.statement.of(lang) in [m.value for m in at.markdown]
    assert len(at.radio) == 1
    sound(at.radio[0].set_value(posed.verdict).run())
    assert button(at, CHECK[lang]).disabled
    wrong = next(name for name in posed.names if name != posed.reason)
    sound(at.radio[1].set_value(wrong).run())
    sound(button(at, CHECK[lang]).click().run())
    attempt = attempt_of(at)
    assert attempt.recorded
    assert (attempt.points, posed.possible) == (1.5, 3)
    shown = "\n".join(m.value for m in at.markdown)
    assert all(reason.reason.of(lang) in shown for reason in posed.question.reasons)
    assert {"en": "**false**", "zh": "**错误**"}[lang] in shown

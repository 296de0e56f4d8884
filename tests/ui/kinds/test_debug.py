"""A program with a bug on the page: the line, then the outcome, then the right line and the reasons."""

from __future__ import annotations

from quiz.kinds.debug import PosedDebug
from tests.ui.app import attempt_of, button, page, posed_of, sound


def test_the_outcome_is_asked_after_the_line() -> None:
    at = sound(page("practise", "en", q="masked-softmax/bug-zero-mask"))
    posed = posed_of(at, PosedDebug)
    assert at.code[0].value == "\n".join(posed.question.lines)
    assert [radio.label for radio in at.radio] == ["Which line is wrong?"]
    sound(at.radio[0].set_value("3").run())
    assert [radio.label for radio in at.radio] == ["Which line is wrong?", "What does the output look like?"]
    sound(at.radio[1].set_value(posed.outcome).run())
    sound(button(at, "check").click().run())
    assert attempt_of(at).marking.points == posed.possible
    assert at.code[1].value == posed.question.right


def test_in_chinese_each_outcome_has_its_reason() -> None:
    at = sound(page("practise", "zh", q="lstm-sequence/bug-unpack"))
    posed = posed_of(at, PosedDebug)
    sound(at.radio[0].set_value("1").run())
    sound(at.radio[1].set_value(posed.outcome).run())
    sound(button(at, "check").click().run())
    assert attempt_of(at).marking.points == posed.possible / 2
    shown = "\n".join(one.value for one in at.markdown)
    assert all(outcome.reason.zh in shown for outcome in posed.question.outcomes)
    assert "第 3 行错了，应当是：" in shown


def test_the_discussion_that_the_bug_is_from_is_named_with_the_answer_only() -> None:
    at = sound(page("practise", "en", q="masked-softmax/bug-inverted"))
    posed = posed_of(at, PosedDebug)
    assert not any(posed.question.thread in one.value for one in at.caption)
    sound(at.radio[0].set_value("2").run())
    sound(at.radio[1].set_value(posed.outcome).run())
    sound(button(at, "check").click().run())
    (told,) = (one.value for one in at.caption if "discussion" in one.value)
    assert f"({posed.question.thread})" in told

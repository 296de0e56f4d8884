"""Wrong steps, results, conventions and gradients as pages: asked, answered and explained in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from content import Question, Text, topic
from engine import Trace
from engine.readings.formulas.latex import latex
from engine.readings.formulas.pieces import Piece, Shift
from presentation.arithmetic import theirs_and_right
from presentation.figure.build import given
from presentation.figure.layout import stacked
from presentation.figure.view import View
from presentation.formulas import markdown
from presentation.kinds.convention import formulas
from presentation.question_view import question_view
from presentation.translate import speaking
from quiz.attempt import Attempt
from quiz.exercises.feedback import most_changed
from quiz.kinds import convention, find, pose, steps
from quiz.kinds.convention import PosedConvention
from quiz.kinds.find import NAME, STEP, PosedFind, key
from quiz.kinds.result import PART, RIGHT, PosedResult
from tests.quiz.kinds.samples import CONVENTION, FIND, GRADIENT, RESULT
from tests.ui.app import PATIENCE, attempt_of, button, posed_of, script
from ui.session.state import KEY, SessionState

CHECK = {"en": "Check", "zh": "批改"}
in_both = pytest.mark.parametrize("lang", ["en", "zh"])


def by_turns(found: Sequence[Question]) -> pytest.MarkDecorator:
    """Each question in one language, the first in both."""
    pairs = [(q, ("en", "zh")[n % 2]) for n, q in enumerate(found)]
    return pytest.mark.parametrize(("question", "lang"), [*pairs, (found[0], "zh")], ids=lambda x: getattr(x, "id", x))


def page(question: Question, lang: str = "en", seed: int = 1) -> AppTest:
    at = AppTest.from_function(script, kwargs={"name": "practise"}, default_timeout=PATIENCE)
    at.query_params["lang"] = lang
    at.session_state[KEY] = SessionState(attempt=Attempt(pose(question, seed)))
    return sound(at.run())


def sound(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].value
    assert not at.error
    return at


def words(at: AppTest) -> str:
    return "\n".join([*(m.value for m in at.markdown), *(c.value for c in at.caption), *(h.body for h in at.html)])


def answered(at: AppTest, answers: dict[str, str], lang: str) -> AppTest:
    """Each part picked in its radio, then checked."""
    for n, text in enumerate(answers.values()):
        sound(at.radio[n].set_value(text).run())
    return sound(button(at, CHECK[lang]).click().run())


@pytest.mark.exhaustive
@by_turns([*FIND[::2], *RESULT[::2], *CONVENTION])
def test_the_right_answer_is_right_and_is_kept(question: Question, lang: str) -> None:
    at = page(question, lang)
    attempt = attempt_of(at)
    assert attempt.posed.prompt.of(lang) in words(at)
    assert button(at, CHECK[lang]).disabled
    answered(at, {part: rows[0][0] for part, rows in attempt.posed.solution().items()}, lang)
    assert attempt.recorded
    assert attempt.points == attempt.posed.possible
    assert not at.radio
    assert {"en": "right · 3 of 3", "zh": "对 · 3/3"}[lang] in words(at)
    assert button(at, {"en": "Next question", "zh": "下一题"}[lang])


@pytest.mark.exhaustive
@by_turns(FIND)
def test_a_wrong_step_is_shown_with_the_right_one_and_both_ways(question: Question, lang: str) -> None:
    at = page(question, lang, seed=2)
    posed = posed_of(at, PosedFind)
    wrong = next(step for step in posed.sheet.asked if step != posed.step)
    other = next(key(*pair) for pair in posed.offered if pair != (posed.step, posed.mistake))
    assert len(at.radio) == 1  # what was done is asked once the step is chosen
    answered(at, {STEP: wrong, NAME: other}, lang)
    name, text = topic(question.topic).misconception(posed.mistake, posed.step, lang)
    assert name in words(at)
    assert text in words(at)
    for said in {"en": ("as it was done", "by definition", "wrong here", "nothing is wrong here", "You chose"),
                 "zh": ("实际做法", "按定义", "错在这里", "这一步没有错", "你选的")}[lang]:  # fmt: skip
        assert said in words(at)
    assert ({"en": "The later steps follow", "zh": "后面各步是照它往下算的"}[lang] in words(at)) == bool(posed.affected)


@pytest.mark.exhaustive
@by_turns(RESULT)
def test_every_matrix_is_explained(question: Question, lang: str) -> None:
    at = page(question, lang, seed=2)
    posed = posed_of(at, PosedResult)
    assert at.radio[0].options == list("ABCDEF"[: len(posed.offered)])
    chosen = next(name for name in posed.offered if name != RIGHT)
    answered(at, {PART: chosen}, lang)
    for name in posed.offered:
        if name != RIGHT:
            assert topic(question.topic).misconception(name, posed.question.step, lang)[0] in words(at)
    assert {"en": "your choice", "zh": "你选的"}[lang] in words(at)
    assert {"en": "as it was done", "zh": "实际做法"}[lang] in words(at)


@by_turns(CONVENTION)
def test_every_convention_is_told_by_its_formulas(question: Question, lang: str) -> None:
    at = page(question, lang, seed=2)
    posed = posed_of(at, PosedConvention)
    other = next(k for k in posed.order if k != posed.wanted)
    answered(at, {"convention": posed.names[other]}, lang)
    for k, one in enumerate(posed.question.among):
        assert one.name.of(lang) in words(at)
        for line in formulas(posed, k):
            with speaking(lang):
                assert markdown(line) in words(at)


def test_only_formulas_that_differ_are_told() -> None:
    posed = convention.pose(CONVENTION[0], 1)
    keras, cho, chung = (formulas(posed, k) for k in range(3))
    assert keras[-1] == cho[-1] != chung[-1]
    assert any("U_h" in latex(line) for line in keras[:-1])
    assert not any("W_z" in latex(line) for line in (*keras, *cho, *chung))


@pytest.mark.exhaustive
def test_the_arithmetic_gives_what_is_printed_and_no_line_is_too_long() -> None:
    for question in FIND:
        for seed in range(5):
            posed = find.pose(question, seed)
            (_, done), (_, right) = theirs_and_right(
                shown_view(posed), most_changed(posed.sheet, posed.step, posed.mistake)
            )
            assert done != right
            assert max(len(done), len(right)) < 200


def test_what_is_picked_outlives_a_change_of_language() -> None:
    at = page(FIND[0])
    posed = posed_of(at, PosedFind)
    at.radio[0].set_value(posed.step).run()
    at.radio[1].set_value(key(posed.step, posed.mistake)).run()
    at.segmented_control[0].set_value("zh").run()
    assert sound(at).radio[0].value == posed.step
    assert at.radio[1].value == key(posed.step, posed.mistake)


@pytest.mark.parametrize("question", [*FIND[:1], *RESULT[:1], *CONVENTION[:1]], ids=lambda q: q.id)
def test_what_was_begun_is_taken_up_again(question: Question) -> None:
    from db.records import Draft
    from ui.session.restored_attempts import restored

    posed = pose(question, 1)
    answers = posed.solution()
    begun = Draft(question.id, "begun", datetime.now(UTC), 1, inputs=posed.drawn, answers=answers, state={"hints": 1})
    found = restored(question, begun)
    assert found
    again, _entered = found
    assert again.answers == answers
    assert again.posed.drawn == posed.drawn
    assert again.marking.points == posed.possible


# ---- gradients, and worked steps at large ----


@pytest.mark.exhaustive
@by_turns(GRADIENT)
def test_a_backward_pass_is_asked_with_titles_and_hints(question: Question, lang: str) -> None:
    at = page(question, lang)
    posed = attempt_of(at).posed
    for step in posed.parts:
        for n in range(3):
            sound(button(at, f"take_hint_{step}_{n}").click().run())
        assert any(m.value.startswith({"en": "**Hint 1**", "zh": "**提示 1**"}[lang]) for m in at.markdown)
        sound(button(at, f"blank_{step}").click().run())
    assert {"en": "Gradient: ", "zh": "梯度："}[lang] in words(at)
    assert attempt_of(at).recorded
    assert button(at, "onward").label == {"en": "Next question", "zh": "下一题"}[lang]


def test_what_stays_in_the_head_is_not_shown_beside_the_cells() -> None:
    sheet = steps.pose(GRADIENT[1], 1).sheet
    shown = stacked(sheet.on_paper("backward/U"), "backward/U").placed
    assert {placed.name for placed in shown if placed.operand}.isdisjoint(sheet.hidden)


def test_a_softmax_over_arithmetic_reads_as_it_is_worked() -> None:
    weights = GRADIENT[0].model_copy(update={"gradient_of": None, "given": ("queries", "keys"), "ask": ("weights",)})
    line = stacked(steps.pose(weights, 1).sheet.on_paper("weights"), "weights")
    assert ["".join(text for text, *_ in sign.parts) for sign in line.signs] == ["softmax(", "·", "÷ √dk) ="]
    assert [placed.name for placed in line.placed] == ["queries", "keys", "weights"]


def shown_view(posed: PosedFind) -> View:
    trace = Trace(posed.sheet.program, posed.shown.arrays)
    return question_view(posed, trace, posed.sheet.decimals, posed.sheet.asked)


def test_a_head_keeps_its_prime() -> None:
    posed = find.pose(FIND[5], 1)
    assert {block.name for block in given(shown_view(posed), ("scaled",)).blocks} == {
        (Piece("S"), Piece("′(1)", Shift.SUP)),
        (Piece("S"), Piece("′(2)", Shift.SUP)),
    }


def test_the_same_wrong_numbers_in_two_steps_are_told_twice() -> None:
    at = page(GRADIENT[0])
    attempt = attempt_of(at)
    assert attempt.sitting
    wrong = (("11.11", "22.22"), ("33.33", "44.44"))
    attempt.sitting = attempt.sitting.hand_in(wrong).hand_in(wrong)
    sound(at.run())
    assert words(at).count("4 of 4 cells are wrong") == 2


def test_a_named_slip_shows_the_arithmetic_that_gives_what_was_typed() -> None:
    """One name stands for leaving out either of two summands: the one is told that was left out."""
    at = page(GRADIENT[1], seed=3)
    attempt = attempt_of(at)
    sitting = attempt.sitting
    assert sitting
    back = sitting.sheet.inputs["backward/outputs"][:1]
    sitting = sitting.hand_in(attempt.posed.solution()[sitting.sheet.asked[0]])
    attempt.sitting = sitting.hand_in(tuple(tuple(f"{x:.2f}" for x in row) for row in back))
    assert attempt.sitting.marking["backward/t=1/hidden"].misconceptions == ("add.without_right",)
    sound(at.run())
    assert "gradient left out" in words(at)
    shown = next(h.body for h in at.html if "by definition" in h.body)
    assert f"= {back[0][0]:.2f}".replace("-", "−") in shown


def test_a_prompt_says_its_name_wherever_it_is_shown() -> None:
    posed = convention.pose(CONVENTION[0], 1)
    assert posed.prompt != posed.question.prompt
    assert isinstance(posed.prompt, Text)
    assert replace(posed, wanted=(posed.wanted + 1) % 3).prompt != posed.prompt

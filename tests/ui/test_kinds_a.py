"""Numbers, shapes, orders, spoken answers and choices as pages: asked, answered and explained in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from content import Question
from content import loader as content_loader
from engine import MECHANISMS
from engine.readings.formulas.pieces import formula
from presentation.translate import speaking
from presentation.workspaces.sizes import shape_rule
from quiz.kinds import pose
from quiz.kinds.number import PosedNumber
from quiz.kinds.order import PART as ORDER
from quiz.kinds.order import PosedOrder
from quiz.kinds.shapes import PosedShapes
from quiz.kinds.spoken import PosedSpoken
from tests.made import MADE, library
from tests.sweeps import first_of_each
from tests.ui.app import attempt_of, posed_of, state_of
from tests.ui.app import page as opened
from ui.components.aloud import LONGEST, said
from ui.components.sortable_lines import ordered
from ui.kinds import order

KINDS = ("number", "shapes", "order", "spoken", "choice")
ASKED = [q for q in MADE if q.kind in KINDS]
CHECK = {"en": "Check", "zh": "批改"}


@pytest.fixture(autouse=True)
def questions_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_loader, "library", library)


def page(question: str, lang: str = "en") -> AppTest:
    return sound(opened("practise", lang, q=question))


def sound(at: AppTest) -> AppTest:
    assert not at.exception, at.exception[0].value
    assert not at.error
    return at


def press(at: AppTest, name: str) -> AppTest:
    return sound(next(b for b in at.button if name in (b.key, b.label)).click().run())


def everything(at: AppTest) -> str:
    return "\n".join([*(m.value for m in at.markdown), *(h.body for h in at.html), *(c.value for c in at.caption)])


def handed_in(at: AppTest, answers: dict[str, Any]) -> AppTest:
    """As if this had been answered."""
    attempt_of(at).answers = dict(answers)
    attempt_of(at).handed_in = True
    return sound(at.run())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("question", first_of_each(lambda q: q.kind, ASKED, lambda q: q.id))
def test_asked_solved_and_explained(question: Question, lang: str) -> None:
    at = page(question.id, lang)
    assert at.title[0].value == question.title.of(lang)
    at = handed_in(at, attempt_of(at).posed.solution())
    assert {"en": "right · ", "zh": "对 · "}[lang] in everything(at)
    assert attempt_of(at).recorded
    assert attempt_of(at).points == attempt_of(at).posed.possible
    assert any(b.key == "onward" for b in at.button)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("question", first_of_each(lambda q: q.kind, ASKED, lambda q: q.id))
def test_left_blank_it_is_still_explained(question: Question, lang: str) -> None:
    at = handed_in(page(question.id, lang), {})
    assert attempt_of(at).points == 0
    assert {"en": "wrong · 0", "zh": " · 0/"}[lang] in everything(at)


# ---- numbers ----


def test_a_number_that_cannot_be_read_is_said_once_before_it_counts() -> None:
    at = page("scaled-dot-product/made-scaled")
    press(at, "Check")
    assert "Nothing is entered yet." in everything(at)
    sound(at.text_input[0].set_value("abc").run())
    press(at, "Check")
    assert "“abc” is not a number" in everything(at)
    assert not attempt_of(at).handed_in
    press(at, "Check")
    assert attempt_of(at).handed_in
    assert "wrong · 0 of 3" in everything(at)


def test_too_few_digits_are_said_once() -> None:
    at = page("scaled-dot-product/made-scaled")
    posed = posed_of(at, PosedNumber)
    coarse = f"{posed.right:.1f}"
    expected = posed.mark({"number": ((coarse,),)}).steps[0].cells[0][0]
    sound(at.text_input[0].set_value(coarse).run())
    press(at, "Check")
    assert attempt_of(at).handed_in == (expected == "right")
    assert ("Too few digits" in everything(at)) == (expected == "few_digits")


def test_a_misconception_is_named_and_worked_both_ways() -> None:
    at = page("scaled-dot-product/made-scaled")
    posed = posed_of(at, PosedNumber)
    assert posed.sheet is not None
    halved = float(posed.sheet.truth["scores"][posed.index]) / 2
    sound(at.text_input[0].set_value(f"{halved:.2f}").run())
    press(at, "Check")
    shown = everything(at)
    assert "Divided by dₖ, not √dₖ" in shown
    assert "by definition" in shown
    assert "÷ 2 =" in shown.replace("−", "-")


def test_a_count_is_shown_with_its_formula_and_numbers() -> None:
    at = page("self-attention/made-products")
    posed = posed_of(at, PosedNumber)
    n = posed.sizes["n"]
    assert f"$n = {n}$" in everything(at)
    sound(at.text_input[0].set_value(f"{2 * n * n * 2 * 2:,}").run())
    press(at, "Check")
    shown = everything(at)
    assert "right · 3 of 3" in shown
    assert rf"n^2\, d_k = {{{n}}}^{{2}} \cdot 2" in shown
    assert f"{2 * n * n * 2 * 2:,}".replace(",", "{,}") in shown


def test_bert_base_without_its_layers_is_named() -> None:
    at = page("encoder-block/made-bert")
    sound(at.text_input[0].set_value("7,087,872").run())
    press(at, "Check")
    assert "Counted one layer only" in everything(at)
    assert r"12 \cdot 7{,}087{,}872 = 85{,}054{,}464" in everything(at)


# ---- shapes ----


def test_shapes_are_marked_one_by_one_with_their_rules() -> None:
    at = page("self-attention/made-shapes")
    posed = posed_of(at, PosedShapes)
    n = posed.sizes["n"]
    for field, text in zip(at.text_input, [f"{n} x 2", f"2×{n}", "many"], strict=False):
        field.set_value(text)
    sound(at.run())
    press(at, "Check")
    assert "“many” is not a shape" in everything(at)
    assert "4 shapes are still blank" in everything(at)
    press(at, "Check")
    shown = everything(at)
    assert f"{n}×4 · 4×2 → {n}×2" in shown
    assert f"turned · {n}×4 · 4×2 → {n}×2" in shown
    assert f"keeps the shape {n}×{n}" in shown
    assert "partly right" in shown


@pytest.mark.parametrize("id", MECHANISMS, ids=str)
def test_the_rule_of_every_step_ends_in_its_shape(id: str) -> None:
    mechanism = MECHANISMS[id]
    program = mechanism.build(mechanism.choose(), mechanism.sizes)
    for name, step in program.steps.items():
        assert shape_rule(program, name).endswith("×".join(str(int(n)) for n in step.shape))


# ---- orders ----


def test_an_order_that_fails_is_told_why_and_shown_solved() -> None:
    at = page("self-attention/made-order")
    posed = posed_of(at, PosedOrder)
    attempt_of(at).answers = {ORDER: (tuple(reversed(posed.solution()[ORDER][0])),)}
    press(at, "Check")
    assert attempt_of(at).handed_in
    assert any(m.value == "**An order that works**" for m in at.markdown)


def test_only_these_lines_are_an_order() -> None:
    assert ordered({"order": ["b", "a"]}, ("a", "b")) == ("b", "a")
    for result in (
        None,
        {},
        {"order": None},
        {"order": ["a"]},
        {"order": ["a", "a"]},
        {"order": "ab"},
        {"order": [1, 2]},
    ):
        assert ordered(result, ("a", "b")) is None


@pytest.mark.parametrize("id", MECHANISMS, ids=str)
def test_every_formula_can_be_set_on_one_line(id: str) -> None:
    mechanism = MECHANISMS[id]
    program = mechanism.build(mechanism.choose(), mechanism.sizes)
    for step in program.steps:
        text = "".join(piece for piece, *_ in formula(program, step))
        assert not set(text) & set("\\{}&")
        assert not any(word in text for word in ("frac", "sqrt", "begin", "left", "operatorname", "odot"))


@pytest.mark.parametrize(
    ("mechanism", "step", "text"),
    [
        ("self_attention", "scaled", "S′ = S / √dk"),
        ("layer_norm", "deviation", "σ = √(σ2 + ε)"),
        ("similarity", "cosines", "R = G / (ℓ ℓ⊤)"),
        ("kv_cache", "token=2/key_cache", "K2 = [K1; k2]"),
        ("rope", "rates", "ω = 1 / 100002i/dₖ, i = 0, 1"),
    ],
)
def test_fractions_and_roots_keep_their_brackets(mechanism: str, step: str, text: str) -> None:
    assert "".join(piece for piece, *_ in formula(MECHANISMS[mechanism].build(), step)) == text


# ---- spoken answers ----


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_spoken_answer_is_held_against_its_key_points(lang: str) -> None:
    at = page("self-attention/made-spoken", lang)
    assert not at.checkbox
    press(at, "reveal")
    assert [box.label[-1] for box in at.checkbox] == ["1", "2", "5"]
    assert posed_of(at, PosedSpoken).question.answer.of(lang) in everything(at)
    sound(at.checkbox[0].check().run())
    sound(at.checkbox[2].check().run())
    press(at, "check")
    assert attempt_of(at).points == 1.5
    assert {"en": "partly right · 1.5 of 3.5", "zh": "1.5/3.5"}[lang] in everything(at)


@pytest.mark.parametrize(("lang", "first"), [("en", "Follow-up 1 of 2"), ("zh", "追问 1/2")])
def test_the_examiner_goes_on_when_the_key_points_are_ticked(lang: str, first: str) -> None:
    at = page("lstm/made-follow-ups", lang)
    press(at, "reveal")
    sound(at.checkbox[1].check().run())
    assert not [b for b in at.button if b.key == "check"]
    press(at, first)
    assert not at.checkbox
    assert {"en": "What if $d_k = 1$?", "zh": "$d_k = 1$ 呢？"}[lang] in everything(at)
    press(at, "reveal_1")
    sound(at.checkbox[0].check().run())
    press(at, "follow_up_2")
    press(at, "reveal_2")
    press(at, "check")
    assert attempt_of(at).points == 2 + 1
    assert {"en": "partly right · 3 of 6.5", "zh": "3/6.5"}[lang] in everything(at)
    assert {"en": "Those who learn it.", "zh": "可学习的。"}[lang] in everything(at)
    from ui.session import persistence

    (kept,) = persistence.store().attempts()
    assert (kept.points, kept.possible, len(kept.marking)) == (3, 6.5, 3)


def test_a_follow_up_that_is_open_is_open_again_after_a_reload() -> None:
    at = page("lstm/made-follow-ups")
    press(at, "reveal")
    press(at, "follow_up_1")
    again = page("lstm/made-follow-ups")
    assert [b.key for b in again.button if str(b.key).startswith("reveal")] == ["reveal_1"]


def test_what_was_written_is_shown_as_text_and_kept() -> None:
    at = page("self-attention/made-spoken")
    attempt_of(at).answers = {"text": (("<b>Variance</b>\ngrows",),)}
    press(at, "reveal")
    assert "&lt;b&gt;Variance&lt;/b&gt;\ngrows" in everything(at)
    press(at, "check")
    from ui.session import persistence

    assert persistence.store().attempts()[0].answers["text"] == [["<b>Variance</b>\ngrows"]]


def test_no_longer_text_than_there_is_room_for() -> None:
    assert said(None) is None
    assert said({"text": None}) is None
    assert said({"text": "x" * 2 * LONGEST}) == "x" * LONGEST


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("encoder-block/made-bert", False),
        ("lstm/made-parameters", True),
        ("scaled-dot-product/made-scaled", True),
        ("self-attention/made-shapes", True),
        ("multi-head/made-shapes", False),
        ("self-attention/made-order", False),
        ("self-attention/made-choice", False),
        ("self-attention/made-spoken", False),
        ("self-attention/by-hand", True),
    ],
)
def test_new_numbers_are_offered_where_there_are_any(question: str, numbers: bool) -> None:
    assert any(b.key == "new_numbers" for b in page(question).button) == numbers


# ---- hints, and another language on the way ----


def test_hints_cost_and_what_was_typed_outlives_a_change_of_language() -> None:
    at = page("self-attention/made-shapes")
    sound(at.text_input[0].set_value("6×2").run())
    press(at, "next_hint_0")
    press(at, "next_hint_1")
    assert attempt_of(at).hints_used == 2
    state_of(at).language = "zh"
    sound(at.run())
    assert at.text_input[0].value == "6×2"
    at = handed_in(at, attempt_of(at).posed.solution())
    assert attempt_of(at).points == 2.5
    assert any(b.label == "下一题" for b in at.button)


def test_the_words_in_the_formula_of_a_line_are_the_languages() -> None:
    posed = pose(next(q for q in MADE if q.id == "self-attention/made-order"), 1)
    assert isinstance(posed, PosedOrder)
    with speaking("zh"):
        shown = [text for text, *_ in order._line(posed, "weights").formula]
    assert "按行" in shown

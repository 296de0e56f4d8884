"""Check mine: results that are handed in, and what is said of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from check import Cause
from content import topic, topics
from db.store import Store
from engine.options import choices
from presentation.workspaces.resizing import texts
from presentation.workspaces.taken_convention import with_convention
from presentation.workspaces.workspace import Workspace, opened
from tests.engine.test_public_cases import case
from tests.ui.app import button, page, sound, state_of, workspace_of

Array = np.ndarray[Any, Any]
SELF_ATTENTION = opened(topic("self-attention"))


def handed_in(text: str, lang: str = "en", about: str = "self-attention") -> AppTest:
    return again(sound(page("check", lang, topic=about)), text, about)


def again(at: AppTest, text: str, about: str = "self-attention") -> AppTest:
    at.text_area(key=f"check_text_{about}").set_value(text)
    return sound(button(at, "check_now").click().run())


def html(at: AppTest, mark: str) -> str:
    """The one piece of HTML of this class."""
    (found,) = [x.proto.body for x in at.get("html") if f'class="{mark}' in x.proto.body]
    return str(found)


def answers(at: AppTest) -> list[Any]:
    return [x for x in at.get("html") if 'class="check-first' in x.proto.body]


def first(at: AppTest) -> str:
    """The first sentence of the answer."""
    return html(at, "check-first")


def told(at: AppTest) -> str:
    """The first sentence and the titles of all explanations."""
    marks = ("check-first", "insight-title")
    return "\n".join(x.proto.body for x in at.get("html") if any(f'class="{mark}' in x.proto.body for mark in marks))


def labels(at: AppTest) -> set[str]:
    return {b.label for b in at.button}


def array(space: Workspace, step: str) -> Array:
    return np.asarray(space.trace[step])


def tensor(x: Array) -> str:
    """An array as PyTorch prints it."""
    rows = ",\n        ".join("[" + ", ".join(f"{v:7.4f}" for v in row) + "]" for row in x)
    return f"tensor([{rows}], grad_fn=<MmBackward0>)"


def example(lang: str) -> Workspace:
    """The example on which the topic opens in a language."""
    return opened(topic("self-attention"), language=lang)


def attention(axis: int = 1, scaled: bool = False, lang: str = "en") -> dict[str, Array]:
    """Self-attention in plain NumPy, the softmax along an axis."""
    given = {id: np.array(x) for id, x in example(lang).numbers.items()}
    queries, keys, values = (given["X"] @ given[name] for name in ("W_q", "W_k", "W_v"))
    scores = queries @ keys.T
    powers = np.exp(scores / np.sqrt(keys.shape[1]) if scaled else scores)
    weights = powers / powers.sum(axis=axis, keepdims=True)
    return {"scores": scores, "weights": weights, "context": weights @ values}


# ---- each kind of answer ----


@pytest.mark.parametrize(
    ("lang", "sentence", "ways"),
    [
        (
            "en",
            "A known mistake gives your numbers: Not scaled. It begins at: Scaled scores.",
            {"Open this step in Explain", "Practise this mistake"},
        ),
        (
            "zh",
            "这些数来自一个已知的错误：忘了缩放。从这一步开始：缩放后的得分。",
            {"在「演算」中打开这一步", "专练这个错误"},
        ),
    ],
)
def test_an_unscaled_attention_is_named_from_its_output_alone(lang: str, sentence: str, ways: set[str]) -> None:
    at = handed_in(tensor(attention(lang=lang)["context"]), lang)
    assert sentence in first(at)
    assert [code.value for code in at.code][-2:] == ["scaled = S / math.sqrt(d_k)", "scaled = S"]
    assert ways <= labels(at)


def test_the_largest_difference_is_said_with_the_words_and_both_numbers() -> None:
    wrong, right = attention()["context"].round(4), array(SELF_ATTENTION, "context")
    i, j = np.unravel_index(np.abs(wrong - right).argmax(), right.shape)
    at = handed_in(tensor(wrong))
    said = html(at, "check-apart")
    assert f"C[{SELF_ATTENTION.words[i]}, {j + 1}]" in said
    assert f"<td>{wrong[i, j]:.6g}</td>" in said
    assert f"<td>{right[i, j]:.6g}</td>" in said


def test_a_right_print_out_is_equal() -> None:
    named = {"A": "weights", "Context": "context"}
    at = handed_in("\n".join(f"{name} = {tensor(array(SELF_ATTENTION, id))}" for name, id in named.items()))
    assert "All 2 steps you gave are right." in first(at)
    assert html(at, "check-steps").count('class="right"') == 2
    assert "Open this step in Explain" not in labels(at)


def test_a_print_out_in_float16_is_as_exact_as_float16() -> None:
    space = opened(topic("feed-forward"))
    output = array(space, "output")
    off = output + np.abs(output) * 2.0**-11  # half a unit in the last place of float16, and far more than float32's
    rows = f"{off.tolist()}"
    assert "What you gave is right." in first(
        handed_in(f"output = tensor({rows}, dtype=torch.float16)", about="feed-forward")
    )
    assert "What you gave is right." not in first(handed_in(f"output = tensor({rows})", about="feed-forward"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "An infinite cell comes from a mask that lies on it"), ("zh", "无穷大的格来自遮住它的掩码")],
)
def test_an_infinite_cell_says_where_such_come_from(lang: str, said: str) -> None:
    context = array(example(lang), "context").copy()
    context[1, 0] = np.inf
    at = handed_in(f"context = {context.tolist()}", lang)
    assert any(said in text.value for text in at.markdown)


@pytest.mark.parametrize(("lang", "whose"), [("en", "Chung et al. 2014"), ("zh", "Chung 等 2014")])
def test_a_convention_is_named_with_whose_it_is(lang: str, whose: str) -> None:
    space = opened(topic("gru"))
    (other,) = set(choices(type(space.options))["update"]) - {space.options.update}  # type: ignore[attr-defined]
    theirs = space.with_options(update=other)
    at = handed_in(f"hidden = {tensor(array(theirs, 'hidden'))}", lang, "gru")
    assert whose in told(at)
    assert "check-first convention" in first(at)


def test_two_mistakes_are_told_and_what_follows_from_them() -> None:
    given = attention(axis=0)
    text = "\n".join(f"{id} = {tensor(x)}" for id, x in ({**given, "scaled": given["scores"]}).items())
    at = handed_in(text)
    assert "2 things were done otherwise: Not scaled; Softmax along the wrong axis." in first(at)
    lines = html(at, "check-steps")
    assert [lines.count(f'class="{kind}"') for kind in ("right", "wrong", "follows")] == [1, 2, 1]


@pytest.mark.parametrize(
    ("lang", "sentence", "following"),
    [
        ("en", "no known mistake gives your numbers", "Print this step next"),
        ("zh", "已知的错误都得不出这些数", "接下来打印这一步"),
    ],
)
def test_nothing_known_says_what_to_print_next(lang: str, sentence: str, following: str) -> None:
    at = handed_in(tensor(1.37 * array(example(lang), "context") + 0.21), lang)
    assert sentence in first(at)
    assert any(following in x.value for x in at.markdown)


def test_numbers_in_other_places_are_a_slip() -> None:
    at = handed_in(f"V = {tensor(array(SELF_ATTENTION, 'values')[::-1])}")
    assert "The rows stand in the order 6, 5, 4, 3, 2, 1." in first(at)


def test_several_explanations_are_all_told_with_the_step_that_tells_them_apart() -> None:
    at = handed_in(f"S = {tensor(attention()['scores'].T)}")
    assert "2 explanations fit your numbers." in first(at)
    titles = [x.proto.body for x in at.get("html") if 'class="insight-title' in x.proto.body]
    assert ["Queries and keys exchanged" in titles[0], "The weights in another order" in titles[1]] == [True, True]
    assert any("it tells them apart: Queries." in x.value.replace("\\", "") for x in at.markdown)


# ---- what is handed in ----


def test_an_array_without_a_name_is_the_chosen_step() -> None:
    at = sound(page("check", topic="self-attention"))
    assert at.selectbox(key="check_unnamed_self-attention_en").value == "context"
    sound(at.selectbox(key="check_unnamed_self-attention_en").set_value("weights").run())
    at = again(at, tensor(array(SELF_ATTENTION, "weights")))
    assert "What you gave is right." in first(at)


def test_inputs_among_the_results_take_the_place_of_those_of_explain() -> None:
    twice = SELF_ATTENTION.with_typed({"X": [[2 * x for x in row] for row in SELF_ATTENTION.numbers["X"]]})
    text = f"X = {[list(row) for row in twice.numbers['X']]}\ncontext = {tensor(array(twice, 'context'))}"
    at = handed_in(text)
    assert "What you gave is right." in first(at)
    assert "Inputs taken from what you gave: X." in [c.value for c in at.caption]


@pytest.mark.parametrize(
    ("text", "lang", "sentence"),
    [
        ("context = [[1, 2], [3]]", "en", "Cells in row 2: 1"),
        ("context = [[1, 2], [3]]", "zh", "第 2 行"),
        ("**nonsense** = [[1, 2]]", "en", "No step is called **nonsense**"),
        ("some words", "en", "“some”, which is not a number"),
        ("nonsense = [[1, 2]]", "en", "No step is called nonsense"),
        ("nonsense = [[1, 2]]", "zh", "没有叫 nonsense 的步骤"),
        ("[[1, 2]]\n\n[[3, 4]]", "en", "Several arrays have no name"),
        ("context = [[1, 2]]\nC = [[3, 4]]", "en", "There are two arrays for context"),
        ("context = [[1, 2, 3]]", "en", "context is 1 × 3, but it has to be 6 × 2"),
        ("X = [[1, 2]]\ncontext = [[1, 2]]", "en", "X"),
        ("", "en", "There are no numbers here"),
        ("W_q = [[1, 2], [3, 4], [5, 6]]", "en", "There is no result to check"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_nothing_is_lost(text: str, lang: str, sentence: str) -> None:
    at = handed_in(text, lang)
    (error,) = at.error
    assert sentence in error.value.replace("\\", "")
    assert at.text_area(key="check_text_self-attention").value == text
    assert state_of(at).results["self-attention"] == text


def test_an_answer_is_not_shown_for_other_numbers() -> None:
    at = handed_in(tensor(attention()["context"]))
    assert first(at)
    space = workspace_of(at)
    state_of(at).workspace = space.with_typed({"X": [["1"] * 3] * 6})
    sound(at.run())
    assert not answers(at)
    assert at.text_area(key="check_text_self-attention").value


def test_numbers_that_cannot_be_computed_with_are_said_and_the_text_stays() -> None:
    at = handed_in(tensor(attention()["context"]))
    space = workspace_of(at)
    state_of(at).workspace = space.with_typed({"X": [["abc"] * 3] * 6})
    sound(at.run())
    assert "abc" in at.error[0].value
    assert "Change numbers, sizes, conventions" in labels(at)
    state_of(at).workspace = space
    sound(at.run())
    assert str(at.text_area(key="check_text_self-attention").value).startswith("tensor([[")
    assert answers(at)


def test_a_gradient_or_given_steps_on_explain_do_not_change_what_is_checked() -> None:
    at = sound(page("check", topic="self-attention"))
    space = workspace_of(at)
    state_of(at).workspace = space.with_given(["weights"])
    at = again(at, tensor(attention()["context"]))
    assert "Not scaled" in first(at)
    assert "Steps that are given on Explain are computed here." in [c.value for c in at.caption]
    assert "Open this step in Explain" not in labels(at)  # the step is not computed there
    state_of(at).workspace = replace(space, gradient_of="context")
    sound(button(sound(at.run()), "check_now").click().run())
    assert "Not scaled" in first(at)


def test_a_changed_text_is_said_to_be_unanswered() -> None:
    at = handed_in(tensor(attention()["context"]))
    sound(at.text_area(key="check_text_self-attention").set_value("S = [[1]]").run())
    assert "This answers the text as it was before you changed it." in [c.value for c in at.caption]


def test_the_chosen_language_writes_the_snippet_and_the_line() -> None:
    at = handed_in(tensor(attention()["context"]))
    state_of(at).check_code = "numpy"
    sound(at.run())
    codes = [code.value for code in at.code]
    assert codes[0].startswith("import numpy as np")
    assert codes[1] == "scaled = S / np.sqrt(d_k)"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_convention_is_taken_and_the_results_are_right_under_it(lang: str) -> None:
    space = opened(topic("gru"), language=lang)
    (other,) = set(choices(type(space.options))["update"]) - {space.options.update}  # type: ignore[attr-defined]
    at = handed_in(f"hidden = {tensor(array(space.with_options(update=other), 'hidden'))}", lang, "gru")
    sound(button(at, "check_take_0").click().run())
    assert workspace_of(at).options == replace(space.options, update=other)  # type: ignore[call-arg]
    assert workspace_of(at).typed == space.typed
    assert "check-first right" in first(at)
    assert "check_take_0" not in {b.key for b in at.button}


def test_a_layout_is_taken_with_the_numbers_as_they_stand() -> None:
    space = opened(topic("self-attention")).with_sizes(d=2)
    there = replace(space, options=replace(space.options, weights="out_in"))
    cause = Cause("convention", values=(("weights", "out_in"),))
    taken = with_convention(space, cause)
    assert taken.typed == space.typed
    assert np.array_equal(array(taken, "context"), array(there, "context"))
    number = with_convention(opened(topic("layer-norm")), Cause("convention", values=(("epsilon", "1e-06"),)))
    assert number.options.epsilon == 1e-6  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "what", "step", "sentence"),
    [
        ("pub_01", "as published", "candidate", "last digit"),
        ("pub_10", "exponent 2j/d", "positions", "The exponent"),
        ("pub_19", "divided by n - 1", "normalised", "d − 1"),
    ],
)
def test_public_questions_are_answered_on_the_page(name: str, what: str, step: str, sentence: str) -> None:
    asked = case(name)
    about = next(one for one in topics() if one.mechanism == asked["mechanism"])
    space = opened(about)
    options = replace(space.options, **asked["options"])
    typed = {id: texts(rows) for id, rows in asked["inputs"].items()}
    space = replace(space, options=options, typed=typed, words=(), sizes=asked["sizes"])
    at = sound(page("check", topic=about.id))
    state_of(at).workspace = space
    (answer,) = [one for one in asked["wrong_answers"] if one["what"].startswith(what)]
    given = next(answer[key] for key, id in asked["engine_steps"].items() if id == step)
    again(sound(at.run()), f"{step} = {given}", about.id)
    assert "check-first right" not in first(at)
    assert sentence in told(at)


@pytest.mark.parametrize(
    ("lang", "no_number", "infinite", "refused"),
    [
        ("en", "A cell that is no number comes from 0 ÷ 0", "An infinite cell comes from", "which is no number"),
        ("zh", "不是数的格（NaN）来自 0 ÷ 0", "无穷大的格来自", "不是数"),
    ],
)
def test_where_cells_that_are_no_numbers_come_from_is_said(
    lang: str, no_number: str, infinite: str, refused: str
) -> None:
    context = array(example(lang), "context").round(4)
    for value, clue in ((np.nan, no_number), (np.inf, infinite)):
        context[0] = value
        at = handed_in(tensor(context), lang)
        assert not at.error
        assert any(clue in x.value for x in at.markdown)
    at = again(at, "X = [[nan, 1, 2]]\n" + tensor(array(example(lang), "context")))
    assert any(refused in error.value and "X" in error.value for error in at.error)


def test_a_snippet_for_keras_is_offered() -> None:
    at = sound(page("check", topic="self-attention"))
    state_of(at).check_code = "keras"
    sound(at.run())
    assert 'print(name, "=", keras.ops.convert_to_numpy(value))' in at.code[0].value


def test_what_was_pasted_is_there_after_a_reload_and_no_other_learner_sees_it(store: Store) -> None:
    at = page("check", topic="self-attention")
    sound(at.text_area(key="check_text_self-attention").set_value("weights = [[0.5, 0.5]]").run())
    reloaded = page("check", topic="self-attention")
    assert reloaded.text_area(key="check_text_self-attention").value == "weights = [[0.5, 0.5]]"
    assert page("check", topic="lstm").text_area(key="check_text_lstm").value == ""
    other = store.of(store.add_learner("Bo", "teal", datetime.now(UTC)))
    assert other.begun() == []
    sound(reloaded.text_area(key="check_text_self-attention").set_value("").run())
    assert store.begun() == []


# ---- gradients ----


@pytest.mark.parametrize(
    ("lang", "begins", "all_right"),
    [
        ("en", "Gradients begin at “Context vectors”, with ∂L/∂ as typed on Explain.", "What you gave is right."),
        ("zh", "反向传播从「上下文向量」开始，∂L/∂ 取「演算」页上填写的数。", "给出的 1 步都对"),
    ],
)
def test_gradients_are_checked_where_explain_has_a_backward_pass(lang: str, begins: str, all_right: str) -> None:
    at = sound(page("check", lang, topic="self-attention"))
    assert not any(begins in c.value for c in at.caption)
    space = replace(workspace_of(at), gradient_of="context")
    state_of(at).workspace = space
    sound(at.run())
    assert any(begins in c.value for c in at.caption)
    right = np.asarray(space.trace["backward/W_q"])
    said = again(at, f"W_q.grad = {np.array2string(right.round(4), separator=', ')}")
    assert all_right in first(said)
    wrong = again(at, f"W_q.grad = {np.array2string((2 * right).round(4), separator=', ')}")
    assert all_right not in first(wrong)

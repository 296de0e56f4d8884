"""A result that is one row, one head or one element of a batch: each is tried, and said which it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from check import Findings, check
from engine import MECHANISMS, run
from engine.arrays import Array
from presentation.check.check_answer import answer
from presentation.check.check_words import report, topic_of
from presentation.translate import speaking
from tests.check.broken import drawn

TOKENS = 5
SIZES: Mapping[str, Mapping[str, int]] = {
    "self_attention": {"n": TOKENS, "d": 3, "d_k": 2, "d_v": 3},
    "multi_head": {"n": TOKENS, "h": 2, "d": 4, "d_k": 2, "d_v": 3, "d_o": 4},
}
OPTIONS = {"mask": "none"}


def unscaled(mechanism: str, seed: int = 2) -> tuple[Mapping[str, Array], Mapping[str, Array], Mapping[str, Array]]:
    """Inputs, every step, and the weights and contexts of a program that forgot to divide by √d_k."""
    kind = MECHANISMS[mechanism]
    program = kind.build(kind.choose(**OPTIONS), SIZES[mechanism])
    inputs = drawn(program, seed)
    trace = run(program, inputs)
    right = {id: np.asarray(trace[id]) for id in program.steps}
    powers = np.exp(right["scores"])
    weights = powers / powers.sum(axis=-1, keepdims=True)
    values = right["value_heads" if mechanism == "multi_head" else "values"]
    return inputs, right, {"weights": weights, "context": weights @ values}


def found(mechanism: str, inputs: Mapping[str, Array], results: Mapping[str, Any]) -> Findings:
    printed = {id: np.asarray(x).round(4) for id, x in results.items()}
    return check(mechanism, inputs, OPTIONS, printed, 4, SIZES[mechanism])


def said(seen: Findings, language: str = "en") -> str:
    with speaking(language):
        return "\n".join(report(seen))


@pytest.mark.parametrize("k", range(TOKENS))
@pytest.mark.parametrize("step", ["weights", "context"])
def test_any_row_of_a_result_is_found_with_its_mistake(step: str, k: int) -> None:
    inputs, right, wrong = unscaled("self_attention")
    seen = found("self_attention", inputs, {step: wrong[step][k]})
    assert seen.explanations[0].first.id == "div.not_divided"
    assert f"row {k + 1}" in said(seen)
    assert f"第 {k + 1} 行" in said(seen, "zh")
    (judged,) = seen.steps
    assert judged.largest is not None
    assert judged.largest.index[0] == k
    assert judged.largest.given == wrong[step].round(4)[judged.largest.index]
    assert judged.largest.right == right[step][judged.largest.index]


@pytest.mark.parametrize("k", range(TOKENS))
def test_a_right_row_is_right_and_said_which(k: int) -> None:
    inputs, right, _ = unscaled("self_attention")
    seen = found("self_attention", inputs, {"context": right["context"][k]})
    assert seen.verdict == "arranged"
    assert f"row {k + 1}" in said(seen)


def test_a_row_that_is_right_tells_which_row_the_others_are() -> None:
    """Numbers that nothing explains are held against the same row as the scores, which are right there."""
    inputs, right, wrong = unscaled("self_attention")
    for k in range(TOKENS):
        seen = found(
            "self_attention", inputs, {"scores": right["scores"][k], "context": wrong["context"][k] + [0.31, -0.2, 0.1]}
        )
        assert seen.verdict == "unknown"
        assert [step.arrangement.element for step in seen.steps if step.arrangement] == [k, k]
        assert "the nearest" not in said(seen)


def test_where_nothing_known_gives_the_numbers_no_row_is_told_for_certain() -> None:
    inputs, right, _ = unscaled("self_attention")
    seen = found("self_attention", inputs, {"context": right["context"][1] + [0.003, -0.011, 0.007]})
    assert seen.verdict == "unknown"
    assert "held against row 2, the nearest; which part it is, nothing known tells" in said(seen)
    assert "最接近" in said(seen, "zh")
    assert "It is row" not in said(seen)


@pytest.mark.parametrize(
    ("part", "english", "chinese"),
    [
        (lambda x: x[1], "It is head 2 alone", "第 2 个头"),
        (lambda x: x[:, 2], "It is row 3 of each head", "每个头的第 3 行"),
        (lambda x: x[1, 3], "It is head 2 alone. It is row 4 alone", "第 4 行"),
        (lambda x: x.mean(axis=0), "the mean over the heads", "平均"),
        (lambda x: np.stack([x + 0.2, x * 0.4, x]), "It is element 3 of your batch", "第 3 个"),
    ],
)
def test_one_head_one_token_or_one_element_of_weights_is_found(part: Any, english: str, chinese: str) -> None:
    inputs, right, wrong = unscaled("multi_head")
    seen = found("multi_head", inputs, {"weights": part(wrong["weights"])})
    assert seen.explanations[0].first.id == "div.not_divided"
    assert english in said(seen)
    assert chinese in said(seen, "zh")
    assert found("multi_head", inputs, {"weights": part(right["weights"])}).right


def test_one_token_of_all_heads_side_by_side_is_found() -> None:
    inputs, _, wrong = unscaled("multi_head")
    beside = wrong["context"].swapaxes(0, 1).reshape(TOKENS, -1)
    for k in range(TOKENS):
        seen = found("multi_head", inputs, {"context": beside[k]})
        assert seen.explanations[0].first.id == "div.not_divided"
        assert f"It is row {k + 1} alone. Your heads stand side by side." in said(seen)


def test_the_words_of_the_row_are_those_of_the_cell_that_is_shown() -> None:
    inputs, _, wrong = unscaled("self_attention")
    seen = found("self_attention", inputs, {"context": wrong["context"][2]})
    shown = answer(seen, topic_of("self_attention"), {"n": ("one", "two", "three", "four", "five")})
    assert shown.apart is not None
    assert "three" in shown.apart.place


@pytest.mark.parametrize("seed", range(40))
def test_a_row_of_drawn_numbers_is_no_mistake(seed: int) -> None:
    """There are as many places to agree at by accident as there are rows."""
    inputs, right, _ = unscaled("self_attention")
    rng = np.random.default_rng(seed)
    seen = found("self_attention", inputs, {"context": right["context"][seed % TOKENS] + rng.normal(size=3)})
    assert seen.verdict == "unknown"

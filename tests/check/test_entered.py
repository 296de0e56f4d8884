"""What cannot be checked is one sentence, in both languages; what has no number says where such cells come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from check import check
from check.given import MOST_DIGITS
from engine import MECHANISMS, EngineError, InputError, ShapeError, run
from presentation.check.check_words import report
from presentation.translate import plain_sentence, speaking
from tests.check.broken import drawn

SELF_ATTENTION = MECHANISMS["self_attention"]
UNMASKED = SELF_ATTENTION.choose(mask="none")
PROGRAM = SELF_ATTENTION.build(UNMASKED, {"n": 4, "d": 3, "d_k": 2, "d_v": 2})
INPUTS = drawn(PROGRAM, 4)
TRUE = {id: np.asarray(x) for id, x in run(PROGRAM, INPUTS).arrays.items() if id in PROGRAM.steps}
CONTEXT = TRUE["context"]


def refused(results: Any = None, inputs: Any = INPUTS, options: Any = UNMASKED, **more: Any) -> EngineError:
    with pytest.raises((InputError, ShapeError)) as caught:
        check("self_attention", inputs, options, {"context": CONTEXT} if results is None else results, **more)
    return caught.value


def said(error: EngineError, language: str) -> str:
    with speaking(language):
        return plain_sentence(error)


@pytest.mark.parametrize(
    ("more", "english", "chinese"),
    [
        ({"loss": "huber", "gradient_of": "context"}, "no loss called huber; there are squared", "没有叫 huber 的损失"),
        ({"loss": "huber"}, "no loss called huber; there are squared", "没有叫 huber 的损失"),
        ({"digits": -1}, "decimals of context is -1; it must be a whole number from 0", "小数位数是 -1"),
        ({"digits": "4"}, "decimals of context is '4'", "小数位数是 '4'"),
        ({"digits": 4.0}, "decimals of context is 4.0", "小数位数是 4.0"),
        ({"digits": True}, "decimals of context is True", "小数位数是 True"),
        ({"digits": MOST_DIGITS + 1}, f"is {MOST_DIGITS + 1}; it must be", f"小数位数是 {MOST_DIGITS + 1}"),
        ({"digits": {"contxt": 4}}, "no step called contxt", "没有叫 contxt 的步骤"),
        ({"digits": {"context": -np.ones((4, 2))}}, "have to be numbers, 0 or above", "不小于 0"),
        ({"digits": {"context": np.full((4, 2), np.nan)}}, "have to be numbers, 0 or above", "不小于 0"),
        (
            {"digits": {"context": np.ones((3, 2))}},
            "are 3 × 2, but its numbers are 4 × 2",
            "是 3 × 2，而它的数是 4 × 2",
        ),
        ({"results": {"context": CONTEXT + 1j}}, "context is not a table of numbers", "context 不是一张数表"),
        ({"results": {"context": CONTEXT + 0j}}, "each of them a real number", "每一格都要是实数"),
        ({"results": {"context": "0.1 0.2"}}, "context is not a table of numbers", "context 不是一张数表"),
        ({"results": {"context": [[1, 2], [3]]}}, "context is not a table of numbers", "context 不是一张数表"),
        ({"results": {"context": [[10**400]]}}, "context holds a number too large", "context"),
        ({"results": {"context": np.ma.masked_array(CONTEXT, CONTEXT > 0)}}, "leaves some cells out", "masked array"),
        ({"results": {"context": None}}, "context is missing: give its numbers", "context 没有数值"),
        ({"results": {"context": []}}, "context is empty", "context"),
        (
            {"results": {"context": 3.0}},
            "context is a single number, but it has to be 4 × 2",
            "只有一个数，应当是 4 × 2",
        ),
        ({"results": {"context": [1, 2, 3]}}, "is a list of 3 numbers, but it has to be 4 × 2", "是一列 3 个数"),
        ({"results": [CONTEXT]}, "results have to be a dictionary", "results 应当是一个字典"),
        ({"inputs": list(INPUTS.values())}, "inputs have to be a dictionary", "inputs 应当是一个字典"),
        ({"inputs": None}, "X is missing", "X"),
        ({"options": "none"}, "options have to be a dictionary", "options 应当是一个字典"),
        ({"sizes": [4]}, "sizes have to be a dictionary", "sizes 应当是一个字典"),
        ({"sizes": {"n": "4"}}, "n is '4'; it must be a whole number, 1 or above", "n 是 '4'；它必须是不小于 1 的整数"),
        ({"inputs": INPUTS | {"X": INPUTS["X"] + 1j}}, "X is not a table of numbers", "X 不是一张数表"),
    ],
)
def test_what_cannot_be_checked_is_one_sentence(more: Mapping[str, Any], english: str, chinese: str) -> None:
    error = refused(**more)
    assert english in said(error, "en")
    assert chinese in said(error, "zh")
    assert all(said(error, language).count("\n") == 0 for language in ("en", "zh"))


def test_a_number_of_heads_that_does_not_divide_is_refused_in_both_languages() -> None:
    heads = MECHANISMS["multi_head"].build(sizes={"n": 3, "d": 4, "h": 2, "d_k": 4, "d_v": 4, "d_o": 4})
    with pytest.raises(InputError) as caught:
        check("multi_head", drawn(heads, 1), None, {"output": np.ones((3, 4))}, sizes={"h": 3})
    assert said(caught.value, "en").startswith("The number of columns of W_q is 8, but with h = 3 no d_k makes")
    assert said(caught.value, "zh").startswith("W_q 有 8 列；当 h = 3 时，d_k 取什么值都不能使")


def test_a_gradient_with_heads_that_holds_complex_numbers_is_refused() -> None:
    heads = MECHANISMS["multi_head"].build()
    upstream = np.ones(tuple(map(int, heads.steps["weights"].shape))) + 1j
    with pytest.raises(InputError, match="backward/weights is not a table of numbers"):
        check(
            "multi_head",
            drawn(heads, 1) | {"backward/weights": upstream},
            None,
            {"W_q.grad": np.ones((4, 4))},
            gradient_of="weights",
        )


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("everywhere", [False, True])
def test_cells_without_a_finite_number_say_where_such_come_from(value: float, everywhere: bool) -> None:
    bad = CONTEXT.copy()
    bad[slice(None) if everywhere else (2, 1)] = value
    found = check("self_attention", INPUTS, UNMASKED, {"context": bad})
    assert found.clue is not None
    assert (found.verdict, found.clue.id) == ("unknown", "no_number" if np.isnan(value) else "infinite")
    words = {"en": ("no number comes from 0 ÷ 0", "infinite cell comes"), "zh": ("来自 0 ÷ 0", "无穷大的格来自")}
    for language, (no_number, infinite) in words.items():
        with speaking(language):
            lines = "\n".join(report(found))
        assert ("[1, 1]" if everywhere else "[3, 2]") in lines
        assert (no_number in lines, infinite in lines) == (np.isnan(value), np.isinf(value))


def test_a_mask_is_no_infinite_cell() -> None:
    """Of masked scores those that are not masked are off: the clue is of these, not of −∞."""
    causal = SELF_ATTENTION.choose(mask="causal")
    masked = np.asarray(run(SELF_ATTENTION.build(causal, {"n": 4, "d": 3, "d_k": 2, "d_v": 2}), INPUTS)["masked"])
    seen = np.isfinite(masked) & (masked > -1e4)
    rng = np.random.default_rng(2)
    off = np.where(seen, masked + rng.normal(size=masked.shape), -np.inf)
    found = check("self_attention", INPUTS, causal, {"masked": off})
    assert (found.verdict, found.clue) == ("unknown", None)


def test_the_two_steps_that_hold_no_number_begin_at_the_first() -> None:
    scores, weights = TRUE["scores"].copy(), TRUE["weights"].copy()
    scores[0, 0], weights[0] = np.nan, np.nan
    found = check(
        "self_attention", INPUTS, UNMASKED, {"weights": weights, "scores": scores, "queries": TRUE["queries"]}
    )
    assert found.begins == "scores"
    assert found.clue is not None
    assert found.clue.id == "no_number"

"""Results of a whole batch in one array: the element is found, also where one head of it was printed, or their mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from check import Findings, check
from check.arrangements import views
from engine import MECHANISMS, run
from presentation.check.check_words import report
from presentation.translate import speaking
from tests.check.broken import drawn

BATCH, OURS = 3, 1  # the element that is checked is the second of three


def batch(mechanism: str, step: str, printed: Callable[[Any], Any]) -> tuple[Findings, Any]:
    """The findings for a step of three inputs in one array, each as `printed`, with the numbers of the second."""
    kind = MECHANISMS[mechanism]
    program = kind.build()
    weights = drawn(program, 6)
    data = [id for id, x in program.inputs.items() if x.role == "data"]
    elements = [weights | {id: drawn(program, 20 + k)[id] for id in data} for k in range(BATCH)]
    values = np.stack([printed(np.asarray(run(program, inputs)[step])) for inputs in elements]).round(4)
    return check(kind, elements[OURS], None, {step: values}, 4, dict(program.dims)), values


def merged(heads: Any) -> Any:
    return np.concatenate(list(heads), axis=-1)


@pytest.mark.parametrize(
    ("printed", "way", "head"),
    [
        (lambda x: x[0], "head", 0),
        (lambda x: x[1], "head", 1),
        (lambda x: x.mean(0), "heads_averaged", None),
        (merged, "heads_merged", None),
        (lambda x: x.swapaxes(0, 1), "axes_moved", None),
    ],
    ids=["first head", "second head", "averaged", "side by side", "heads behind rows"],
)
@pytest.mark.parametrize("step", ["scores", "weights"])
def test_an_element_of_a_batch_is_found_however_its_heads_lie(step: str, printed: Any, way: str, head: Any) -> None:
    found, _ = batch("multi_head", step, printed)
    assert found.verdict == "arranged"
    arrangement = found.steps[0].arrangement
    assert arrangement is not None
    assert (arrangement.id, arrangement.element) == ("element", OURS)
    assert arrangement.within is not None
    assert (arrangement.within.id, arrangement.within.element) == (way, head)


@pytest.mark.parametrize("head", range(4))
def test_a_head_of_grouped_queries_is_found_by_its_number_among_all(head: int) -> None:
    found, values = batch("grouped_query", "weights", lambda x: x.reshape(-1, *x.shape[-2:])[head])
    assert values.ndim == 3
    arrangement = found.steps[0].arrangement
    assert found.verdict == "arranged"
    assert arrangement is not None
    assert arrangement.within is not None
    assert (arrangement.within.id, arrangement.within.element) == ("head", head)


def test_a_mistake_in_one_head_of_a_batch_is_named() -> None:
    kind = MECHANISMS["multi_head"]
    program = kind.build()
    inputs = drawn(program, 6)
    trace = run(program, inputs)
    scores = np.asarray(trace["scores"])
    weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)  # √d_k forgotten
    others = np.random.default_rng(1).dirichlet(np.ones(weights.shape[-1]), (2, weights.shape[-2]))
    values = np.stack([others[0], weights[1], others[1]]).round(4)
    found = check(kind, inputs, None, {"weights": values}, 4, dict(program.dims))
    assert [one.first.id for one in found.explanations] == ["div.not_divided"]
    arrangement = found.steps[0].arrangement
    assert arrangement is not None
    assert arrangement.within is not None
    assert (arrangement.element, arrangement.within.element) == (1, 1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It is element 2 of your batch. It is head 1 alone."),
        ("zh", "它是你这一批里的第 2 个。这是第 1 个头单独的数。"),
    ],
)
def test_both_the_element_and_the_head_are_said(language: str, said: str) -> None:
    found, _ = batch("multi_head", "weights", lambda x: x[0])
    with speaking(language):
        assert any(said in line for line in report(found)), report(found)


def test_heads_that_lie_as_ours_are_not_taken_for_a_batch() -> None:
    """As many heads as elements: the array is read as all heads, and a wrong head is wrong."""
    (view,) = views(np.zeros((2, 3, 3)), (2, 3, 3))
    assert view.arrangement is None


# ---- as many elements as heads ----


def in_a_batch_of_two(step: str, unscaled: bool = False) -> dict[str, Any]:
    """The output and the heads' mean of a step, of two inputs in one array, with two heads."""
    kind = MECHANISMS["multi_head"]
    program = kind.build()
    inputs = drawn(program, 6)
    others = inputs | {"X": drawn(program, 31)["X"]}
    scale = kind.build(kind.choose(scale="none" if unscaled else "sqrt_d_k"))
    traces = [run(scale, one) for one in (others, inputs)]
    return {
        step: np.stack([np.asarray(trace[step]).mean(0) for trace in traces]).round(4),
        "output": np.stack([np.asarray(trace["output"]) for trace in traces]).round(4),
    }


def test_a_batch_of_as_many_elements_as_heads_is_found_where_it_is_right() -> None:
    kind = MECHANISMS["multi_head"]
    program = kind.build()
    for given in ({"weights"}, {"weights", "output"}):
        results = {step: x for step, x in in_a_batch_of_two("weights").items() if step in given}
        found = check(kind, drawn(program, 6), None, results, 4, dict(program.dims))
        assert found.verdict == "arranged"
        (arrangement,) = [step.arrangement for step in found.steps if step.step == "weights"]
        assert arrangement is not None
        assert arrangement.within is not None
        assert (arrangement.element, arrangement.within.id) == (1, "heads_averaged")


def test_where_another_result_shows_a_batch_a_mistake_in_it_is_named() -> None:
    kind = MECHANISMS["multi_head"]
    program = kind.build()
    found = check(kind, drawn(program, 6), None, in_a_batch_of_two("weights", unscaled=True), 4, dict(program.dims))
    assert "div.not_divided" in [one.first.id or one.first.values[0][0] for one in found.explanations] + [
        cause.id for one in found.explanations for causes in one.also for cause in causes
    ]
    (arrangement,) = [step.arrangement for step in found.steps if step.step == "weights"]
    assert arrangement is not None
    assert arrangement.id == "element"


def test_wrong_heads_alone_stay_heads() -> None:
    kind = MECHANISMS["multi_head"]
    program = kind.build()
    inputs = drawn(program, 6)
    scores = np.asarray(run(program, inputs)["scores"])
    weights = np.exp(scores) / np.exp(scores).sum(-1, keepdims=True)
    found = check(kind, inputs, None, {"weights": weights.round(4)}, 4, dict(program.dims))
    assert found.steps[0].arrangement is None
    assert "div.not_divided" in {
        cause.id for one in found.explanations for cause in (*one.causes, *(c for a in one.also for c in a))
    }

"""PyTorch's normalisations, activations and linear layers as an independent oracle for what stands around attention."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, OptionError, Trace, run
from engine.execution.run import evaluate
from engine.readings.explanation.explain import explain
from engine.readings.formulas.latex import formula
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import draw
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch


def computed(mechanism: str, sizes: dict[str, int], **options: Any) -> tuple[Trace, dict[str, torch.Tensor]]:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(**options), sizes)
    inputs = draw(program, 11)
    return run(program, inputs), {id: torch.from_numpy(x) for id, x in inputs.items()}


def wrong(trace: Trace, step: str, id: str) -> Any:
    (found,) = [w.expr for w in wrong_versions(trace.program, step) if w.id == id]
    return evaluate(found, trace.arrays)


@pytest.mark.parametrize("epsilon", [1e-5, 0.1])
def test_layer_norm_equals_torch(epsilon: float) -> None:
    trace, t = computed("layer_norm", {"n": 5, "d": 7}, epsilon=epsilon)
    expected = functional.layer_norm(t["X"], (7,), t["gamma"][0], t["beta"][0], epsilon)
    np.testing.assert_allclose(trace["rescaled"], expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(
        trace["normalised"], functional.layer_norm(t["X"], (7,), eps=epsilon), rtol=0, atol=1e-12
    )


def test_the_annotated_transformers_norm_divides_by_d_less_1_and_adds_epsilon_outside() -> None:
    options = vars(MECHANISMS["layer_norm"].presets["annotated"])
    trace, t = computed("layer_norm", {"n": 3, "d": 4}, **options)
    std, mean = torch.std_mean(t["X"], -1, keepdim=True)
    expected = t["gamma"] * (t["X"] - mean) / (std + 1e-6) + t["beta"]
    np.testing.assert_allclose(trace["rescaled"], expected, rtol=0, atol=1e-12)


def test_normalising_over_the_tokens_is_batch_normalisation() -> None:
    trace, t = computed("layer_norm", {"n": 6, "d": 4})
    expected = functional.batch_norm(t["X"], None, None, training=True, eps=1e-5)
    np.testing.assert_allclose(wrong(trace, "normalised", "normalised.over_tokens"), expected, rtol=0, atol=1e-12)
    np.testing.assert_allclose(wrong(trace, "mean", "mean.over_tokens"), t["X"].mean(0, keepdim=True), atol=1e-14)


def test_rms_norm_equals_torch() -> None:
    trace, t = computed("rms_norm", {"n": 5, "d": 7}, epsilon=1e-6)
    np.testing.assert_allclose(
        trace["rescaled"], functional.rms_norm(t["X"], (7,), t["gamma"][0], 1e-6), rtol=0, atol=1e-12
    )
    own, _ = computed("rms_norm", {"n": 5, "d": 7}, **vars(MECHANISMS["rms_norm"].presets["pytorch"]))
    np.testing.assert_allclose(own["normalised"], functional.rms_norm(t["X"], (7,)), rtol=0, atol=1e-12)


def test_rms_norm_of_centred_rows_is_layer_norm() -> None:
    trace, _ = computed("rms_norm", {"n": 3, "d": 4})
    X = trace["X"]
    np.testing.assert_allclose(wrong(trace, "mean_square", "rms.centred"), X.var(-1, keepdims=True), atol=1e-14)


def test_epsilon_cannot_be_negative() -> None:
    with pytest.raises(OptionError, match="epsilon is -1; it must be 0 or a number above 0"):
        MECHANISMS["layer_norm"].choose(epsilon=-1)


ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "relu": lambda x: functional.relu(x),
    "gelu_exact": lambda x: functional.gelu(x),
    "gelu_tanh": lambda x: functional.gelu(x, approximate="tanh"),
}


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_feed_forward_equals_torch(activation: str) -> None:
    trace, t = computed("feed_forward", {"n": 3, "d": 4, "f": 9}, activation=activation, weights="out_in")
    inner = ACTIVATIONS[activation](functional.linear(t["X"], t["W_1"], t["b_1"][0]))
    np.testing.assert_allclose(trace["activated"], inner, rtol=0, atol=1e-12)
    np.testing.assert_allclose(trace["output"], functional.linear(inner, t["W_2"], t["b_2"][0]), rtol=0, atol=1e-12)


def test_erf_keeps_the_shape_the_precision_and_the_ends() -> None:
    chosen = MECHANISMS["feed_forward"]
    program = chosen.build(chosen.choose(activation="gelu_exact"))
    inputs = {id: x.astype(np.float32) for id, x in draw(program).items()}
    trace = run(program, inputs, dtype=np.float32)
    assert trace["passed"].dtype == np.float32
    B = np.array([[-40.0, -1.0, 0.0, 40.0], [1.0, 2.0, 3.0, 4.0]])
    carried = run(program, draw(program), {"preactivation": B})
    assert carried["passed"][0].tolist() == [0.0, (1 - math.erf(1 / math.sqrt(2))) / 2, 0.5, 1.0]


def test_a_gelu_is_explained_with_its_error_function() -> None:
    trace, _ = computed("feed_forward", {"n": 2, "d": 3, "f": 4}, activation="gelu_exact")
    assert formula(trace.program, "passed") == (
        r"\Phi = \frac{1 + \operatorname{erf}\left(\frac{B}{\sqrt{2}}\right)}{2}"
    )
    assert str(explain(trace, "passed", (0, 0))).startswith("Φ[1,1] = (1 + erf(B[1,1] ÷ √2)) ÷ 2 = ")


def test_embedding_looks_rows_up_and_scores_with_the_same_table() -> None:
    trace, t = computed("embedding", {"n": 5, "v": 7, "d": 3}, scale="sqrt_d", output="tied")
    ids = t["tokens"].argmax(-1)
    np.testing.assert_array_equal(trace["embedded"], functional.embedding(ids, t["E"]))
    np.testing.assert_allclose(trace["scaled"], functional.embedding(ids, t["E"]) * math.sqrt(3), atol=1e-14)
    np.testing.assert_allclose(trace["logits"], functional.linear(t["H"], t["E"]), atol=1e-14)
    later = functional.embedding((ids + 1) % 7, t["E"])
    np.testing.assert_array_equal(wrong(trace, "embedded", "embedding.counted_from_1"), later)


def test_a_vocabulary_of_one_word_has_one_vector() -> None:
    embedding = MECHANISMS["embedding"]
    program = embedding.build(sizes={"n": 2, "v": 1, "d": 3})
    E = np.array([[1.0, -2.0, 0.5]])
    np.testing.assert_array_equal(run(program, {"tokens": np.ones((2, 1)), "E": E})["embedded"], [E[0], E[0]])

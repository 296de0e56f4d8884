"""PyTorch's cross-entropy, and a character model differentiated by autograd, as independent oracles for the losses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, OptionError, ShapeError, Trace, run
from engine.execution.run import evaluate
from engine.readings.explanation.explain import explain
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import draw
from tests.oracle import functional, torch

pytestmark = pytest.mark.torch

ways = pytest.mark.parametrize("softmax", ["one_step", "log_sum_exp"])


def computed(mechanism: str, sizes: dict[str, int], **options: Any) -> tuple[Trace, dict[str, torch.Tensor]]:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(**options), sizes)
    inputs = draw(program, 11)
    return run(program, inputs), {id: torch.from_numpy(x) for id, x in inputs.items()}


def wrong(trace: Trace, step: str, id: str) -> float:
    (found,) = [w.expr for w in wrong_versions(trace.program, step) if w.id == id]
    return float(evaluate(found, trace.arrays).item())


@ways
@pytest.mark.parametrize("output", ["own", "tied"])
def test_only_masked_places_count(softmax: str, output: str) -> None:
    trace, t = computed("masked_lm", {"n": 6, "d": 3, "v": 7}, softmax=softmax, output=output)
    logits = t["H"] @ (t["W"] if output == "own" else t["E"].T) + t["b"]
    targets = t["targets"].argmax(-1)
    chosen = t["chosen"][:, 0] != 0
    expected = functional.cross_entropy(logits, torch.where(chosen, targets, -100))
    assert trace["loss"].item() == pytest.approx(expected.item(), abs=1e-12)
    everywhere = functional.cross_entropy(logits, targets).item()
    assert wrong(trace, "loss", "loss.all_places") == pytest.approx(everywhere, abs=1e-12)
    share = expected.item() * chosen.double().mean().item()
    assert wrong(trace, "loss", "loss.over_all_places") == pytest.approx(share, abs=1e-12)


@ways
def test_the_target_is_one_place_later(softmax: str) -> None:
    trace, t = computed("next_token_loss", {"n": 5, "d": 3, "v": 7}, softmax=softmax, report="perplexity")
    logits, ids = (t["H"] @ t["W"] + t["b"])[:-1], t["tokens"].argmax(-1)
    expected = functional.cross_entropy(logits, ids[1:]).item()
    assert trace["loss"].item() == pytest.approx(expected, abs=1e-12)
    assert trace["perplexity"].item() == pytest.approx(np.exp(expected), abs=1e-12)
    assert wrong(trace, "perplexity", "perplexity.base_2") == pytest.approx(2**expected, abs=1e-12)


@ways
@pytest.mark.parametrize("pooler", ["tanh", "none"])
def test_next_sentence_equals_torch(softmax: str, pooler: str) -> None:
    trace, t = computed("next_sentence", {"d": 4}, softmax=softmax, pooler=pooler)
    state = torch.tanh(t["h"] @ t["W_p"] + t["b_p"]) if pooler == "tanh" else t["h"]
    expected = functional.cross_entropy(state @ t["W"] + t["b"], t["label"].argmax(-1))
    assert trace["loss"].item() == pytest.approx(expected.item(), abs=1e-12)


def test_the_logarithm_of_a_sum_survives_scores_that_overflow() -> None:
    chosen = MECHANISMS["next_sentence"]
    program = chosen.build(chosen.choose(softmax="log_sum_exp"))
    Z = torch.tensor([[2000.0, -1500.0]], dtype=torch.float64)
    trace = run(program, draw(program) | {"label": np.array([[0.0, 1.0]])}, {"logits": Z.numpy()})
    assert trace["loss"].item() == functional.cross_entropy(Z, torch.tensor([1])).item() == 3500
    assert str(explain(trace, "loss", (0, 0))).startswith("L = Λ − z^y = 2000.0000 − (−1500.0000)")


@pytest.mark.parametrize("temperature", [0.25, 1.0, 3.0])
def test_temperature_equals_torch(temperature: float) -> None:
    trace, t = computed("temperature", {"n": 3, "v": 5}, temperature=temperature)
    np.testing.assert_allclose(trace["probabilities"], torch.softmax(t["Z"] / temperature, -1), rtol=0, atol=1e-14)
    assert (trace["probabilities"].argmax(-1) == trace["Z"].argmax(-1)).all()


@pytest.mark.parametrize("temperature", [0, -1.5])
def test_a_temperature_is_above_0(temperature: float) -> None:
    with pytest.raises(OptionError, match="it must be a number above 0"):
        MECHANISMS["temperature"].choose(temperature=temperature)


@ways
def test_a_character_models_loss_and_its_way_back_through_time_equal_torch(softmax: str) -> None:
    chosen = MECHANISMS["character_rnn"]
    program = chosen.build(chosen.choose(product="separate", softmax=softmax), {"T": 5, "v": 4, "k": 3})
    back = gradient(program, "loss")
    trace = run(back, draw(back, 9))
    t = {id: torch.tensor(trace[id], requires_grad=x.role in ("weight", "bias")) for id, x in program.inputs.items()}
    h, states = t["h_0"], []
    for x in t["X"]:
        h = torch.tanh(x @ t["W"] + h @ t["U"] + t["b"])
        states.append(h)
    loss = functional.cross_entropy(torch.cat(states) @ t["V"] + t["c"], t["Y"].argmax(-1))
    loss.backward()  # type: ignore[no-untyped-call]
    assert trace["loss"].item() == pytest.approx(loss.item(), abs=1e-12)
    for id in ("W", "U", "b", "V", "c"):
        grad = t[id].grad
        assert grad is not None
        np.testing.assert_allclose(trace[f"backward/{id}"], grad, rtol=0, atol=1e-12, err_msg=id)
    assert {f"backward/t={k}/hidden" for k in range(1, 6)} <= set(back.steps)


def test_a_single_token_has_no_next_one() -> None:
    with pytest.raises(ShapeError, match="n is 1: a single token has no next one"):
        MECHANISMS["next_token_loss"].build(sizes={"n": 1})

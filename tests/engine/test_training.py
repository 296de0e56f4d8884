"""A loss on any step, its gradients and one step of descent: as in PyTorch, and downhill in every mechanism."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, EngineError, Program, run
from engine.readings.code import function
from engine.readings.training import LOSS_STEP, LOSSES, RATE, TARGET, Loss, trained, updated, with_loss
from tests.engine.cases import draw
from tests.sweeps import exhaustive

Arrays = dict[str, Any]


def last(program: Program) -> str:
    return list(program.steps)[-1]


def targets(loss: Loss, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    if loss == "cross_entropy":
        return np.eye(shape[1])[rng.integers(0, shape[1], shape[0])]
    return rng.normal(size=shape)


def drawn(id: str, loss: Loss, rate: float) -> tuple[Program, Arrays]:
    program, rng = MECHANISMS[id].build(), np.random.default_rng(5)
    shape = tuple(map(int, program.steps[last(program)].shape))
    inputs = draw(program, 5)
    return program, {**inputs, TARGET: targets(loss, shape, rng), RATE: np.array([[rate]])}


TRAINED = [
    id
    for id, mechanism in MECHANISMS.items()
    for program in [mechanism.build()]
    if len(program.steps[last(program)].shape) == 2 and any(x.trained for x in program.inputs.values())
]


@pytest.mark.parametrize("loss", [loss if loss == "squared" else exhaustive(loss) for loss in LOSSES])
@pytest.mark.parametrize("id", TRAINED)
def test_the_loss_falls_as_fast_as_the_gradient_is_long(id: str, loss: Loss) -> None:
    program, inputs = drawn(id, loss, 1e-6)
    there = trained(program, last(program), loss, descent=True)
    trace = run(there, {name: inputs[name] for name in there.inputs})
    after = {name: trace[updated(name)] for name in program.inputs if updated(name) in there.steps}
    assert after
    again = run(with_loss(program, last(program), loss), {**inputs, **after})
    long = sum(float((((inputs[name] - after[name]) / 1e-6) ** 2).sum()) for name in after)
    fallen = float((trace[LOSS_STEP] - again[LOSS_STEP]).item()) / 1e-6
    assert fallen == pytest.approx(long, rel=2e-2, abs=1e-6)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_by_hand(loss: Loss) -> None:
    program, inputs = drawn("feed_forward", loss, 0.1)
    trace = run(with_loss(program, last(program), loss), {**inputs})
    y, t = np.asarray(trace[last(program)]), inputs[TARGET]
    shares = np.exp(y) / np.exp(y).sum(-1, keepdims=True)
    found = float(trace[LOSS_STEP].item())
    if loss == "cross_entropy":
        assert found == pytest.approx(-np.log((shares * t).sum(-1)).mean())
    else:
        assert found == pytest.approx(0.5 * ((y - t) ** 2).sum() if loss == "squared" else ((y - t) ** 2).mean())


def in_pytorch(loss: Loss, y: Any, t: Any) -> Any:
    import torch

    match loss:
        case "squared":
            return torch.nn.functional.mse_loss(y, t, reduction="sum") / 2
        case "mean_squared":
            return torch.nn.MSELoss()(y, t)
        case "cross_entropy":
            return torch.nn.CrossEntropyLoss()(y, t.argmax(-1))


@pytest.mark.torch
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("id", ["self_attention", "feed_forward", "lstm", "gru", "encoder_block"])
def test_loss_gradients_and_one_step_of_sgd_are_those_of_pytorch(id: str, loss: Loss) -> None:
    import torch

    program, inputs = drawn(id, loss, 0.3)
    there = trained(program, last(program), loss, descent=True)
    trace = run(there, {name: inputs[name] for name in there.inputs})
    space: dict[str, Any] = {}
    exec(function(program, "computation", "pytorch", [last(program)]), space)
    weights = {name: torch.tensor(inputs[name], requires_grad=x.trained) for name, x in program.inputs.items()}
    y = space["computation"](*weights.values())
    value = in_pytorch(loss, y, torch.tensor(inputs[TARGET]))
    assert float(trace[LOSS_STEP].item()) == pytest.approx(float(value.detach()))
    learned = [x for x in weights.values() if x.requires_grad]
    optimizer = torch.optim.SGD(learned, lr=0.3)
    value.backward()
    optimizer.step()
    for name, x in program.inputs.items():
        if x.trained and updated(name) in there.steps:
            np.testing.assert_allclose(trace[updated(name)], weights[name].detach().numpy(), atol=1e-9)


def test_columns_are_labelled_column_by_column() -> None:
    rows, inputs = drawn("self_attention", "cross_entropy", 0.1)
    mechanism = MECHANISMS["self_attention"]
    columns = mechanism.build(mechanism.choose(tokens="columns"))
    turned = {id: inputs[id] if columns.inputs[id].axes == x.axes else inputs[id].T for id, x in rows.inputs.items()}
    a = run(with_loss(rows, last(rows), "cross_entropy"), inputs)
    b = run(with_loss(columns, last(columns), "cross_entropy", columns=True), {**turned, TARGET: inputs[TARGET].T})
    assert float(a[LOSS_STEP].item()) == pytest.approx(float(b[LOSS_STEP].item()))


def test_without_a_loss_the_gradient_of_the_step_is_given() -> None:
    program, inputs = drawn("feed_forward", "squared", 0.5)
    there = trained(program, last(program), None, descent=True)
    (given,) = [id for id, x in there.inputs.items() if x.gradient_of]
    upstream = np.zeros(there.inputs[given].shape)
    trace = run(there, {**inputs, given: upstream})
    for id, x in program.inputs.items():
        if x.trained:
            np.testing.assert_array_equal(trace[updated(id)], inputs[id])


def test_a_step_of_several_heads_takes_no_loss() -> None:
    program = MECHANISMS["multi_head"].build()
    with pytest.raises(EngineError, match="no single matrix"):
        trained(program, next(id for id, step in program.steps.items() if len(step.shape) > 2), "squared")

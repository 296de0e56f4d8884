"""The backward pass: equal to autograd, and a program like any other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, EngineError, Program, Trace, run
from engine.execution.run import evaluate
from engine.expression.functions import (
    concat,
    cos,
    exp,
    greater,
    largest,
    log,
    mean,
    merge_heads,
    part,
    power,
    relu,
    sigmoid,
    sin,
    softmax,
    split_heads,
    sqrt,
    square,
    tanh,
    total,
    where,
)
from engine.expression.node import Node, apply, names
from engine.expression.symbol import Symbol
from engine.readings.code import function
from engine.readings.explanation.explain import explain
from engine.readings.formulas.latex import formula
from engine.readings.gradient import DIFFERENTIABLE, gradient
from engine.readings.misconceptions import wrong_versions
from tests.engine import test_contract
from tests.engine.cases import Case, cases_of, draw, each_case
from tests.oracle import torch


def backward(case: Case, seed: int = 0) -> Trace:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    back = gradient(program, list(program.steps)[-1])
    return run(back, draw(back, seed))


def by_autograd(trace: Trace, forward: Program, output: str) -> dict[str, Any]:
    """The exported forward pass, differentiated by PyTorch."""
    space: dict[str, Any] = {}
    exec(function(forward, "exported", "pytorch", [output]), space)
    tensors = {id: torch.tensor(trace[id], requires_grad=x.role in DIFFERENTIABLE) for id, x in forward.inputs.items()}
    result = space["exported"](*tensors.values())
    upstream = trace.arrays.get(f"backward/{output}", np.ones(result.shape))
    (result * torch.from_numpy(upstream)).sum().backward()
    return {id: t.grad.numpy() for id, t in tensors.items() if t.grad is not None}


@each_case
@pytest.mark.torch
def test_every_input_receives_what_autograd_gives(case: Case) -> None:
    trace = backward(case)
    forward = MECHANISMS[case[0]].build(case[1])
    expected = by_autograd(trace, forward, list(forward.steps)[-1])
    assert expected
    for id, array in expected.items():
        np.testing.assert_allclose(trace[f"backward/{id}"], array, rtol=0, atol=1e-9, err_msg=id)


CONTRACTS = (
    test_contract.test_every_cell_equals_its_array,
    test_contract.test_every_printed_line_is_true_as_printed,
    test_contract.test_a_cell_depends_on_nothing_but_its_sources,
    test_contract.test_every_step_has_a_formula_in_symbols_and_in_numbers,
    test_contract.test_exported_numpy_runs_and_agrees,
    test_contract.test_exported_pytorch_runs_and_agrees,
    test_contract.test_carrying_a_step_changes_exactly_what_depends_on_it,
)
ALWAYS = (test_contract.test_every_cell_equals_its_array, test_contract.test_exported_numpy_runs_and_agrees)


def contracts() -> Iterator[Any]:
    """Each contract for each mechanism: that code and cells agree always, the others for three mechanisms."""
    for mechanism, contract in product(MECHANISMS, CONTRACTS):
        always = contract in ALWAYS or mechanism in ("self_attention", "layer_norm", "lstm_step")
        torch_marks = [pytest.mark.torch] if contract is test_contract.test_exported_pytorch_runs_and_agrees else []
        marks = torch_marks if always else [*torch_marks, pytest.mark.exhaustive]
        yield pytest.param(mechanism, contract, id=f"{mechanism}-{contract.__name__[5:]}", marks=marks)


@pytest.mark.parametrize(("mechanism", "contract"), list(contracts()))
def test_a_backward_program_keeps_the_contracts(mechanism: str, contract: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_contract, "traced", backward)
    contract([(mechanism, MECHANISMS[mechanism].options())])


Expression = Callable[[Node, Node], Node]
MIXED: dict[str, Expression] = {
    "broadcast": lambda a, b: a + part(b, -2, 0, 1) - a * part(b, -1, 0, 1),
    "quotients": lambda a, b: (a - b) / (square(b) + 1),
    "powers": lambda a, b: power(square(a) + 1, b) + power(2.0, a),
    "choice": lambda a, b: where(greater(a, b), a * a, b),
    "functions": lambda a, b: sin(a) * cos(b) + exp(-a) + log(square(a) + 1) + sqrt(square(b) + 2),
    "gates": lambda a, b: tanh(a) * sigmoid(b) + relu(a - b),
    "lines": lambda a, b: softmax(a, -2) * largest(b) - mean(a, -2) * total(b),
    "moves": lambda a, b: (
        concat(a.T, b.T, axis=-1) @ concat(part(a, -2, 1, 3), b, part(a, -2, 0, 1), axis=-2) + a.T @ b
    ),
    "padding": lambda a, b: apply("pad", a, params=(-2, 1, 5)) @ b.T,
    "reshaping": lambda a, b: apply("reshape", a, params=(a.shape, b.T.shape)) @ b,
    "heads": lambda a, b: merge_heads(split_heads(a, 2) * total(split_heads(b, 2), -3), interleaved=True),
    "leading axes": lambda a, b: merge_heads(split_heads(a, 2) + part(b, -1, 0, 2)),
}


@pytest.mark.torch
@pytest.mark.parametrize("name", MIXED)
def test_every_rule_equals_autograd(name: str) -> None:
    p = Program({"n": 3, "d": 4})
    a, b = p.given(a="n d", b="n d")
    p.step("result", "R", MIXED[name](a, b))
    back = gradient(p, "result")
    trace = run(back, draw(back, 4))
    for id, array in by_autograd(trace, p, "result").items():
        np.testing.assert_allclose(trace[f"backward/{id}"], array, atol=1e-10, err_msg=id)


def attention() -> Program:
    return MECHANISMS["self_attention"].build()


def test_one_backward_step_for_every_forward_step() -> None:
    back = gradient(attention(), "context", ["W_q", "W_k", "W_v"])
    steps = [id for id in back.steps if id.startswith("backward/")]
    assert steps == [
        f"backward/{id}" for id in ("weights", "scaled", "scores", "values", "keys", "queries", "W_q", "W_k", "W_v")
    ]
    assert back.inputs["backward/context"].shape == attention()["context"].shape
    assert back.inputs["backward/context"].axes == ("n", "d_v")
    expected = r"\frac{\partial L}{\partial K} = {\left(\frac{\partial L}{\partial S}\right)}^{\top}\, Q"
    assert formula(back, "backward/keys") == expected


def test_a_backward_cell_is_explained() -> None:
    back = gradient(attention(), "context", ["W_q"])
    worked = explain(run(back, draw(back)), "backward/scores", (0, 1))
    assert worked.label.text == "∂L/∂S[1,2]"
    assert worked.sources == (("backward/scaled", (0, 1)),)


def test_it_is_built_once() -> None:
    assert gradient(attention(), "context", ["W_q"]) is gradient(attention(), "context", ["W_q"])


def test_a_loss_of_one_number_starts_from_one() -> None:
    p = Program({"n": 3})
    (x,) = p.given(x="1 n")
    p.step("loss", "L", mean(square(x)))
    trace = run(gradient(p, "loss"), {"x": np.array([[1.0, 2.0, 3.0]])})
    np.testing.assert_allclose(trace["backward/x"], [[2 / 3, 4 / 3, 2]])


def recurrent() -> Program:
    p = Program({"n": 3, "k": 2})
    (X,) = p.given(X="n k")
    (h,) = p.states(h_prev="h_0: 1 k")
    (U,) = p.weights(U="k k")
    for x in p.unroll("t", X):
        h = p.step("hidden", "h", tanh(x + h @ U))
    return p


def test_what_an_input_receives_at_each_time_is_named_first() -> None:
    back = gradient(recurrent(), "t=3/hidden")
    assert [id for id in back.steps if id.endswith("U")] == [
        "backward/t=3/U",
        "backward/t=2/U",
        "backward/t=1/U",
        "backward/U",
    ]
    assert back["backward/t=2/U"].symbol == Symbol("L", by=Symbol("U"), subscript=("2",))
    assert formula(back, "backward/X").count("pad") == 0


def test_no_wrong_version_reads_what_is_computed_later() -> None:
    back = gradient(recurrent(), "t=3/hidden")
    place = {id: n for n, id in enumerate([*back.inputs, *back.steps])}
    for step in back.steps:
        for wrong in wrong_versions(back, step):
            assert all(place[name] < place[step] for name in names(wrong.expr)), (step, wrong.id)


def test_an_output_that_depends_on_nothing_asked_for_is_an_error() -> None:
    with pytest.raises(EngineError, match="queries does not depend on W_k"):
        gradient(attention(), "queries", ["W_k"])
    with pytest.raises(KeyError):
        gradient(attention(), "queries", ["W_x"])


def test_the_softmax_taken_cell_by_cell_is_a_named_mistake() -> None:
    back = gradient(attention(), "context", ["W_q"])
    trace = run(back, draw(back))
    wrong = {w.id: w.expr for w in wrong_versions(back, "backward/scaled")}
    A, G = trace["weights"], trace["backward/weights"]
    np.testing.assert_allclose(evaluate(wrong["softmax.elementwise"], trace.arrays), G * A * (1 - A))
    assert "div.not_divided" in {w.id for w in wrong_versions(back, "backward/scores")}
    assert "exchanged.weights.backward_weights" in {w.id for w in wrong_versions(back, "backward/scaled")}


@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_wrong_versions_of_backward_steps_can_be_computed(mechanism: str) -> None:
    trace = backward(cases_of(MECHANISMS[mechanism])[0])
    for step in trace.program.steps:
        for wrong in wrong_versions(trace.program, step):
            assert evaluate(wrong.expr, trace.arrays).ndim == trace[step].ndim, (step, wrong.id)


@pytest.mark.torch
def test_lstm_backward_equals_torch() -> None:
    mechanism = MECHANISMS["lstm_step"]
    back = gradient(mechanism.build(mechanism.presets["pytorch"], {"d": 3, "k": 4}), "hidden")
    inputs = draw(back, 2)
    trace = run(back, inputs)
    cell = torch.nn.LSTMCell(3, 4).double()
    with torch.no_grad():
        cell.weight_ih.copy_(torch.from_numpy(inputs["W"]))
        cell.weight_hh.copy_(torch.from_numpy(inputs["U"]))
        cell.bias_ih.copy_(torch.from_numpy(inputs["b_x"][0]))
        cell.bias_hh.copy_(torch.from_numpy(inputs["b_h"][0]))
    h, _ = cell(torch.from_numpy(inputs["x"]), (torch.from_numpy(inputs["h_prev"]), torch.from_numpy(inputs["c_prev"])))
    received = torch.autograd.grad(h, list(cell.parameters()), torch.from_numpy(inputs["backward/hidden"]))
    for id, by_torch in zip(("W", "U", "b_x", "b_h"), received, strict=True):
        np.testing.assert_allclose(trace[f"backward/{id}"].squeeze(), by_torch, atol=1e-12)

"""nn.RNN, nn.LSTM and nn.GRU as an independent oracle: layers, directions, and every way of writing the product."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, Trace, run
from engine.expression.node import names
from engine.expression.symbol import Symbol
from engine.readings.code import function
from engine.readings.formulas.latex import formula, overview
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import draw
from tests.oracle import torch

pytestmark = pytest.mark.torch

SIZES = {"T": 5, "d": 3, "k": 4}
Arrays = dict[str, Any]


def places(layers: int, direction: str) -> list[tuple[str, str]]:
    """Where each pass keeps its weights: (path in the program, suffix in PyTorch)."""
    both = direction == "both"
    return [
        ((f"layer={layer + 1}/" if layers > 1 else "") + (f"{way}/" if both else ""), f"_l{layer}{tail}")
        for layer in range(layers)
        for way, tail in (("forward", ""), ("reverse", "_reverse"))[: 2 if both else 1]
    ]


def stacked(inputs: Arrays, path: str, stem: str, letters: str) -> torch.Tensor:
    """The gates' weights below one another, as PyTorch keeps them; one name without letters is whole already."""
    names = [f"{path}{stem}_{letter}" for letter in letters] or [path + stem]
    return torch.cat([torch.from_numpy(inputs[name]) for name in names], -2 if stem in "WU" else -1)


SEPARATE = {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b_x", "bias_hh": "b_h"}
PACKED = {**SEPARATE, "bias_ih": "b_ih", "bias_hh": "b_hh"}


def by_torch(kind: type[Any], inputs: Arrays, layers: int, direction: str, letters: str, **more: Any) -> torch.Tensor:
    cell = kind(SIZES["d"], SIZES["k"], layers, bidirectional=direction == "both", **more).double()
    kept = PACKED if any(id.endswith("b_ih") for id in inputs) else SEPARATE
    with torch.no_grad():
        for path, suffix in places(layers, direction):
            for name, stem in kept.items():
                getattr(cell, name + suffix).copy_(stacked(inputs, path, stem, letters).squeeze(0))
        start = [
            torch.stack([torch.from_numpy(inputs[path + name]) for path, _ in places(layers, direction)])
            for name in ("h_0", "c_0")
            if any(id.endswith(name) for id in inputs)
        ]
        X = torch.from_numpy(inputs["X"])[:, None]
        result: torch.Tensor = cell(X, tuple(start) if len(start) > 1 else start[0])[0][:, 0]
        return result


def computed(mechanism: str, layers: int, **options: Any) -> Trace:
    chosen = MECHANISMS[mechanism]
    program = chosen.build(chosen.choose(weights="out_in", biases="two", **options), {**SIZES, "layers": layers})
    return run(program, draw(program, 3))


def outputs(trace: Trace) -> Any:
    return trace[list(trace.program.steps)[-1]]


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("direction", ["forward", "both"])
@pytest.mark.parametrize("inputs", ["per_step", "at_once"])
class TestWholeSequences:
    @pytest.mark.parametrize("activation", ["tanh", "relu"])
    def test_rnn(self, layers: int, direction: str, inputs: str, activation: str) -> None:
        trace = computed("rnn", layers, product="separate", direction=direction, inputs=inputs, activation=activation)
        expected = by_torch(torch.nn.RNN, dict(trace.arrays), layers, direction, "", nonlinearity=activation)
        np.testing.assert_allclose(outputs(trace), expected, rtol=0, atol=1e-12)

    def test_lstm(self, layers: int, direction: str, inputs: str) -> None:
        trace = computed("lstm", layers, product="fused", direction=direction, inputs=inputs)
        expected = by_torch(torch.nn.LSTM, dict(trace.arrays), layers, direction, "")
        np.testing.assert_allclose(outputs(trace), expected, rtol=0, atol=1e-12)

    def test_gru(self, layers: int, direction: str, inputs: str) -> None:
        conventions = {"update": "z_keeps_old", "reset": "after_product"}
        trace = computed("gru", layers, direction=direction, inputs=inputs, **conventions)
        expected = by_torch(torch.nn.GRU, dict(trace.arrays), layers, direction, "rzh")
        np.testing.assert_allclose(outputs(trace), expected, rtol=0, atol=1e-12)

    def test_fused_gru(self, layers: int, direction: str, inputs: str) -> None:
        """Packed as nn.GRU keeps them, the weights are taken over as they are."""
        conventions = {"product": "fused", "update": "z_keeps_old", "reset": "after_product"}
        trace = computed("gru", layers, direction=direction, inputs=inputs, **conventions)
        expected = by_torch(torch.nn.GRU, dict(trace.arrays), layers, direction, "")
        np.testing.assert_allclose(outputs(trace), expected, rtol=0, atol=1e-12)

    def test_lstm_with_a_matrix_for_each_gate(self, layers: int, direction: str, inputs: str) -> None:
        trace = computed("lstm", layers, product="separate", direction=direction, inputs=inputs)
        expected = by_torch(torch.nn.LSTM, dict(trace.arrays), layers, direction, "ifco")
        np.testing.assert_allclose(outputs(trace), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("order", ["rzn", "zrn"])
@pytest.mark.parametrize("update", ["z_takes_new", "z_keeps_old"])
@pytest.mark.parametrize("reset", ["before_product", "after_product"])
@pytest.mark.parametrize("biases", ["one", "two"])
@pytest.mark.parametrize("inputs", ["per_step", "at_once"])
def test_fused_and_separate_gru_are_one_computation(
    order: str, update: str, reset: str, biases: str, inputs: str
) -> None:
    chosen = MECHANISMS["gru"]
    options = {"update": update, "reset": reset, "biases": biases, "inputs": inputs}
    apart = chosen.build(chosen.choose(**options), SIZES)
    given = draw(apart, 7)
    letters = order.replace("n", "h")
    stems = {"W": "W", "U": "U"} | ({"b": "b"} if biases == "one" else {"b_ih": "b_x", "b_hh": "b_h"})
    packed = {name: np.concatenate([given[f"{stem}_{x}"] for x in letters], -1) for name, stem in stems.items()}
    fused = chosen.build(chosen.choose(product="fused", order=order, **options), SIZES)
    together = run(fused, {"X": given["X"], "h_0": given["h_0"], **packed})
    one_by_one = run(apart, given)
    np.testing.assert_allclose(outputs(together), outputs(one_by_one), rtol=0, atol=1e-14)
    for name in ("reset_gate", "update_gate", "recalled", "candidate", "hidden"):
        np.testing.assert_allclose(together[f"t=5/{name}"], one_by_one[f"t=5/{name}"], rtol=0, atol=1e-14)


def test_one_fused_step_equals_the_cell_of_torch() -> None:
    chosen = MECHANISMS["gru_step"]
    program = chosen.build(chosen.presets["pytorch"], {"d": 3, "k": 4})
    trace = run(program, draw(program, 8))
    cell = torch.nn.GRUCell(3, 4).double()
    with torch.no_grad():
        for name, stem in PACKED.items():
            getattr(cell, name).copy_(torch.from_numpy(trace[stem]).squeeze(0))
        expected = cell(torch.from_numpy(trace["x"]), torch.from_numpy(trace["h_prev"]))
    np.testing.assert_allclose(trace["hidden"], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("mechanism", ["rnn", "lstm"])
def test_joined_inputs_are_the_two_products_added(mechanism: str) -> None:
    chosen = MECHANISMS[mechanism]
    apart = chosen.build(chosen.choose(product="separate"), SIZES)
    inputs = draw(apart, 4)
    stacks = {"W" + id[1:]: np.concatenate([x, inputs["W" + id[1:]]]) for id, x in inputs.items() if id[0] == "U"}
    kept = {id: x for id, x in inputs.items() if id[0] not in "WU"}
    together = run(chosen.build(chosen.options(), SIZES), kept | stacks)
    np.testing.assert_allclose(outputs(together), outputs(run(apart, inputs)), atol=1e-14)


@pytest.mark.parametrize("mechanism", ["rnn", "lstm", "gru"])
def test_a_sequence_is_its_single_steps(mechanism: str) -> None:
    one, many = MECHANISMS[f"{mechanism}_step"], MECHANISMS[mechanism]
    trace = run(many.build(sizes=SIZES), draw(many.build(sizes=SIZES), 5))
    state = {"h_prev": trace["h_0"]} | ({"c_prev": trace["c_0"]} if "c_0" in trace.arrays else {})
    for t in range(1, SIZES["T"] + 1):
        program = one.build(sizes={"d": 3, "k": 4})
        given = {id: trace.arrays[id] for id in program.inputs if id in trace.arrays}
        step = run(program, {**given, **state, "x": trace["X"][t - 1 : t]})
        state = {"h_prev": step["hidden"]} | ({"c_prev": step["cell"]} if "c_prev" in state else {})
        np.testing.assert_allclose(step["hidden"], trace[f"t={t}/hidden"], atol=1e-14)
        assert {f"t={t}/{id}" for id in program.steps} <= set(trace.program.steps)


def reading_both_ways() -> Program:
    rnn = MECHANISMS["rnn"]
    return rnn.build(rnn.choose(product="separate", direction="both"), SIZES)


def test_no_wrong_version_of_the_reverse_pass_reads_what_comes_later() -> None:
    program = reading_both_ways()
    place = {id: n for n, id in enumerate([*program.inputs, *program.steps])}
    stale = 0
    for step in program.steps:
        for wrong in wrong_versions(program, step):
            assert all(place[name] < place[step] for name in names(wrong.expr)), (step, wrong.id)
            stale += wrong.id.startswith("stale") and step.startswith("reverse")
    assert stale


def test_both_directions_have_symbols_of_their_own() -> None:
    program = reading_both_ways()
    assert program["reverse/t=5/hidden"].symbol == Symbol("h", subscript=("←", "5"))
    expected = r"z_{←4} = X_4\, W_← + h_{←5}\, U_← + b_←"
    assert formula(program, "reverse/t=4/preactivation") == expected
    assert program["outputs"].symbol == Symbol("H")


def test_an_overview_takes_steps_by_name_in_whatever_round_they_stand() -> None:
    rnn = MECHANISMS["rnn"]
    expected = r"h_1 = \tanh\bigl(\underbrace{v_1\, W + b}_{2}\bigr)"
    assert overview(rnn.build(sizes=SIZES), "hidden", ["joined"]) == expected
    last = overview(rnn.build(sizes=SIZES), "t=5/hidden", ["hidden"])
    assert last.startswith("h_5 = ")
    assert "h_4" in last
    assert overview(reading_both_ways(), "hidden", []).startswith("h_{→1} = ")
    with pytest.raises(KeyError):
        overview(rnn.build(), "forget_gate", [])


def test_the_order_of_reading_is_a_mistake_of_the_outputs() -> None:
    program = reading_both_ways()
    trace = run(program, draw(program))
    (wrong,) = [w for w in wrong_versions(program, "outputs") if w.id == "outputs.in_order_of_reading"]
    assert wrong.expr.shape == (5, 8)
    assert outputs(trace)[0, 4:].tolist() == trace["reverse/t=1/hidden"][0].tolist()


@pytest.mark.parametrize("mechanism", ["rnn", "lstm", "gru"])
def test_back_through_time_equals_autograd_with_layers_and_directions(mechanism: str) -> None:
    chosen = MECHANISMS[mechanism]
    forward = chosen.build(chosen.choose(direction="both"), {"T": 3, "d": 2, "k": 3, "layers": 2})
    back = gradient(forward, "layer=2/outputs")
    trace = run(back, draw(back, 6))
    space: dict[str, Any] = {}
    exec(function(forward, "exported", "pytorch", ["layer=2/outputs"]), space)
    tensors = {id: torch.tensor(trace[id], requires_grad=True) for id in forward.inputs}
    (space["exported"](*tensors.values()) * torch.from_numpy(trace["backward/layer=2/outputs"])).sum().backward()
    for id, tensor in tensors.items():
        assert tensor.grad is not None
        np.testing.assert_allclose(trace[f"backward/{id}"], tensor.grad, rtol=0, atol=1e-11, err_msg=id)


def test_whole_numbers_and_lists_are_computed_with_as_floats() -> None:
    lstm = MECHANISMS["lstm"]
    program = lstm.build()
    ones = {id: np.ones(tuple(map(int, x.shape)), dtype=int) for id, x in program.inputs.items()}
    expected = run(program, {id: x.astype(float) for id, x in ones.items()})["outputs"]
    np.testing.assert_array_equal(run(program, ones)["outputs"], expected)
    np.testing.assert_array_equal(run(program, {id: x.tolist() for id, x in ones.items()})["outputs"], expected)

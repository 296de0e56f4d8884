"""The check, finding by finding: tolerance, arrangements, where it begins, what to print next, published solutions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from check import check
from check.search import dropped_out
from engine import MECHANISMS, InputError, run
from engine.readings.misconceptions import with_mistake, wrong_versions
from tests.check.broken import drawn, label


def case(mechanism: str, seed: int = 4, **sizes: int) -> tuple[dict[str, Any], dict[str, Any]]:
    program = MECHANISMS[mechanism].build(sizes=sizes)
    inputs = drawn(program, seed)
    return inputs, {id: np.asarray(x) for id, x in run(program, inputs).arrays.items()}


# ---- rounding ----


def test_float32_is_no_mistake_and_a_small_mistake_no_rounding() -> None:
    sizes = {"n": 16, "d": 32}
    program = MECHANISMS["layer_norm"].build(sizes=sizes)
    inputs = drawn(program, 1)
    single = run(program, {id: x.astype(np.float32) for id, x in inputs.items()}, dtype=np.float32)
    right = {"rescaled": np.asarray(single["rescaled"])}
    assert check("layer_norm", inputs, None, right).verdict == "equal"
    epsilon = MECHANISMS["layer_norm"].choose(epsilon=1e-3)
    other = run(MECHANISMS["layer_norm"].build(epsilon, sizes), inputs)
    found = check("layer_norm", inputs, None, {"rescaled": np.asarray(other["rescaled"])})
    assert found.verdict == "convention"
    assert [label(told.first) for told in found.explanations] == ["epsilon=0.001"]
    assert found.explanations[0].first.presets == ("keras",)


def test_what_was_printed_decides() -> None:
    inputs, true = case("self_attention")
    off = true["context"] + 4e-5
    assert check("self_attention", inputs, None, {"context": off.round(4)}, 3).verdict == "equal"
    assert check("self_attention", inputs, None, {"context": off}).verdict != "equal"


def test_half_units_by_cell() -> None:
    inputs, true = case("self_attention")
    half = np.full(true["context"].shape, 0.005)
    coarse = true["context"].round(2)
    assert check("self_attention", inputs, None, {"context": coarse}, {"context": half}).verdict == "equal"
    assert check("self_attention", inputs, None, {"context": coarse}, {"context": half / 100}).verdict != "equal"


def test_a_result_that_brings_its_own_half_units() -> None:
    @dataclass
    class Read:
        values: Any
        half: Any

    inputs, true = case("self_attention")
    coarse = true["context"].round(2)
    half = np.full(coarse.shape, 0.005)
    assert check("self_attention", inputs, None, {"context": Read(coarse, half)}).verdict == "equal"
    assert check("self_attention", inputs, None, {"context": Read(coarse, half / 100)}).verdict != "equal"


def test_each_step_rounded_by_hand_is_right() -> None:
    """Two decimals at every step, each computed from the rounded step before."""
    inputs, _ = case("self_attention")
    Q, K, V = (np.round(inputs["X"] @ inputs[w], 2) for w in ("W_q", "W_k", "W_v"))
    S = np.round(Q @ K.T, 2)
    Z = np.round(S / np.sqrt(2), 2)
    A = np.round(np.exp(Z) / np.exp(Z).sum(1, keepdims=True), 2)
    results = {
        "queries": Q,
        "keys": K,
        "values": V,
        "scores": S,
        "scaled": Z,
        "weights": A,
        "context": np.round(A @ V, 2),
    }
    assert check("self_attention", inputs, None, results, 2).verdict == "equal"


def test_cut_off_instead_of_rounded() -> None:
    inputs, true = case("self_attention")
    found = check("self_attention", inputs, None, {"context": np.trunc(true["context"] * 1e4) / 1e4}, 4)
    assert [label(told.first) for told in found.explanations] == ["layout.cut_off"]


# ---- arrangements ----


@pytest.mark.parametrize(
    ("id", "change"),
    [
        ("element", lambda x: np.stack([x + 1, x, x - 1])),
        ("transposed_shape", lambda x: x.T),
        ("flat", lambda x: x.ravel()),
    ],
)
def test_another_form_of_right_numbers(id: str, change: Any) -> None:
    inputs, true = case("self_attention")
    found = check("self_attention", inputs, None, {"context": change(true["context"])})
    assert found.verdict == "arranged"
    (step,) = found.steps
    assert step.arrangement is not None
    assert step.arrangement.id == id
    assert id != "element" or step.arrangement.element == 1


def test_a_batch_axis_kept_is_right() -> None:
    inputs, true = case("self_attention")
    found = check("self_attention", inputs, None, {"context": true["context"][None]})
    assert found.verdict == "equal"


def test_weights_averaged_over_heads() -> None:
    inputs, true = case("multi_head")
    found = check("multi_head", inputs, None, {"weights": true["weights"].mean(0)}, None, {"h": 2})
    assert found.steps[0].arrangement is not None
    assert (found.verdict, found.steps[0].arrangement.id) == ("arranged", "heads_averaged")


@pytest.mark.parametrize(
    ("step", "id", "change"),
    [
        ("weights", "transposed", lambda x: x.T),
        ("context", "rows", lambda x: x[[1, 0, 2, 3, 5, 4]]),
        ("context", "columns", lambda x: x[:, ::-1]),
    ],
)
def test_numbers_in_other_places(step: str, id: str, change: Any) -> None:
    inputs, true = case("self_attention")
    found = check("self_attention", inputs, None, {step: change(true[step]).round(4)}, 4)
    assert found.verdict == "layout"
    assert id in [told.first.id for told in found.explanations]


def test_a_form_that_fits_in_no_way_is_refused() -> None:
    inputs, true = case("self_attention")
    with pytest.raises(InputError, match="The result context is 5 × 2, but it has to be 6 × 2"):
        check("self_attention", inputs, None, {"context": true["context"][1:]})


def test_unknown_names_say_what_there_is() -> None:
    inputs, true = case("self_attention")
    with pytest.raises(InputError, match="no step called output here; the steps are queries, keys"):
        check("self_attention", inputs, None, {"output": true["context"]})


def test_no_number_where_there_is_one() -> None:
    inputs, true = case("self_attention")
    bad = true["context"].copy()
    bad[2, 1] = np.nan
    found = check("self_attention", inputs, None, {"context": bad}, 4)
    assert found.verdict == "unknown"
    largest = found.steps[0].largest
    assert largest is not None
    assert largest.index == (2, 1)
    assert np.isnan(largest.given)


@pytest.mark.parametrize("low", [-1e9, -1e4, float(np.finfo(np.float32).min)])
def test_any_low_score_masks_as_minus_infinity_does(low: float) -> None:
    options = MECHANISMS["self_attention"].choose(mask="causal")
    program = MECHANISMS["self_attention"].build(options)
    inputs = drawn(program, 4)
    masked = np.asarray(run(program, inputs)["masked"])
    found = check("self_attention", inputs, options, {"masked": np.where(np.isfinite(masked), masked, low)})
    assert found.right


# ---- where it begins ----


def test_the_first_step_wrong_in_itself_is_found() -> None:
    inputs, true = case("self_attention")
    typo = true["weights"].copy()
    typo[1, 2] += 0.25
    results = {
        **{id: true[id] for id in ("queries", "keys", "values", "scores", "scaled")},
        "weights": typo,
        "context": typo @ true["values"],
    }
    found = check("self_attention", inputs, None, {id: x.round(4) for id, x in results.items()}, 4)
    judged = {step.step: (step.equal, step.follows) for step in found.steps}
    assert judged["scaled"] == (True, True)
    assert judged["weights"] == (False, False)
    assert judged["context"][1]
    assert (found.begins, found.verdict) == ("weights", "unknown")
    assert found.line is not None
    assert found.line.numpy == "A = softmax(scaled, axis=-1)"


def test_two_mistakes_are_told_one_by_one() -> None:
    inputs, _ = case("lstm_step")
    program = MECHANISMS["lstm_step"].build()
    gate = next(w.expr for w in wrong_versions(program, "output_gate") if w.id == "sigmoid.tanh")
    cell = next(w.expr for w in wrong_versions(program, "cell") if w.id == "exchanged.forget_gate.input_gate")
    wrong = run(with_mistake(program, {"output_gate": gate, "cell": cell}), inputs)
    steps = [id for id in program.steps if id != "joined"]
    found = check("lstm_step", inputs, None, {id: np.round(wrong[id], 4) for id in steps}, 4)
    assert found.verdict == "mistakes"
    assert {cause.id for cause in found.explanations[0].causes} == {"sigmoid.tanh", "exchanged.forget_gate.input_gate"}


def test_a_right_step_refutes_what_would_change_it() -> None:
    """By hand, two decimals a step: the values have the weights of the keys, the keys have their own."""
    inputs, _ = case("self_attention")
    Q, K, V = (np.round(inputs["X"] @ inputs[w], 2) for w in ("W_q", "W_k", "W_k"))
    S = np.round(Q @ K.T, 2)
    Z = np.round(S / np.sqrt(2), 2)
    A = np.round(np.exp(Z) / np.exp(Z).sum(1, keepdims=True), 2)
    results = {"queries": Q, "keys": K, "values": V, "scores": S, "scaled": Z, "weights": A}
    results["context"] = np.round(A @ V, 2)
    found = check("self_attention", inputs, None, results, 2)
    assert [step.step for step in found.steps if step.wrong_in_itself] == ["values"]
    assert [told.first.id for told in found.explanations] == ["weights_of.k"]


def test_the_step_to_print_next_tells_the_most_apart() -> None:
    """No softmax over the keys: queries and keys exchanged, or W^Q and W^K: the context is the same."""
    inputs, true = case("self_attention")
    S = (true["keys"] @ true["queries"].T) / np.sqrt(2)
    A = np.exp(S) / np.exp(S).sum(1, keepdims=True)
    found = check("self_attention", inputs, None, {"context": (A @ true["values"]).round(4)}, 4)
    assert {told.first.id for told in found.explanations} == {"exchanged.queries.keys", "units.k.q.v"}
    assert found.next in ("queries", "keys")
    more = check(
        "self_attention",
        inputs,
        None,
        {"queries": true["queries"].round(4), "context": (A @ true["values"]).round(4)},
        4,
    )
    assert [told.first.id for told in more.explanations] == ["exchanged.queries.keys"]
    assert more.next is None


def test_the_step_to_print_next_halves_the_search() -> None:
    inputs, true = case("multi_head")
    found = check("multi_head", inputs, None, {"output": true["output"] * 1.37 + 0.2}, 4, {"h": 2})
    assert (found.verdict, found.explanations) == ("unknown", ())
    assert found.next in ("scores", "scaled", "query_heads", "key_heads")
    assert len(found.between) == 11


def test_dropout_is_told_by_its_factor() -> None:
    right = np.full((4, 4), 0.25) + np.arange(16).reshape(4, 4) / 100
    kept = np.arange(16).reshape(4, 4) % 3 != 0
    assert dropped_out(np.where(kept, right / 0.8, 0), right, np.full((4, 4), 1e-6))
    assert not dropped_out(np.where(kept, right * 1.1 ** np.arange(4), 0), right, np.full((4, 4), 1e-6))
    assert not dropped_out(right * 1.25, right, np.full((4, 4), 1e-6))


# ---- published solutions ----


def test_a_table_of_one_convention_turned_as_the_other() -> None:
    """Rotary positions: angles repeated for adjacent pairs, rotate_half for halves."""
    inputs, _ = case("rope")
    angles = np.repeat(np.arange(3)[:, None] / 10000 ** (np.arange(0, 4, 2) / 4), 2, axis=1)
    turned = [np.concatenate([-x[:, 2:], x[:, :2]], axis=1) for x in (inputs["Q"], inputs["K"])]
    q, k = (x * np.cos(angles) + t * np.sin(angles) for x, t in zip((inputs["Q"], inputs["K"]), turned, strict=True))
    found = check("rope", inputs, None, {"rotated_queries": q.round(4), "rotated_keys": k.round(4)}, 4)
    assert found.explanations[0].first.id == "rotation.other_turn"


def test_a_course_that_takes_the_initial_state_again() -> None:
    """Two steps of an LSTM from h = 0.9, c = 0.7; what was printed for t = 2 follows from the state before t = 1."""
    W = {"f": [[0.1], [0.2]], "i": [[0.6], [0.3]], "c": [[0.4], [0.7]], "o": [[0.5], [0.8]]}
    U = {"f": 0.5, "i": 0.8, "c": 0.1, "o": 0.9}
    b = {"f": 0.1, "i": 0.2, "c": 0.3, "o": 0.4}
    inputs: dict[str, Any] = {"X": [[0.5, 0.7], [0.3, 0.2]], "h_0": [[0.9]], "c_0": [[0.7]]}
    for gate in "fico":
        inputs |= {f"W_{gate}": W[gate], f"U_{gate}": [[U[gate]]], f"b_{gate}": [[b[gate]]]}
    printed = {"forget_gate": 0.6502, "input_gate": 0.7613, "candidate": 0.5717, "output_gate": 0.8205}
    printed |= {"cell": 0.8904, "hidden": 0.5839}
    results = {f"t=2/{step}": [[value]] for step, value in printed.items()}
    found = check("lstm", inputs, {"product": "separate"}, results, 4)
    assert [told.first.id for told in found.explanations] == ["state.not_carried"]


def test_the_right_solution_of_the_course_is_right() -> None:
    inputs, _ = case("lstm")
    program = MECHANISMS["lstm"].build()
    trace = run(program, inputs)
    assert check("lstm", inputs, None, {"t=2/hidden": np.round(trace["t=2/hidden"], 4)}, 4).verdict == "equal"


def test_a_program_under_another_convention_is_run_once_however_many_steps_it_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gru = MECHANISMS["gru"]
    theirs = gru.build(gru.choose(update="z_takes_new"), {"T": 6, "layers": 2})
    inputs = drawn(theirs, 3)
    result = {last: np.round(run(theirs, inputs)[last], 4) for last in list(theirs.steps)[-1:]}
    runs: list[Any] = []

    def counted(*given: Any) -> Any:
        runs.append(given)
        return run(*given)

    monkeypatch.setattr("check.checking.run", counted)
    found = check("gru", inputs, {"update": "z_keeps_old"}, result, 4, dict(theirs.dims))
    assert found.verdict == "convention"
    assert 0 < len(runs) < len(theirs.steps) / 2


def test_of_two_conventions_the_line_of_each_is_told() -> None:
    kind = MECHANISMS["gru_step"]
    ours, theirs = kind.choose(), kind.choose(update="z_takes_new", reset="after_product")
    inputs = drawn(kind.build(ours), 2)
    hidden = np.asarray(run(kind.build(theirs), inputs)["hidden"])
    found = check(kind, inputs, ours, {"hidden": hidden.round(4)}, 4)
    (told,) = found.explanations
    assert found.verdict == "convention"
    assert [name for name, _ in told.first.values] == ["update", "reset"]
    assert [line.step for line in told.lines] == ["hidden", "recalled"]
    assert all(line.numpy_wrong not in ("", line.numpy) for line in told.lines)

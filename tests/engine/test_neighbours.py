"""Wrong versions by neighbours, by what is hidden, and of packed weights, beside plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MECHANISMS, Program, Trace
from engine.execution.run import evaluate
from engine.readings.misconceptions import EVERYWHERE, RARE, RULES, wrong_versions
from tests.engine.cases import traced


def run_of(mechanism: str, **options: Any) -> Trace:
    return traced((mechanism, MECHANISMS[mechanism].choose(**options)))


def made(trace: Trace, step: str, id: str, hidden: tuple[str, ...] = ()) -> Any:
    (found,) = (w for w in wrong_versions(trace.program, step, hidden) if w.id == id)
    return evaluate(found.expr, trace.arrays)


def ids(program: Program, step: str, hidden: tuple[str, ...] = ()) -> set[str]:
    return {wrong.id for wrong in wrong_versions(program, step, hidden)}


def test_blocks_of_packed_weights_that_are_not_transposed() -> None:
    trace = run_of("multi_head", projection="fused", weights="out_in")
    X, W = trace["X"], trace["W_qkv"]
    side_by_side = np.hstack([W[k : k + 4] for k in (0, 4, 8)])
    np.testing.assert_allclose(made(trace, "projected", "transpose.blocks_not_transposed"), X @ side_by_side)


def test_what_a_mechanism_declares_is_found_where_its_step_is_hidden() -> None:
    trace = run_of("self_attention")
    S, d = trace["scores"], trace["X"].shape[1]
    e = np.exp(S / np.sqrt(d))
    np.testing.assert_allclose(made(trace, "weights", "scale.d_model", ("scaled",)), e / e.sum(-1, keepdims=True))
    assert "scale.d_model" not in ids(trace.program, "weights")


def test_the_state_a_sequence_starts_from_is_old_at_the_second_step_and_initial_at_later_ones() -> None:
    trace = run_of("rnn", product="separate")
    X, W, U, b = (trace[id] for id in ("X", "W", "U", "b"))
    for t, id in ((2, "stale.hidden"), (3, "initial.hidden")):
        expected = X[t - 1 : t] @ W + trace["h_0"] @ U + b
        np.testing.assert_allclose(made(trace, f"t={t}/preactivation", id), expected)
    assert "initial.hidden" not in ids(trace.program, "t=2/preactivation")


def test_neighbours_are_of_one_kind() -> None:
    found = {id for id in ids(run_of("lstm_step").program, "cell") if id.startswith("instead.")}
    assert found == {
        "instead.forget_gate.input_gate",
        "instead.forget_gate.output_gate",
        "instead.input_gate.forget_gate",
        "instead.input_gate.output_gate",
        "instead.c_prev.h_prev",
    }


def test_what_is_hidden_is_no_neighbour() -> None:
    program = run_of("lstm_step").program
    assert not any("output_gate" in id for id in ids(program, "cell", ("output_gate",)))


def test_every_rare_one_is_a_rewriting() -> None:
    known = {f"{op}.{slip}" for op, slips in RULES.items() for slip in slips} | set(EVERYWHERE)
    assert known >= RARE

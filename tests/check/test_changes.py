"""A mistake's steps are those that it changes: it begins where it begins, and its line of code is another."""

from __future__ import annotations

import numpy as np
import pytest

from check import check
from check.candidates import candidates
from check.rewritten import written_alike
from engine import MECHANISMS, Program, run
from tests.check.broken import drawn

FUSED = {
    "lstm": {"product": "fused", "biases": "two"},
    "multi_head": {"projection": "fused"},
    "gru": {"product": "fused"},
}
PROGRAMS = [
    *((id, kind.build()) for id, kind in MECHANISMS.items()),
    *((f"{id}, fused", MECHANISMS[id].build(MECHANISMS[id].choose(**options))) for id, options in FUSED.items()),
    ("rnn, both", MECHANISMS["rnn"].build(MECHANISMS["rnn"].choose(direction="both"))),
]


@pytest.mark.parametrize("program", [pytest.param(program, id=name) for name, program in PROGRAMS])
def test_no_mistake_leaves_a_step_of_its_own_as_it_was(program: Program) -> None:
    for candidate in candidates(program):
        for step, node in candidate.changes.items():
            assert not written_alike(node, program.steps[step].whole), (candidate.cause.id, step)


def test_gates_in_another_order_begin_at_the_first_that_moved() -> None:
    """chunk(4) taken for i, f, o, g, where nn.LSTM has i, f, g, o: the forget gate is right."""
    kind = MECHANISMS["lstm"]
    options = kind.choose(product="fused", biases="two")
    program = kind.build(options)
    inputs = drawn(program, 4)
    turned = {id: x.copy() for id, x in inputs.items()}
    k = program.dims["k"]
    for id in ("W", "U", "b_x", "b_h"):
        turned[id][..., 2 * k :] = np.concatenate([inputs[id][..., 3 * k :], inputs[id][..., 2 * k : 3 * k]], -1)
    outputs = np.asarray(run(program, turned)["outputs"]).round(4)
    found = check(kind, inputs, options, {"outputs": outputs}, 4)
    told = [(one.first.id, one.first.steps[0]) for one in found.explanations]
    assert ("slices.1.2.4.3", "t=1/candidate_preactivation") in told
    assert all(line.numpy_wrong not in ("", line.numpy) for one in found.explanations for line in one.lines)

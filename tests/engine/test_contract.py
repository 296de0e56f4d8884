"""What must hold for every mechanism under every option set, for every reading."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, Trace, run
from engine.execution.run import evaluate
from engine.expression.node import Node, names
from engine.expression.ops import OPS
from engine.expression.scalars import value
from engine.readings.code import function, script
from engine.readings.code.rules import RULES as CODE_RULES
from engine.readings.code.rules import Language
from engine.readings.explanation.explain import explain
from engine.readings.formulas.build import RULES as FORMULA_RULES
from engine.readings.formulas.latex import formula, name, numbers, overview
from engine.readings.formulas.plain import plain
from engine.readings.gradient import RULES as GRADIENT_RULES
from engine.readings.misconceptions import RULES as MISCONCEPTION_RULES
from engine.readings.misconceptions import wrong_versions
from engine.transposition import RULES as LAYOUT_RULES
from tests.engine.cases import Case, cells, draw, each_case, traced
from tests.engine.reader import evaluate as read_line
from tests.engine.reader import rounded
from tests.oracle import torch

TABLES = {
    "layout": LAYOUT_RULES,
    "formulas": FORMULA_RULES,
    "misconceptions": MISCONCEPTION_RULES,
    "code": CODE_RULES,
    "gradient": GRADIENT_RULES,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_table_covers_the_alphabet(table: dict[str, Any]) -> None:
    assert set(table) == set(OPS)


@each_case
def test_every_cell_equals_its_array(case: Case) -> None:
    trace = traced(case)
    for step, index in cells(trace):
        assert trace[step].shape == tuple(trace.program.steps[step].shape)
        spelled = value(trace.program.steps[step].expr[index], lambda s, i: float(trace[s][i]))
        assert spelled == pytest.approx(float(trace[step][index]), rel=1e-12, abs=1e-12), (step, index)


@each_case
def test_every_printed_line_is_true_as_printed(case: Case) -> None:
    trace, digits = traced(case), 3
    for step, index in cells(trace):
        worked = explain(trace, step, index, digits)
        assert worked.result == rounded(float(trace[step][index]), digits)
        for line in worked.lines:
            assert line.exact
            assert rounded(read_line(str(line)), digits) == worked.result, (step, index, str(line))


@each_case
def test_a_cell_depends_on_nothing_but_its_sources(case: Case) -> None:
    trace = traced(case)
    noise = np.random.default_rng(3)
    for step in trace.program.steps.values():
        index = tuple(int(n) - 1 for n in step.shape)
        others = {id: array + noise.normal(size=array.shape) for id, array in trace.arrays.items()}
        for source, at in explain(trace, step.id, index).sources:
            others[source][at] = trace[source][at]
        assert evaluate(step.expr, others)[index] == pytest.approx(trace[step.id][index], rel=1e-12), step.id


@each_case
def test_no_two_things_of_one_place_share_a_symbol(case: Case) -> None:
    program = traced(case).program
    for kind in (program.inputs, program.steps):
        named = [(thing.path, thing.symbol) for thing in kind.values()]
        assert len(set(named)) == len(named)
    written = [plain(thing.symbol) for thing in program.inputs.values()]
    assert len(set(written)) == len(written), written  # W of an encoder is not W of a decoder
    given = {(thing.path, thing.symbol) for thing in program.inputs.values()}
    for step in program.steps.values():
        there = (step.path, step.symbol) in given
        assert not there or step.symbol.head, step.id  # heads of Q are Q^(h)


@pytest.mark.exhaustive
@each_case
def test_every_step_has_a_formula_in_symbols_and_in_numbers(case: Case) -> None:
    trace = traced(case)
    for id, step in trace.program.steps.items():
        for text in (formula(trace.program, id), numbers(trace, id)):
            assert text.startswith(name(step.symbol) + " = ")
            assert text.count("{") == text.count("}")
            assert text.count(r"\left") == text.count(r"\right")
    last = list(trace.program.steps)[-1]
    inside = set(names(trace.program.steps[last].expr)) & set(trace.program.steps)
    assert (overview(trace.program, last, ()).count(r"\underbrace") >= 1) == bool(inside)


@pytest.mark.exhaustive
@each_case
def test_exported_numpy_runs_and_agrees(case: Case) -> None:
    trace = traced(case)
    steps = list(trace.program.steps)
    space: dict[str, Any] = {}
    exec(function(trace.program, "exported", "numpy", steps), space)
    results = space["exported"](*[trace[id] for id in trace.program.inputs])
    for id, result in zip(steps, results if len(steps) > 1 else [results], strict=True):
        np.testing.assert_allclose(result, trace[id], rtol=1e-12, atol=1e-9, err_msg=id)


@pytest.mark.exhaustive
@each_case
@pytest.mark.torch
def test_exported_pytorch_runs_and_agrees(case: Case) -> None:
    trace = traced(case)
    steps = list(trace.program.steps)
    space: dict[str, Any] = {}
    exec(function(trace.program, "exported", "pytorch", steps), space)
    results = space["exported"](*[torch.from_numpy(trace[id]) for id in trace.program.inputs])
    for id, result in zip(steps, results if len(steps) > 1 else [results], strict=True):
        np.testing.assert_allclose(result.numpy(), trace[id], rtol=1e-12, atol=1e-9, err_msg=id)


@pytest.mark.parametrize("language", ["numpy", "pytorch"])
@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_exported_code_has_nothing_to_tidy_up(mechanism: str, language: Language) -> None:
    code = function(MECHANISMS[mechanism].build(), mechanism, language)
    assert ("import math\n" in code) == ("math." in code)
    imports = [k for k, line in enumerate(code.splitlines()) if line.startswith(("import ", "from "))]
    assert imports[-1] <= 2
    for line in code.splitlines():
        assert "[..., " not in line or "swapaxes" in line or "heads" in line, line
        name, _, comment = line.strip().partition("  # ")
        assert not comment or not name.startswith(comment), line


@pytest.mark.torch
def test_exported_code_shows_where_a_number_has_no_value() -> None:
    attention = MECHANISMS["scaled_dot_product"]
    space: dict[str, Any] = {}
    exec(function(attention.build(sizes={"n": 1, "m": 2, "d_k": 1, "d_v": 1}), "attend", "pytorch"), space)
    one, huge = torch.ones(2, 1, dtype=torch.float64), torch.full((1, 1), torch.inf, dtype=torch.float64)
    assert space["attend"](huge, one, one).isnan().all()


@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_the_script_prints_the_last_step(mechanism: str, capsys: pytest.CaptureFixture[str]) -> None:
    trace = traced((mechanism, MECHANISMS[mechanism].options()))
    exec(script(trace, mechanism), {})
    last = list(trace.program.steps)[-1]
    assert capsys.readouterr().out.strip() == str(trace[last])


@each_case
def test_every_misconception_differs_from_the_truth_for_some_draw(case: Case) -> None:
    traces = [traced(case, seed) for seed in range(8)]
    for step in traces[0].program.steps:
        for wrong in wrong_versions(traces[0].program, step):
            if equal_by_nature(wrong.id, step, traces[0]):
                continue
            shown = any(differs(wrong.expr, step, t) for t in traces)
            # what shows only in large numbers, such as a bound at 3, shows in few draws
            assert shown or any(differs(wrong.expr, step, traced(case, seed)) for seed in range(8, 100)), wrong.id


def differs(wrong: Node, step: str, trace: Trace) -> bool:
    answer, truth = evaluate(wrong, trace.arrays), trace[step]
    return answer.shape != truth.shape or not np.allclose(answer, truth, equal_nan=True)


def equal_by_nature(id: str, step: str, trace: Trace) -> bool:
    """What shows on no numbers: a causal mask read backwards in a 1×n padding row, an angle of position 0 or 1, and
    what stands in the softmax of a single score, or is averaged over the heads of it."""
    place, _, name = step.rpartition("/")
    sines = trace.arrays.get(f"{place}/sines")
    turned = name.startswith(("rotated_", "cosines", "sines")) or id.startswith("skipped.rotated_")
    unturned = turned and sines is not None and not sines.any()
    at_one = id in ("mul.without_left", "skipped.angles.rates") and name in ("angles", "cosines", "sines")
    return id == "where.transposed" or unturned or at_one or (alone(trace, place) and name in ("weights", "context"))


def alone(trace: Trace, place: str) -> bool:
    """Whether the weights of a place are shares of a single score."""
    weights = trace.program.steps.get(f"{place}/weights")
    return weights is not None and int(weights.shape[-1]) == 1


@each_case
def test_a_batch_of_draws_runs_as_one(case: Case) -> None:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    batch = draw(program, 7, lead=(5,))
    together = run(program, batch)
    for k in range(5):
        alone = run(program, {id: x[k] for id, x in batch.items()})
        for step in program.steps:
            # a step that reads no input, such as a table of positions, has no batch
            batched = np.broadcast_to(together[step], (5, *alone[step].shape))
            np.testing.assert_allclose(batched[k], alone[step], rtol=0, atol=1e-12)


@each_case
def test_carrying_a_step_changes_exactly_what_depends_on_it(case: Case) -> None:
    trace = traced(case)
    for step in trace.program.steps:
        reached = {step, *dependents(trace, step)}
        moved = changed_by(trace, step)
        for seed in range(1, 9):
            if moved != reached:  # what a ReLU or a comparison hides in one draw shows in another
                moved |= changed_by(traced(case, seed), step, seed)
        assert moved <= reached, step
        assert moved == reached or has_a_lone_share(trace.program) or cancels(trace.program, step), step


def changed_by(trace: Trace, step: str, seed: int = 0) -> set[str]:
    """The steps that get other numbers when this one is carried with other numbers."""
    noise = np.random.default_rng(5 + seed).normal(size=trace[step].shape)
    array = np.where(np.isfinite(trace[step]), trace[step] + noise, trace[step])
    carried = run(trace.program, {id: trace[id] for id in trace.program.inputs}, {step: array})
    return {id for id in trace.program.steps if not np.array_equal(carried[id], trace[id])}


def has_a_lone_share(program: Program) -> bool:
    """The softmax of a single score is 1, and its derivative 0, whatever the score."""
    exprs = [step.expr for step in program.steps.values()]
    return any(expr.op == "softmax" and expr.shape[expr.params[0]] == 1 for expr in exprs)


def cancels(program: Program, step: str) -> bool:
    """Whether what depends on a step may come out the same to the last bit: a softmax's shift by the largest score."""
    return program.steps[step].expr.op == "max"


def dependents(trace: Trace, step: str) -> set[str]:
    found = {step}
    for later in trace.program.steps.values():
        if found.intersection(names(later.expr)):
            found.add(later.id)
    return found - {step}

"""A cell followed back to the inputs, held against a count of paths that walks each of them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine import MECHANISMS, Program, run
from engine.execution.run import Trace
from engine.expression.cell import Index, sources
from engine.readings.explanation.explain import explain
from engine.readings.unfolding import unfolding
from tests.engine.cases import draw
from tests.engine.reader import evaluate, rounded

SMALL = ["self_attention", "lstm", "gru", "multi_head", "encoder_block", "rnn", "cross_attention"]


def drawn(mechanism: str) -> Trace:
    program = MECHANISMS[mechanism].build()
    return run(program, draw(program, 3))


def walked(trace: Trace, id: str, index: Index) -> dict[tuple[str, Index], int]:
    """Paths from every cell to this one, found by going along each read backwards, from the far end."""
    program = trace.program

    @cache
    def paths(name: str, at: Index) -> dict[tuple[str, Index], int]:
        found = {(name, at): 1}
        step = program.steps.get(name)
        for read in sources(step.expr[at]) if step else ():
            for cell, count in paths(*read).items():
                found[cell] = found.get(cell, 0) + count
        return found

    return paths(id, index)


@pytest.mark.parametrize("mechanism", SMALL)
def test_every_cell_that_enters_is_counted_once_for_each_path(mechanism: str) -> None:
    trace = drawn(mechanism)
    last = list(trace.program.steps)[-1]
    index = tuple(int(n) - 1 for n in trace.program.steps[last].shape)
    found = unfolding(trace, last, index)
    cells = {(c.id, c.index): c.paths for stage in (*found.computed, *found.given) for c in stage.cells}
    assert cells == walked(trace, last, index)
    assert not found.left
    assert found.computed[0].id == last
    order = list(trace.program.steps)
    places = [order.index(stage.id) for stage in found.computed]
    assert places == sorted(places, reverse=True)
    assert {stage.id for stage in found.given} <= set(trace.program.inputs)


def test_a_number_that_enters_twice_is_counted_twice() -> None:
    p = Program({"n": 1})
    (x,) = p.given(x="1 n")
    y = p.step("doubled", "y", x + x)
    p.step("both", "z", x * y)
    found = unfolding(run(p, {"x": np.array([[3.0]])}), "both", (0, 0))
    assert [(stage.id, [cell.paths for cell in stage.cells]) for stage in found.given] == [("x", [2])]


def test_what_is_too_much_to_follow_is_counted_and_left() -> None:
    trace = drawn("encoder_block")
    last = list(trace.program.steps)[-1]
    cut = unfolding(trace, last, (0, 0), most=20)
    assert cut.left
    assert len(cut.computed) < len(unfolding(trace, last, (0, 0)).computed)


@pytest.mark.parametrize("mechanism", SMALL)
def test_subtotals_are_what_the_printed_terms_come_to(mechanism: str) -> None:
    trace = drawn(mechanism)
    seen = 0
    for step in trace.program.steps.values():
        index = tuple(0 for _ in step.shape)
        for line in (worked := explain(trace, step.id, index)).lines:
            if not line.subtotals:
                continue
            assert line.subtotals[-1] == worked.result
            for k, subtotal in enumerate(line.subtotals):
                printed = "".join(_until(line.tokens, k))
                assert rounded(evaluate(printed), 4) == subtotal, (step.id, printed)
                seen += 1
    assert seen > 2


def _until(tokens: object, k: int) -> list[str]:
    """The text of the first k + 1 terms; a sign stands before the first token of its term."""
    found, term = [], 0
    kept = list(tokens)  # type: ignore[call-overload]
    for n, token in enumerate(kept):
        following = kept[n + 1].term if n + 1 < len(kept) else term
        if token.text in (" + ", " − ") and token.term < following and token.kind == "operator":
            term = following
        if term > k:
            break
        found.append(token.text)
    return found

"""Long lines, whose middle is computed at once: the same explanation as term by term."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, ShapeError, Trace, run
from engine.expression.functions import exp, largest, mean, sigmoid, softmax, sqrt, square, tanh, total, where
from engine.expression.node import Node
from engine.readings.explanation import long_sums
from engine.readings.explanation.explain import WorkedCell, explain
from engine.readings.gradient import gradient
from tests.engine.cases import cells, draw


def term_by_term(trace: Trace, step: str, index: tuple[int, ...], **how: Any) -> WorkedCell:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_sums, "CUT", {})
        return explain(trace, step, index, **how)


def doubled(mechanism: str, back: bool) -> Trace:
    m = MECHANISMS[mechanism]
    sizes = {name: 2 * size for name, size in m.sizes.items() if name != "layers"}
    try:
        program = m.build(None, sizes)
    except ShapeError:  # as many buckets of single distances as T5's rule has no room for
        program = m.build()
    program = gradient(program, list(program.steps)[-1]) if back else program
    return run(program, draw(program))


@pytest.mark.parametrize("back", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("mechanism", list(MECHANISMS))
def test_every_mechanism_is_explained_as_term_by_term(mechanism: str, back: bool) -> None:
    trace = doubled(mechanism, back)
    places = list(cells(trace))
    for step, index in places[:: 1 + len(places) // 30]:
        cut = explain(trace, step, index, digits=3, longest=4)
        assert cut == term_by_term(trace, step, index, digits=3, longest=4), (step, index)


LINES: dict[str, Any] = {
    "product": lambda a, b: a @ b.T,
    "product and bias": lambda a, b: a @ b.T + total(b),
    "two products": lambda a, b: a @ b.T + b @ a.T,
    "shares": lambda a, b: softmax(a),
    "shares that overflow": lambda a, b: softmax(a * 400.0),
    "shares of a quotient": lambda a, b: softmax(a / sqrt(3.0)),
    "shares down a column": lambda a, b: softmax(a @ b.T, -2),
    "largest": lambda a, b: exp(a - largest(a)),
    "variance": lambda a, b: mean(square(a - total(b))),
    "functions": lambda a, b: total(tanh(a) * sigmoid(b)),
    "no pattern": lambda a, b: total(where(a, a, b)),
    "a sum inside": lambda a, b: total(a + b),
    "masked": lambda a, b: softmax(a - math.inf),
}


@pytest.mark.parametrize("kind", LINES)
def test_every_kind_of_line(kind: str) -> None:
    p = Program({"n": 3, "d": 20})
    a, b = p.given(a="n d", b="n d")
    expr: Node = LINES[kind](a, b)
    p.step("result", "R", expr)
    trace = run(p, draw(p))
    last = tuple(int(n) - 1 for n in expr.shape)
    for index in ((0, 0), last):
        assert explain(trace, "result", index) == term_by_term(trace, "result", index)


def test_the_middle_is_said_to_hold_so_many_terms_and_names_its_sources() -> None:
    p = Program({"n": 2, "d": 100})
    a, b = p.given(a="n d", b="n d")
    p.step("scores", "S", a @ b.T)
    worked = explain(run(p, draw(p)), "scores", (1, 0))
    (hidden,) = (token for token in worked.symbols.tokens if token.kind == "elided")
    assert hidden.count == 96
    assert worked.sources == tuple((name, (row, k)) for k in range(100) for name, row in (("a", 1), ("b", 0)))


def test_a_long_line_does_not_spell_its_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    p = Program({"n": 2, "d": 1000})
    a, b = p.given(a="n d", b="n d")
    p.step("scores", "S", a @ b.T)
    trace = run(p, draw(p))
    spelled: list[Any] = []
    plain = long_sums.TraceOperand.__getitem__

    def noted(seen: long_sums.TraceOperand, i: Any) -> Any:
        spelled.append(i)
        return plain(seen, i)

    monkeypatch.setattr(long_sums.TraceOperand, "__getitem__", noted)
    explain(trace, "scores", (0, 0))
    assert len(spelled) < 20


def test_float32_is_explained_from_its_own_numbers() -> None:
    p = Program({"n": 2, "d": 50})
    (a,) = p.given(a="n d")
    p.step("scores", "S", a @ a.T)
    x = draw(p)["a"].astype(np.float32)
    trace = run(p, {"a": x}, dtype=np.float32)
    assert explain(trace, "scores", (0, 1)) == term_by_term(trace, "scores", (0, 1))

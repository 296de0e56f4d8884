"""All heads beside each other: the pair that is said names the query first, whichever way tokens lie."""

from __future__ import annotations

import pytest

from engine import MECHANISMS, run
from engine.readings.numbers import fixed
from presentation.figure.view import View
from presentation.heads import grid
from tests.engine.cases import draw

WORDS = ("one", "two", "three")


@pytest.mark.parametrize("tokens", ["rows", "columns"])
def test_the_strongest_pair_is_that_of_a_query_and_its_key(tokens: str) -> None:
    made = MECHANISMS["multi_head"]
    program = made.build(made.choose(mask="causal", tokens=tokens))
    trace = run(program, draw(program, 5))
    weights = trace["weights"][0] if tokens == "rows" else trace["weights"][0].T
    free = {(i, j): weights[i, j] for i in (1, 2) for j in range(i + 1)}  # the first query has a single key
    query, key = max(free, key=lambda pair: float(free[pair]))
    view = View(trace, 4, WORDS, lambda id: id, axes={"n": WORDS})
    said = str(grid(view, "weights", None, (0,)))
    assert f"{WORDS[query]} → {WORDS[key]} {fixed(float(weights[query, key]), 2)}" in said
